import measured from 'fast-string-truncated-width';

/** How many columns of a terminal a text without colours takes. */
export const widthOf = (text: string): number => measured(text).width;

/** As much of a text as fits into so many columns; that some of it is missing shows. */
export const cut = (text: string, columns: number): string => {
  const { index, ellipsed, truncated } = measured(text, {
    limit: Math.max(0, columns),
    ellipsis: '…',
    ellipsisWidth: 1,
  });
  if (!truncated) return text;
  return `${text.slice(0, index)}${ellipsed ? '…' : ''}`;
};

/** A text in just so many columns. */
export const fitted = (text: string, columns: number): string => {
  const fits = cut(text, columns);
  return fits + ' '.repeat(Math.max(0, columns - widthOf(fits)));
};
