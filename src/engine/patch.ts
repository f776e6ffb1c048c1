/** How much of a patch an evaluator is given, in characters. */
const EXCERPT_CHARS = 12_000;

/** The beginning of a patch, cut at the end of a line; undefined where that is all of it. */
export const excerptOf = (patch: string): string | undefined => {
  if (patch.length <= EXCERPT_CHARS) return undefined;
  const part = patch.slice(0, EXCERPT_CHARS);
  const line = part.lastIndexOf('\n');
  return line > 0 ? part.slice(0, line) : part;
};

/** How many files a summary names. */
const FILES_NAMED = 20;

/** What a patch changes, as `path (+a -d); …`, with the lines that came and went in each file. */
export const summaryOf = (patch: string): string => {
  const files = patch.split(/^diff --git /m).slice(1);
  const named = files.slice(0, FILES_NAMED).map(fileSummary);
  const more = files.length - named.length;
  return [...named, ...(more > 0 ? [`and ${more} more`] : [])].join('; ');
};

const fileSummary = (text: string): string => {
  const [header = '', ...lines] = text.split('\n');
  const hunks = lines.findIndex((line) => line.startsWith('@@'));
  const [about, body] = hunks < 0 ? [lines, []] : [lines.slice(0, hunks), lines.slice(hunks)];
  const count = (sign: string): number => body.filter((line) => line.startsWith(sign)).length;
  return `${nameIn(header, about)} (+${count('+')} -${count('-')})`;
};

/** The name after the change, or before it where the file is gone; of a binary file, as the header has it. */
const nameIn = (header: string, about: readonly string[]): string => {
  const after = about.find((line) => line.startsWith('+++ '))?.slice(4);
  const before = about.find((line) => line.startsWith('--- '))?.slice(4);
  const name = [after, before].find((one) => one !== undefined && one !== '/dev/null');
  return (name ?? header.slice(header.length / 2 + 1)).replace(/^"?[ab]\/|"$|\t$/g, '');
};
