import picomatch from 'picomatch';

/**
 * Whether a path matches one of these patterns, as shells with `**` know them; a folder stands for all in it, and `.`
 * for the whole worktree.
 */
export const matchesAny = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) => {
    const plain = pattern.replace(/^\.\//, '').replace(/\/$/, '');
    if (plain === '') return pattern !== '';
    // Names may hold newlines, which no wildcard matches without `s`.
    return picomatch.isMatch(path, [plain, `${plain}/**`], { dot: true, flags: 's' });
  });
