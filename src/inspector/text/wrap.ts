import { widthOf } from './fit.js';

/** The columns of a terminal that every line should fit into. */
const COLUMNS = 80;

/** The same text in lines that fit: one that is too long goes on behind the spaces that it begins with. */
export const wrapped = (text: string, columns: number): string =>
  text
    .split('\n')
    .flatMap((line) => {
      if (widthOf(line) <= columns) return [line];
      const indent = line.length - line.trimStart().length;
      return wrap(line, indent, columns).map((one) => ' '.repeat(indent) + one);
    })
    .join('\n');

/**
 * Breaks a text into lines that fit behind an indent. What stands between backticks stays whole, to be copied, and so does
 * a word: a line of one that is too long is too long.
 */
export const wrap = (text: string, indent: number, columns = COLUMNS): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(/(?:`[^`]*`|[^\s`]|`(?![^`]*`))+/g)) {
    if (line !== '' && indent + widthOf(`${line} ${word}`) > columns) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};
