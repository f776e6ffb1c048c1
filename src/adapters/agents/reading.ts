import { freshTokens, plus, type Usage } from '../../events/usage.js';
import type { Activity, SessionAsked } from '../../ports/agents.js';
import { since, tokensAlone } from './usage.js';

/** How a program says that it ended. */
export type Ending = { readonly succeeded: true } | { readonly succeeded: false; readonly error: string };

/** What one line shows of the program that printed it. */
export interface Shown {
  readonly session?: string;
  /** The model's turn that the line is part of; the same name again is the same turn. */
  readonly turn?: string;
  /** The model was answered, so that what it says next is another turn. */
  readonly answered?: boolean;
  /** What takes the place of the text so far, as far as that is the final one. */
  readonly text?: string;
  /** What the text so far goes on with. */
  readonly moreText?: string;
  /** Files that tools are about to write, by the id of the tool's call. */
  readonly writing?: readonly Writing[];
  /** Which tools' calls are done, and whether they worked. */
  readonly done?: readonly { readonly id: string; readonly worked: boolean }[];
  /** Files that were written. */
  readonly wrote?: readonly string[];
  /** What was used besides all that was shown before. */
  readonly spent?: Usage;
  /** What was used in all. */
  readonly total?: Usage;
  /** How it ended; `not yet` takes back what an earlier line said. */
  readonly ending?: Ending | 'not yet';
}

/** A file that is about to be written. */
interface Writing {
  readonly id: string;
  readonly path: string;
}

/** Reads one line; undefined for one that shows nothing. */
export type Read = (line: string) => Shown | undefined;

/** Over what a program adds up its totals. */
export type Counts = 'run' | 'session';

/** All that the lines so far have shown. It has a bound, however many there are. */
export interface Reading {
  readonly session: string | undefined;
  readonly turn: string | undefined;
  readonly text: string | undefined;
  readonly writing: readonly Writing[];
  /** What the last line says was written. */
  readonly wrote: readonly string[];
  readonly spent: Usage;
  readonly total: Usage | undefined;
  readonly ending: Ending | undefined;
}

/** Nothing heard yet. */
export const SILENCE: Reading = {
  session: undefined,
  turn: undefined,
  text: undefined,
  writing: [],
  wrote: [],
  spent: {},
  total: undefined,
  ending: undefined,
};

/** How long a text may grow that comes in pieces, in characters. */
const TEXT_CHARS = 4 * 1024 * 1024;

/** How many files may be about to be written at once. */
const WRITING = 256;

/** The reading with what one more line shows. */
export const hear = (reading: Reading, shown: Shown): Reading => ({
  session: reading.session ?? shown.session,
  turn: shown.answered ? undefined : (shown.turn ?? reading.turn),
  text: shown.text ?? longer(reading.text, shown.moreText),
  writing: writingAfter(reading, shown),
  wrote: wroteIn(reading, shown),
  spent: spentAfter(reading, shown),
  total: shown.total ?? reading.total,
  ending: shown.ending === 'not yet' ? undefined : (shown.ending ?? reading.ending),
});

const longer = (text: string | undefined, more: string | undefined): string | undefined =>
  more === undefined ? text : `${text ?? ''}${more}`.slice(0, TEXT_CHARS);

const spentAfter = ({ turn, spent }: Reading, shown: Shown): Usage => {
  const counted = shown.spent ? plus(spent, shown.spent) : spent;
  return shown.turn === undefined || shown.turn === turn ? counted : plus(counted, { turns: 1 });
};

const writingAfter = ({ writing }: Reading, { writing: more = [], done = [] }: Shown): Reading['writing'] =>
  more.length + done.length === 0
    ? writing
    : [...writing, ...more].filter(({ id }) => !done.some((call) => call.id === id)).slice(-WRITING);

const wroteIn = ({ writing }: Reading, { wrote = [], done = [] }: Shown): readonly string[] => [
  ...wrote,
  ...done
    .flatMap(({ id, worked }) => (worked ? writing.filter((one) => one.id === id) : []))
    .map(({ path }) => path),
];

/** What this run used, whatever its program counts over. */
export const usageOf = ({ spent, total }: Reading, counts: Counts, before: Usage): Usage => {
  if (total === undefined) return spent;
  return { ...spent, ...(counts === 'session' ? since(before, total) : total) };
};

/** What is counted over the whole session by now: what it says itself, or what it said before and what is known since. */
export const countedOf = ({ spent, total }: Reading, before: Usage): Usage =>
  total ?? plus(before, tokensAlone(spent));

/** What was counted over the session before this run; nothing if another one came back than was asked for. */
export const countedBefore = ({ session }: Reading, asked: SessionAsked | undefined): Usage =>
  asked?.how === 'continue' && (session ?? asked.id) === asked.id ? (asked.counted ?? {}) : {};

/** What guards and limits look at. */
export const activityOf = (used: Usage, estimated = 0): Omit<Activity, 'wrote'> => ({
  turns: used.turns ?? 0,
  tokens: freshTokens(used),
  cost: used.cost ?? 0,
  estimated,
});
