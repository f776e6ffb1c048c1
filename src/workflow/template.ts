import type { Variable } from '../events/content.js';

/** A template as it is read from a text: literals and variables in turn. */
export type ParsedTemplate = readonly (string | Variable)[];

/** A name in braces, and the doubled braces that stand for one. */
const MARK = /\{\{|\}\}|\{([\p{L}_][\p{L}\p{N}_./-]*)\}/gu;

/** A mark as it stands in a text; of one that is a variable, the name. */
export interface Mark {
  readonly text: string;
  readonly index: number;
  readonly variable: string | undefined;
}

/** Every brace of a text that is not just itself, in order: variables and doubled braces. */
export const marksIn = (text: string): readonly Mark[] =>
  [...text.matchAll(MARK)].map(({ 0: mark, 1: variable, index }) => ({ text: mark, index, variable }));

/**
 * Reads a text as a template: `{name}` is a variable, `{{` and `}}` are braces, and any other brace is itself. A
 * variable that has a line to itself takes the blanks and the end of that line along, so that an empty one leaves no
 * empty line.
 */
export const parseTemplate = (text: string): ParsedTemplate => {
  const parts: (string | Variable)[] = [];
  let literal = '';
  /** Whether the literal begins at the beginning of a line. */
  let fresh = true;
  let at = 0;
  for (const { text: mark, index, variable } of marksIn(text)) {
    literal += text.slice(at, index);
    at = index + mark.length;
    if (variable === undefined) {
      literal += mark[0];
      continue;
    }
    const before: string | undefined = (fresh ? /(?:^|\n)([ \t]*)$/ : /\n([ \t]*)$/).exec(literal)?.[1];
    const after: string | undefined = /^[ \t]*(?:\r?\n|$)/.exec(text.slice(at))?.[0];
    fresh = before !== undefined && after !== undefined;
    if (fresh) {
      literal = literal.slice(0, literal.length - (before?.length ?? 0));
      at += after?.length ?? 0;
    }
    if (literal !== '') parts.push(literal);
    parts.push(fresh ? { variable, before: before ?? '', after: after ?? '' } : { variable });
    literal = '';
  }
  literal += text.slice(at);
  return literal === '' ? parts : [...parts, literal];
};
