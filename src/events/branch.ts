/** What the full name of every branch begins with; see git-check-ref-format(1). */
const HEADS = 'refs/heads/';

/** A branch as people name it. */
export const branchName = (ref: string): string => (ref.startsWith(HEADS) ? ref.slice(HEADS.length) : ref);

/** A branch by its full name, which no other ref has. */
export const branchRef = (name: string): string => `${HEADS}${name}`;
