import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { expect } from 'vitest';
import { DEED_NAMES, type DeedName, type Person, personAt } from './person.js';
import type { Bench, Ended, Started } from './refold.js';
import { createSweepBench, type Result, resultOf, WORKFLOW_FILE } from './sweep.js';
import type { Sweep } from './sweeps.js';

/** What a person does as soon as the log holds so many events, and where the engine is killed. */
export interface Meanwhile {
  readonly deeds: readonly { readonly from: number; readonly deed: DeedName }[];
  readonly kills: readonly number[];
}

/** Any life beside a run of so many events, with a replay behind it that writes about as many. */
export const anyMeanwhile = (events: number): fc.Arbitrary<Meanwhile> => {
  // Before its first event a run has not looked yet what it begins from.
  const seq = fc.integer({ min: 1, max: 2 * events });
  return fc.record({
    deeds: fc
      .array(fc.record({ from: seq, deed: fc.constantFrom(...DEED_NAMES) }), { minLength: 10, maxLength: 25 })
      .map((deeds) => deeds.toSorted((a, b) => a.from - b.from)),
    kills: fc.uniqueArray(seq, { maxLength: 4 }).map((kills) => kills.toSorted((a, b) => a - b)),
  });
};

/**
 * Runs a sweep, killed and resumed, replays it, killed and resumed, and discards it, while a person goes on with their own work. They
 * find everything as they left it, whenever they look; and the run comes to what it comes to without them, if that is known.
 */
export const liveBeside = async (
  sweep: Sweep,
  expected: Result | undefined,
  from: string,
  { deeds, kills }: Meanwhile,
): Promise<void> => {
  const bench = createSweepBench(sweep);
  const person = personAt(bench.repository);
  const todo = [...deeds];
  const left = [...kills];
  const commands = [
    ['run', WORKFLOW_FILE],
    ['replay', '--from-step', from],
  ];
  for (const command of commands) {
    let ended = await beside(bench, person, todo, start(bench, command, left));
    while (ended.signal === 'SIGKILL')
      ended = await beside(bench, person, todo, start(bench, ['resume'], left));
    expect(ended.exit, ended.stderr + ended.stdout).toBe(0);
  }
  const { files, status } = await resultOf(bench);
  expect(status).toBe('passed');
  if (expected) expect(files).toEqual(expected.files);
  expect((await bench.refold(['discard', '1'])).exit).toBe(0);
  person.findsEverythingAsItWas('when the run is discarded');
};

/** Starts a command, to be killed at the next of the events that are left. */
const start = (bench: Bench, command: readonly string[], left: number[]): Started => {
  const next = left.find((at) => at > lengthOf(bench));
  if (next === undefined) return bench.start(command);
  return bench.start(command, { program: 'refold-crashing', env: { CRASH_AT: `${next}` } });
};

/** Waits for the end of a command while the person does what there is to do by then. */
const beside = async (
  bench: Bench,
  person: Person,
  todo: Meanwhile['deeds'][number][],
  { child, ended }: Started,
): Promise<Ended> => {
  const running = (): boolean => child.exitCode === null && child.signalCode === null;
  while (running()) {
    const next = todo[0];
    if (next && next.from <= lengthOf(bench)) {
      person.findsEverythingAsItWas(`before someone ${next.deed}, from seq ${next.from} on`);
      person.does(next.deed);
      todo.shift();
    }
    await delay(5);
  }
  person.findsEverythingAsItWas('when a command has ended');
  return ended;
};

/** How many events the log holds. */
const lengthOf = (bench: Bench): number => {
  try {
    return readFileSync(join(bench.runFolder(), 'events.jsonl')).filter((byte) => byte === 0x0a).length;
  } catch {
    return 0;
  }
};
