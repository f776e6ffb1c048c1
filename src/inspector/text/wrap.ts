/** The columns of a terminal that every line should fit into. */
const COLUMNS = 80;

/** Breaks a text into lines that fit behind an indent. What stands between backticks stays whole, to be copied. */
export const wrap = (text: string, indent: number): readonly string[] => {
  const lines: string[] = [];
  let line = '';
  for (const [word] of text.matchAll(/(?:`[^`]*`|[^\s`]|`(?![^`]*`))+/g)) {
    if (line !== '' && indent + line.length + 1 + word.length > COLUMNS) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
};
