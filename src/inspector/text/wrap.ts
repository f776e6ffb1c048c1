import { widthOf } from './fit.js';

/** The columns of a terminal that every line should fit into. */
const COLUMNS = 80;

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
