import type { Source } from '../ports/sources.js';
import type { Finding, Problem } from './problem.js';
import { type Called, emptyBecause, isKnown, namesIn, statesIn } from './scope.js';
import { marksIn } from './template.js';
import type { TemplateUse, Uses } from './uses.js';
import type { Wanted } from './wanted.js';

/** Where the findings of a workflow file are. */
export type Locate = (findings: readonly Finding[]) => readonly Problem[];

type Texts = ReadonlyMap<string, Source>;

/** Every variable that nothing in the file answers to, where it stands. */
export const unknownVariables = (
  { templates }: Uses,
  texts: Texts,
  called: Called,
  locate: Locate,
): readonly Wanted[] =>
  templates.flatMap((use) => {
    const { scope, step } = use;
    const wrong = (name: string): string | undefined =>
      isKnown(name, scope, step, called) ? undefined : `unknown variable \`{${name}}\``;
    return said(use, texts, locate, wrong).map(({ name, problem }) => ({
      name,
      problem,
      known: () => [...namesIn(scope, step), ...statesIn(scope, called)],
      calls: [],
    }));
  });

/** Every variable that is known and will not be what was meant where it stands. */
export const idleVariables = (
  uses: Uses,
  texts: Texts,
  called: Called,
  locate: Locate,
): readonly Problem[] => [
  ...emptyVariables(uses, texts, locate),
  ...shellVariables(uses, texts, called, locate),
];

/** Those that have no value yet where they are asked for. */
const emptyVariables = ({ templates }: Uses, texts: Texts, locate: Locate): readonly Problem[] =>
  templates
    .filter(({ isAsked }) => isAsked)
    .flatMap((use) =>
      said(use, texts, locate, (name) => emptyBecause(name, use.scope, use.step)).map(
        ({ problem }) => problem,
      ),
    );

/**
 * Those that stand in a gate's command, where nothing is put in its place. `${name}` is one of the
 * shell's own.
 */
const shellVariables = (
  { commands }: Uses,
  texts: Texts,
  called: Called,
  locate: Locate,
): readonly Problem[] =>
  commands.flatMap(({ command, ...use }) =>
    said({ ...use, template: command, isAsked: false }, texts, locate, (name, before) =>
      before !== '$' && isKnown(name, use.scope, use.step, called)
        ? `bash gates take no variables: the shell is given \`{${name}}\` as it stands; a gate \`{validate: workflow, key: "{${name}}"}\` hands it to a workflow`
        : undefined,
    ).map(({ problem }) => problem),
  );

/** The names that the texts of a workflow hold, also where nobody can tell what they are meant for. */
export const namesHeld = ({ templates }: Uses, { text }: Source, texts: Texts): ReadonlySet<string> =>
  new Set(
    [text, ...[...texts.values()].map((source) => source.text), ...templates.map(({ template }) => template)]
      .flatMap((one) => (typeof one === 'string' ? marksIn(one) : []))
      .flatMap(({ variable }) => variable ?? []),
  );

/** What is to be said about variables, where each stands: in the workflow, or in the file of a prompt. */
const said = (
  { template, at }: TemplateUse,
  texts: Texts,
  locate: Locate,
  words: (name: string, before: string) => string | undefined,
): readonly { readonly name: string; readonly problem: Problem }[] => {
  const source = typeof template === 'string' ? undefined : texts.get(template.file);
  const text = typeof template === 'string' ? template : (source?.text ?? '');
  const found = marksIn(text).flatMap(({ variable: name, index }, mark) => {
    const message = name === undefined ? undefined : words(name, text.slice(index - 1, index));
    return name === undefined || message === undefined ? [] : [{ name, index, mark, message }];
  });
  if (source) {
    const lines = linesOf(source.text);
    return found.map(({ name, index, message }) => ({
      name,
      problem: { file: source.path, ...lines(index), message },
    }));
  }
  const problems = locate(found.map(({ mark, message }) => ({ path: at, mark, message })));
  return problems.map((problem, index) => ({ name: found[index]?.name ?? '', problem }));
};

/** Where an offset is in a text, from 1; asked for in rising order. */
const linesOf = (text: string): ((offset: number) => Pick<Problem, 'line' | 'column'>) => {
  let [line, start] = [1, 0];
  return (offset) => {
    for (let end = text.indexOf('\n', start); end >= 0 && end < offset; end = text.indexOf('\n', start)) {
      [line, start] = [line + 1, end + 1];
    }
    return { line, column: offset - start + 1 };
  };
};
