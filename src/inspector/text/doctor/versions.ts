/** How a version stands to the one that refold was tested with. */
export type Standing = 'older' | 'the same' | 'newer';

/** Compares versions by their numbers; what stands behind those decides nothing. */
export const standingOf = (version: string, tested: string): Standing => {
  const [is, was] = [numbersOf(version), numbersOf(tested)];
  for (let at = 0; at < Math.max(is.length, was.length); at += 1) {
    const difference = (is[at] ?? 0) - (was[at] ?? 0);
    if (difference !== 0) return difference < 0 ? 'older' : 'newer';
  }
  return 'the same';
};

const numbersOf = (version: string): readonly number[] =>
  (/^[\d.]+/.exec(version)?.[0] ?? '').split('.').map(Number);
