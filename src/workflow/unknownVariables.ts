import { type Finding, withNearest } from './problem.js';
import { isKnown, namesIn } from './scope.js';
import { variablesIn } from './template.js';
import type { Uses } from './uses.js';

/** Every variable that nothing answers to, at the text that uses it, with the nearest name. */
export const unknownVariables = (
  { templates }: Uses,
  texts: ReadonlyMap<string, string>,
): readonly Finding[] =>
  templates.flatMap(({ template, at, scope, step }) => {
    const text = typeof template === 'string' ? template : (texts.get(template.file) ?? '');
    const unknown = [...new Set(variablesIn(text))].filter((name) => !isKnown(name, scope, step));
    const where = typeof template === 'string' ? '' : ` (in ${template.file})`;
    return unknown.map((name) => ({
      path: at,
      message: withNearest(`unknown variable \`{${name}}\`${where}`, name, namesIn(scope, step)),
    }));
  });
