import fc from 'fast-check';
import { type Fate, fates } from './fate.js';
import { type History, liveThrough } from './history.js';
import { type LawName, laws } from './laws.js';
import { storyOf } from './tell.js';

/** How much a proof has looked at. */
export interface Tally {
  histories: number;
  lives: number;
  crashes: number;
  turns: number;
  events: number;
  checks: number;
}

/** What came of a proof; of a law that does not hold, the smallest history that shows it, and how to see it again. */
export interface Proven {
  readonly tally: Tally;
  readonly failure?: { readonly seed: number; readonly path: string; readonly words: string };
}

export interface Asked {
  readonly runs: number;
  readonly seed?: number;
  readonly path?: string;
  readonly laws?: readonly LawName[];
  /** Is told after every history. */
  readonly tell?: (tally: Tally) => void;
}

/** Lives through so many histories and holds each to the laws; one that breaks a law is made as small as can be. */
export const prove = async ({ runs, seed, path, laws: names = LAWS, tell }: Asked): Promise<Proven> => {
  const tally: Tally = { histories: 0, lives: 0, crashes: 0, turns: 0, events: 0, checks: 0 };
  const property = fc.asyncProperty(fates, async (fate) => {
    const history = await liveThrough(fate);
    count(tally, history, names.length);
    const broken = await brokenIn(history, names);
    tell?.(tally);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  });
  const options = { ...(seed === undefined ? {} : { seed }), ...(path === undefined ? {} : { path }) };
  const found = await fc.check(property, { numRuns: runs, ...options });
  if (!found.failed) return { tally };
  const [fate] = found.counterexample ?? [];
  const words = fate ? await wordsOf(fate, names) : `${found.errorInstance}`;
  return { tally, failure: { seed: found.seed, path: found.counterexamplePath ?? '', words } };
};

const LAWS = Object.keys(laws) as LawName[];

const brokenIn = async (history: History, names: readonly LawName[]): Promise<readonly string[]> => {
  const broken: string[] = [];
  for (const name of names)
    for (const what of await laws[name](history)) broken.push(`it does not hold that a run ${name}: ${what}`);
  return broken;
};

const wordsOf = async (fate: Fate, names: readonly LawName[]): Promise<string> => {
  const history = await liveThrough(fate);
  return [...(await brokenIn(history, names)), storyOf(history)].join('\n');
};

const count = (tally: Tally, { lives, stored }: History, checks: number): void => {
  tally.histories += 1;
  tally.lives += lives.length;
  tally.crashes += lives.filter(({ told }) => told.told === 'killed').length;
  tally.turns += lives.reduce((all, { turns }) => all + turns, 0);
  tally.events += stored.length;
  tally.checks += checks;
};
