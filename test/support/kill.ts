import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect } from 'vitest';
import type { CallMoment } from './countedCalls.js';
import { killAll, processesWith } from './processes.js';
import { type Bench, type Ended, isThere, type LoggedEvent, until } from './refold.js';
import {
  createSweepBench,
  type Result,
  resultOf,
  type SweepBench,
  WORKFLOW_FILE,
  type Write,
  writesOf,
} from './sweep.js';
import type { Sweep } from './sweeps.js';

/** What a run did that nobody killed. */
export interface Calm {
  readonly sweep: Sweep;
  readonly result: Result;
  readonly events: readonly LoggedEvent[];
  readonly writes: readonly Write[];
  readonly calls: readonly CalmCall[];
}

/** A call by which the engine acted on the world, the n-th of its life; see countedCalls.ts. */
export interface CalmCall {
  readonly life: number;
  readonly call: number;
  readonly what: string;
}

/** Who is killed: the engine alone, or everything that it had started too. */
export type Killed = 'engine' | 'engine and agents';

/** A run to be killed: in each life that has variables for the program that kills itself. */
export interface Kill {
  readonly name: string;
  readonly lives: readonly (NodeJS.ProcessEnv | undefined)[];
  readonly killed: Killed;
}

/** The kill of the life in which this event is written. */
export const atWrite = ({ life, at }: Write, when: 'before' | 'after', killed: Killed): Kill => ({
  name: `${killed} killed ${when} seq ${at}`,
  lives: [...calmLives(life - 1), { CRASH_AT: `${at}`, CRASH_WHEN: when }],
  killed,
});

/** The kill of a life at one of its calls; `then` are calls of the lives behind it, at which those are killed too. */
export const atCall = (
  { life, call, what }: CalmCall,
  when: CallMoment,
  killed: Killed,
  then: readonly number[] = [],
): Kill => ({
  name: `${killed} killed ${when} ${what} (call ${call} of life ${life}), then at calls ${then.join(', ')}`,
  lives: [
    ...calmLives(life - 1),
    ...[call, ...then].map((at) => ({ CRASH_CALL: `${at}`, CRASH_WHEN: when })),
  ],
  killed,
});

/** The moments of a call at which a kill makes a difference. */
export const momentsOf = ({ what }: CalmCall): readonly CallMoment[] =>
  what.startsWith('spawn') ? ['before', 'begun', 'torn', 'after'] : ['before', 'after'];

const calmLives = (count: number): readonly undefined[] => Array.from({ length: count }, () => undefined);

/** More lives than any run here needs. */
const MOST_LIVES = 12;

/**
 * Starts the run, and goes on with it for as long as it is killed or asks a person, who always says yes. Answers how it
 * ended, and how often it was killed.
 */
const live = async (
  bench: SweepBench,
  { lives, killed }: Kill,
): Promise<Ended & { readonly kills: number }> => {
  let ended: Ended | undefined;
  let kills = 0;
  for (let life = 0; life < MOST_LIVES; life += 1) {
    const env = lives[life];
    ended = await bench.refold(
      commandAfter(ended),
      env ? { program: 'refold-crashing', env: { CRASH_TRACE: traceOf(bench, life + 1), ...env } } : {},
    );
    if (ended.signal === 'SIGKILL') kills += 1;
    else if (ended.exit !== PAUSED) break;
    if (ended.signal === 'SIGKILL' && killed !== 'engine') await killAllOf(bench);
  }
  return { ...(ended as Ended), kills };
};

const PAUSED = 3;

const commandAfter = (ended: Ended | undefined): readonly string[] => {
  if (ended === undefined) return ['run', WORKFLOW_FILE];
  return ended.exit === PAUSED ? ['resume', '--continue'] : ['resume'];
};

const traceOf = (bench: Bench, life: number): string => join(bench.folder, `calls of life ${life}`);

/** Every process of a bench: its home folder is nobody else's. */
const processesOf = (bench: Bench): readonly number[] => processesWith(`HOME=${bench.env.HOME}`);

const killAllOf = async (bench: Bench): Promise<void> => {
  killAll(processesOf(bench));
  await until(() => processesOf(bench).length === 0);
};

/** Runs a sweep to its end and kills nothing. */
export const calmly = async (sweep: Sweep): Promise<Calm> => {
  const bench = createSweepBench(sweep);
  const ended = await live(bench, { name: 'calm', lives: Array(MOST_LIVES).fill({}), killed: 'engine' });
  expect(ended.exit, ended.stderr).toBe(0);
  expect(bench.tally()).toEqual(sweep.turns);
  const writes = writesOf(bench);
  const lives = Array.from({ length: writes.at(-1)?.life ?? 0 }, (_, index) => index + 1);
  return {
    sweep,
    result: await resultOf(bench),
    events: bench.events(),
    writes,
    calls: lives.flatMap((life) => callsIn(traceOf(bench, life), life)),
  };
};

/** Calls that leave everything as it is: a kill there is one between those around it. */
const LOOKS =
  /^spawn git (version|rev-parse|status|config|rev-list|ls-tree|diff-tree|cat-file|show)|^rmSync \d+\./;

const callsIn = (trace: string, life: number): readonly CalmCall[] =>
  readFileSync(trace, 'utf8')
    .trimEnd()
    .split('\n')
    .map((what, index) => ({ life, call: index + 1, what }))
    .filter(({ what }) => !LOOKS.test(what));

/** Kills a run and goes on with it; what it comes to is what came of the one that nobody killed. */
export const killAndResume = async ({ sweep, result }: Calm, kill: Kill): Promise<void> => {
  const bench = createSweepBench(sweep);
  const ended = await live(bench, kill);
  const name = `${kill.name}\n${ended.stderr}`;
  expect(ended.exit, name).toBe(0);
  if (!isOnDisk(bench)) {
    // The run never came to be, and no agent either.
    expect(ended.stderr, name).toBe('No active runs to resume\n');
    expect(bench.tally(), name).toEqual([]);
    return;
  }
  expect(ended.kills, name).toBeGreaterThan(0);
  expect(await resultOf(bench), name).toEqual(result);
  expect((await bench.refold(['verify'])).exit, name).toBe(0);
  await until(() => processesOf(bench).length === 0);
  const turns = bench.tally();
  if (kill.killed === 'engine') expect(turns, name).toEqual(sweep.turns);
  expect(turns.length - sweep.turns.length, name).toBeLessThanOrEqual(sweep.atOnce * ended.kills);
  expect([...new Set(turns)], name).toEqual([...new Set(sweep.turns)]);
};

const isOnDisk = (bench: Bench): boolean => isThere(() => bench.events().length > 0);

/**
 * Kills a run right behind this event, and replays a step that had begun by then. What comes out is what comes of a run
 * that nobody killed: nothing of what was taken back is left.
 */
export const killAndReplay = async ({ sweep, result }: Calm, write: Write, from: string): Promise<void> => {
  const bench = createSweepBench(sweep);
  const env = { CRASH_AT: `${write.at}`, CRASH_WHEN: 'after' };
  const crash = await bench.refold(['run', WORKFLOW_FILE], { program: 'refold-crashing', env });
  expect(crash.signal, crash.stderr).toBe('SIGKILL');
  const name = `killed behind seq ${write.at}, replayed from ${from}`;
  // Units beside each other begin in any order: the one to be replayed may not have come to it in this run.
  const hasBegun = bench.events().some(({ type, data }) => type === 'StepStarted' && data.path === from);
  if (!hasBegun) expect((await bench.refold(['replay', '--from-step', from])).exit, name).toBe(2);
  const again = await bench.refold(hasBegun ? ['replay', '--from-step', from] : ['resume']);
  expect(again.exit, `${name}\n${again.stderr}`).toBe(0);
  const { files, status } = await resultOf(bench);
  expect({ files, status }, name).toEqual({ files: result.files, status: result.status });
  expect((await bench.refold(['verify'])).exit, name).toBe(0);
  expect(processesOf(bench), name).toEqual([]);
};

/** The seed by which places are chosen where there are too many; `FC_SEED` names another. */
export const SEED = Number(process.env.FC_SEED ?? 20_261_121);

/** Whether every place is tried, however long that takes: `REFOLD_SWEEP=all`. */
export const ALL = process.env.REFOLD_SWEEP === 'all';

/** So many of the places, chosen by the seed; or all. */
export const some = <A>(places: readonly A[], most: number): readonly A[] => {
  if (ALL || places.length <= most) return places;
  const chosen = fc.shuffledSubarray([...places], { minLength: most, maxLength: most });
  return fc.sample(chosen, { numRuns: 1, seed: SEED })[0] ?? [];
};
