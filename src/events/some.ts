/** The first ones of a list that may be long, and how many more there are. */
export const some = (words: readonly string[], most = 10): string => {
  const more = words.length - most;
  return `${words.slice(0, most).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};
