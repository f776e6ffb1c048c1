import type { Source } from '../ports/sources.js';
import { withNearest } from './nearest.js';
import type { Finding, Problem } from './problem.js';
import { emptyBecause, isKnown, namesIn } from './scope.js';
import { marksIn } from './template.js';
import type { TemplateUse, Uses } from './uses.js';

/** Where the findings of a workflow file are. */
type Locate = (findings: readonly Finding[]) => readonly Problem[];

type Texts = ReadonlyMap<string, Source>;

/** Every variable that nothing answers to, where it stands, with the nearest name. */
export const unknownVariables = ({ templates }: Uses, texts: Texts, locate: Locate): readonly Problem[] =>
  said(templates, texts, locate, (name, { scope, step }) =>
    isKnown(name, scope, step)
      ? undefined
      : withNearest(`unknown variable \`{${name}}\``, name, namesIn(scope, step)),
  );

/** Every variable that is known and has no value yet where it is asked for. */
export const emptyVariables = ({ templates }: Uses, texts: Texts, locate: Locate): readonly Problem[] =>
  said(
    templates.filter(({ isAsked }) => isAsked),
    texts,
    locate,
    (name, { scope, step }) => emptyBecause(name, scope, step),
  );

/** What is to be said about variables, where each stands: in the workflow, or in the file of a prompt. */
const said = (
  templates: readonly TemplateUse[],
  texts: Texts,
  locate: Locate,
  words: (name: string, use: TemplateUse) => string | undefined,
): readonly Problem[] =>
  templates.flatMap((use) => {
    const { template, at } = use;
    const source = typeof template === 'string' ? undefined : texts.get(template.file);
    const text = typeof template === 'string' ? template : (source?.text ?? '');
    return marksIn(text).flatMap(({ variable, index }, mark) => {
      const message = variable === undefined ? undefined : words(variable, use);
      if (message === undefined) return [];
      return source ? [placeIn(source, index, message)] : locate([{ path: at, mark, message }]);
    });
  });

const placeIn = ({ path: file, text }: Source, index: number, message: string): Problem => {
  const lines = text.slice(0, index).split('\n');
  return { file, line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1, message };
};
