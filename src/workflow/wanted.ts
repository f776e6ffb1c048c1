import { withNearest } from './nearest.js';
import { inOrder, type Problem } from './problem.js';

/** A name that something in a workflow draws on, and that nothing in its file answers to. */
export interface Wanted {
  readonly name: string;
  /** Where it is drawn on, and what is said of it if nobody answers. */
  readonly problem: Problem;
  /** The names that it could have been. */
  readonly known: () => readonly string[];
  /** The places of the calls through which the file was reached, the innermost first. */
  readonly calls: readonly string[];
  /** Other calls lead there as well. */
  readonly isElsewhere?: boolean;
}

/** For how many names the nearest one is looked for: a report with more of them has one cause, and is read from its top. */
export const MOST_SEARCHES = 50;

/** The same, each place once: of several calls that lead there, by the first. */
export const eachOnce = (wanted: readonly Wanted[]): readonly Wanted[] => {
  const once = new Map<string, Wanted>();
  for (const one of wanted) {
    const place = JSON.stringify([one.problem, one.name]);
    const first = once.get(place);
    once.set(place, first ? { ...first, isElsewhere: true } : one);
  }
  return [...once.values()];
};

/** What is told of names that nobody answers to, each once, whoever calls the file that it stands in. */
export const unanswered = (file: string, wanted: readonly Wanted[]): readonly Problem[] => {
  const told = new Map(
    eachOnce(wanted).map((one) => [
      { ...one.problem, message: `${one.problem.message}${callsOf(one)}` },
      one,
    ]),
  );
  return inOrder(file, [...told.keys()]).map((problem, index) => {
    const one = told.get(problem);
    if (!one || index >= MOST_SEARCHES) return problem;
    return { ...problem, message: withNearest(problem.message, one.name, one.known()) };
  });
};

const callsOf = ({ calls, isElsewhere }: Wanted): string =>
  calls.length === 0 ? '' : ` (called from ${calls.join(' ← ')}${isElsewhere ? ', and from elsewhere' : ''})`;
