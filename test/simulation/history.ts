import type { Command } from '../../src/engine/command.js';
import type { ScanEnd } from '../../src/events/scan.js';
import type { Stored } from '../../src/events/stored.js';
import { project } from '../../src/projections/projection.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { perform } from './deeds.js';
import { CALM, type Fate, type LifeFate } from './fate.js';
import { fork } from './forking.js';
import { scanLog } from './log.js';
import { Machine } from './machine.js';
import { type Outcome, outcomeOf } from './outcome.js';
import { conduct, type Told } from './person.js';
import type { Actor } from './schedule.js';

/** What became of one life. */
export interface LifeTold {
  readonly wish: LifeFate;
  /** How many turns it had. */
  readonly turns: number;
  readonly told: Told | { readonly told: 'killed' };
  /** How far the log reached behind it. */
  readonly seq: number;
}

/** All that happened to a run, until it came to an end in calm. */
export interface History {
  readonly fate: Fate;
  readonly machine: Machine;
  readonly lives: readonly LifeTold[];
  readonly stored: readonly Stored[];
  /** How the log on the disk ends. */
  readonly scan: ScanEnd;
  readonly state: RunState;
  readonly outcome: Outcome;
}

/** How many turns a life may have, and how many calm lives a run may need, before it is taken for endless. */
const TURNS = 20_000;
const CALM_LIVES = 25;

/** Lives through a fate, and then on in calm until the run ends, or stands still at the same place again. */
export const liveThrough = async (fate: Fate): Promise<History> => {
  const machine = new Machine(fate);
  const lives: LifeTold[] = [];
  for (const wish of fate.lives) {
    const cut = wish.forks === undefined ? undefined : await fork(machine, wish.forks);
    // What a life of the parent did behind the cut is not in the log of the fork.
    if (cut !== undefined)
      for (const [at, life] of lives.entries()) if (life.seq > cut) lives[at] = { ...life, seq: 0 };
    lives.push(await live(machine, fate, wish));
  }
  for (const ends = new Set<string>(); !isAtItsEnd(machine, lives.at(-1), ends); ) {
    if (lives.length - fate.lives.length === CALM_LIVES) {
      machine.ground.broke('the run comes to no end');
      break;
    }
    lives.push(await live(machine, fate, CALM));
  }
  const stored: Stored[] = [];
  const scan = scanLog(machine.log.bytes, (one) => stored.push(one));
  const state = project(runState, stored);
  const outcome = outcomeOf(state, machine.ground);
  return { fate, machine, lives, stored, scan, state, outcome };
};

/** Stops behind which a run goes on as soon as someone lets it. */
const GOES_ON: ReadonlySet<string> = new Set(['paused', 'interrupted', 'budget_tokens']);

/** Whether the run has passed, or stands still where it stood still before although it was resumed. */
const isAtItsEnd = ({ ground }: Machine, last: LifeTold | undefined, ends: Set<string>): boolean => {
  const passed = last?.told.told === 'refused' && last.told.why === 'NothingToDo';
  if (passed) return true;
  if (last?.told.told !== 'stopped') return false;
  const outcome = outcomeOf(last.told.state, ground);
  if (outcome.stop === 'passed') return true;
  if (outcome.stop === undefined || GOES_ON.has(outcome.stop)) return false;
  const end = JSON.stringify(outcome);
  if (ends.has(end)) return true;
  ends.add(end);
  return false;
};

/** Lets one life of the engine be asked for something, and happen as it is fated. */
const live = async (machine: Machine, fate: Fate, wish: LifeFate): Promise<LifeTold> => {
  const { schedule, ground, processes } = machine;
  for (const deed of wish.deeds) perform(machine, deed);
  schedule.shuffle(wish.order);
  processes.hangsAfter = wish.hangs;
  const life: Actor = { name: 'refold', alive: true };
  const began = schedule.taken;
  let told: Told | undefined;
  let ask: ((command: Command) => void) | undefined;
  const listen = (to: (command: Command) => void) => {
    ask = to;
    return () => {
      ask = undefined;
    };
  };
  conduct({ machine, fate, life, wish, listen }).then(
    (end) => {
      told = end;
    },
    (error) => {
      ground.broke(`the engine threw: ${error instanceof Error ? error.stack : error}`);
      told = { told: 'refused', why: 'it threw' };
    },
  );
  const signal = (): void => ask?.({ type: 'RequestStop', reason: 'interrupted', signal: 'SIGINT' });
  const { ends } = wish;
  const isOver = (): boolean => told !== undefined;
  let pause = await ('at' in ends ? schedule.run(isOver, ends.at, ends) : schedule.run(isOver, TURNS));
  if (pause === 'enough' && ends.how === 'by a signal') {
    signal();
    pause = await schedule.run(isOver, TURNS);
  }
  // Nobody can go on: an agent hangs, and someone loses patience.
  if (pause === 'stuck') {
    signal();
    pause = await schedule.run(isOver, TURNS);
  }
  if (pause !== 'done' && ends.how !== 'killed' && ends.how !== 'without power')
    ground.broke(
      pause === 'stuck' ? 'nobody can go on, and a signal changes nothing' : 'a life does not end',
    );
  const isKilled = ends.how === 'killed' || ends.how === 'without power';
  if (told) machine.end(life);
  else machine.kill(life, isKilled ? ends.written : 0, ends.how === 'without power');
  const turns = schedule.taken - began;
  if (isKilled) await schedule.run(() => false, ends.meanwhile);
  processes.hangsAfter = undefined;
  return { wish, turns, told: told ?? { told: 'killed' }, seq: machine.log.durable.at(-1)?.seq ?? 0 };
};
