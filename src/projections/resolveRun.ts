import * as E from 'fp-ts/lib/Either.js';
import type { RunEntry } from '../ports/runStore.js';

/** Why no single run is meant. `unread` are those whose logs could not be searched to their ends. */
export type RunNotResolved =
  | {
      readonly _tag: 'NoSuchRun';
      readonly wanted: string;
      readonly known: number;
      /** The runs of other repositories that have this number or name there. */
      readonly elsewhere?: readonly RunEntry[];
      readonly unread?: readonly RunEntry[];
    }
  | { readonly _tag: 'AmbiguousRun'; readonly wanted: string; readonly candidates: readonly RunEntry[] };

/**
 * Finds the run that a person means, by the first of these that fits: its exact id; its name or its number in the repository at
 * hand; a prefix of its id that no other run shares. What an agent calls its session stands in the logs, and is looked for
 * when nothing of this fits. `named` are the runs that bear the name, of each repository the one that is meant by it.
 * Outside of any repository every run is one at hand.
 */
export const resolveRun = (
  runs: readonly RunEntry[],
  wanted: string,
  isHere: (entry: RunEntry) => boolean,
  named: readonly RunEntry[] = [],
): E.Either<RunNotResolved, RunEntry> => {
  const number = numberMeant(wanted);
  const numbered = number === undefined ? [] : runs.filter((entry) => entry.number === number);
  const called = [...named, ...numbered];
  const rules = [
    runs.filter(({ run }) => run === wanted),
    called.filter(isHere),
    canBegin(wanted) ? runs.filter(({ run }) => run.startsWith(wanted)) : [],
  ];
  const matches = rules.find((found) => found.length > 0) ?? [];
  if (matches.length > 0) return onlyOne(wanted, matches);
  return E.left({ _tag: 'NoSuchRun', wanted, known: runs.length, elsewhere: called });
};

/** The number that a person may mean by this. */
export const numberMeant = (wanted: string): number | undefined => {
  const digits = /^#?(\d+)$/.exec(wanted)?.[1];
  return digits === undefined ? undefined : Number(digits);
};

/** The run of another repository that has this number or name there, if only one has it. */
export const resolveElsewhere = (refusal: RunNotResolved): E.Either<RunNotResolved, RunEntry> => {
  if (refusal._tag !== 'NoSuchRun' || !refusal.elsewhere?.length) return E.left(refusal);
  return onlyOne(refusal.wanted, refusal.elsewhere);
};

/** Whether this may be meant for the beginning of an id. Digits that are fewer than those of a year are a number: all ids begin with a 2. */
const canBegin = (wanted: string): boolean =>
  wanted !== '' && (!/^\d+$/.test(wanted) || wanted.length >= 'YYYY'.length);

const onlyOne = (wanted: string, candidates: readonly RunEntry[]): E.Either<RunNotResolved, RunEntry> => {
  const [one] = candidates;
  return one && candidates.length === 1 ? E.right(one) : E.left({ _tag: 'AmbiguousRun', wanted, candidates });
};

/**
 * The runs from the newest to the oldest: those of a repository by their numbers, which no clock gives; those of several
 * by the second that their ids begin with, where a run is taken to be no older than those that it was numbered after.
 */
export const newestFirst = <A extends Numbered>(runs: readonly A[]): readonly A[] => {
  const latest = new Map<string, string>();
  const dated = [...runs].sort(byNumber).map((run) => {
    const own = secondOf(run);
    const before = latest.get(run.repository) ?? '';
    const since = run.number !== undefined && before > own ? before : own;
    if (run.number !== undefined) latest.set(run.repository, since);
    return { run, since };
  });
  return dated.sort((a, b) => compare(b.since, a.since) || byNumber(b.run, a.run)).map(({ run }) => run);
};

type Numbered = Pick<RunEntry, 'repository' | 'run' | 'number'>;

/** Two of one number are as old as their ids say. */
const byNumber = (a: Numbered, b: Numbered): number =>
  (a.number ?? 0) - (b.number ?? 0) || compare(a.run, b.run);

const secondOf = ({ run }: Numbered): string => run.slice(0, 'YYYYMMDD-HHMMSS'.length);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
