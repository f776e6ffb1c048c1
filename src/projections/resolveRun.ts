import * as E from 'fp-ts/lib/Either.js';
import type { RunEntry } from '../ports/runStore.js';

/** Why no single run is meant. `unread` are those whose logs could not be searched to their ends. */
export type RunNotResolved =
  | {
      readonly _tag: 'NoSuchRun';
      readonly wanted: string;
      readonly known: number;
      readonly unread?: readonly RunEntry[];
    }
  | { readonly _tag: 'AmbiguousRun'; readonly wanted: string; readonly candidates: readonly RunEntry[] };

/**
 * Finds the run that a person means, by the first of these that fits: its exact id; its name; its number in the repository at
 * hand; that number, if only one repository has it; a prefix of its id that no other run shares. What an agent calls its
 * session stands in the logs, and is looked for when nothing of this fits. `named` are the runs that bear the name, of
 * each repository the one that is meant by it.
 */
export const resolveRun = (
  runs: readonly RunEntry[],
  wanted: string,
  isHere: (entry: RunEntry) => boolean,
  named: readonly RunEntry[] = [],
): E.Either<RunNotResolved, RunEntry> => {
  const number = /^#?(\d+)$/.exec(wanted)?.[1];
  const numbered = number === undefined ? [] : runs.filter((entry) => entry.number === Number(number));
  const rules = [
    runs.filter(({ run }) => run === wanted),
    named.filter(isHere),
    named,
    numbered.filter(isHere),
    numbered,
    wanted === '' ? [] : runs.filter(({ run }) => run.startsWith(wanted)),
  ];
  const matches = rules.find((found) => found.length > 0) ?? [];
  const [match] = matches;
  if (match === undefined) return E.left({ _tag: 'NoSuchRun', wanted, known: runs.length });
  return matches.length === 1
    ? E.right(match)
    : E.left({ _tag: 'AmbiguousRun', wanted, candidates: matches });
};

/** The runs from the newest to the oldest: by the second that their ids begin with, and within it by number. */
export const newestFirst = <A extends Pick<RunEntry, 'run' | 'number'>>(runs: readonly A[]): readonly A[] =>
  [...runs].sort((a, b) => compare(secondOf(b), secondOf(a)) || (b.number ?? 0) - (a.number ?? 0));

const secondOf = ({ run }: Pick<RunEntry, 'run'>): string => run.slice(0, 'YYYYMMDD-HHMMSS'.length);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
