import measured from 'fast-string-truncated-width';

/** How many columns of a terminal a text without colours takes. */
export const widthOf = (text: string): number => measured(text).width;

const characters = new Intl.Segmenter();

/** As much of a text as fits into so many columns; that some of it is missing shows. */
export const cut = (text: string, columns: number): string => {
  if (widthOf(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let room = columns - 1;
  for (const { segment } of characters.segment(text)) {
    room -= widthOf(segment);
    if (room < 0) break;
    kept += segment;
  }
  return `${kept}…`;
};

/** A text in just so many columns. */
export const fitted = (text: string, columns: number): string => {
  const fits = cut(text, columns);
  return fits + ' '.repeat(Math.max(0, columns - widthOf(fits)));
};
