import type { Variable } from '../events/content.js';

/** A template as it is read from a text: literals and variables in turn. */
export type ParsedTemplate = readonly (string | Variable)[];

/** A name in braces, and the doubled braces that stand for one. */
const MARK = /\{\{|\}\}|\{([\p{L}_][\p{L}\p{N}_./-]*)\}/gu;

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
  for (const match of text.matchAll(MARK)) {
    const [mark, variable] = match;
    if (match.index < at) continue;
    literal += text.slice(at, match.index);
    at = match.index + mark.length;
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

/** The variables of a template, in order. */
export const variablesIn = (text: string): readonly string[] =>
  parseTemplate(text).flatMap((part) => (typeof part === 'string' ? [] : [part.variable]));
