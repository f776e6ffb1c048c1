import * as E from 'fp-ts/lib/Either.js';
import type { Command, DriftAnswer, ReplayOrder } from '../../src/engine/command.js';
import { ON_SPEND, reached } from '../../src/engine/limits.js';
import { isAtRest, planReplay, planRest, planResume, type Surroundings } from '../../src/engine/recover.js';
import { leftByReplay } from '../../src/engine/redo.js';
import { type Halt, runToStop } from '../../src/engine/runner.js';
import type { World } from '../../src/engine/world.js';
import type { DataOf } from '../../src/events/catalogue.js';
import type { LimitSetting } from '../../src/events/limits.js';
import type { Failure } from '../../src/ports/failure.js';
import type { WritableRun } from '../../src/ports/runStore.js';
import { standingOf } from '../../src/projections/limits.js';
import { apply } from '../../src/projections/projection.js';
import type { RunAccumulator, RunState } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { created } from '../support/run.js';
import { changedIn, settle } from './drifted.js';
import type { Fate, LifeFate } from './fate.js';
import { informAgents, type Machine, troublesOf, worldOf } from './machine.js';
import type { Actor } from './schedule.js';
import { temperOf } from './temper.js';

/** A run that is open for a life of the engine. */
interface Opened {
  readonly machine: Machine;
  readonly life: Actor;
  readonly run: WritableRun;
  readonly state: RunAccumulator;
  readonly world: World;
  readonly listen: (ask: (command: Command) => void) => () => void;
}

/** What a person was told in the end: that nothing was done, that nothing more could be recorded, or that the run stands still. */
export type Told =
  | { readonly told: 'refused'; readonly why: string }
  | { readonly told: 'halted'; readonly halt: Halt | Failure }
  | { readonly told: 'stopped'; readonly state: RunState };

export interface Request {
  readonly machine: Machine;
  readonly fate: Fate;
  readonly life: Actor;
  readonly wish: LifeFate;
  readonly listen: Opened['listen'];
}

/** What the command line does for a person: begins the run, or resumes or replays it, in the same steps. */
export const conduct = async ({ machine, fate, life, wish, listen }: Request): Promise<Told> => {
  const state = runState.empty();
  const troubles = troublesOf(wish);
  const run = machine.log.openFor(life, (stored) => apply(runState, state, stored), troubles.log);
  if (run.scan.tail.kind === 'damaged')
    machine.ground.broke(`the log is damaged: ${JSON.stringify(run.scan)}`);
  const world = worldOf(machine, life, fate.tempers, troubles);
  const opened: Opened = { machine, life, run, state, world, listen };
  informAgents(machine, state, fate);
  if (!state.run) {
    // Nothing was begun: the person begins another run, in a folder of its own.
    machine.log.torn.length = 0;
    const facts = factsOf(machine, fate);
    return tell(await work(opened, [{ type: 'CreateRun', facts, life: { ...lifeFacts(opened), torn: [] } }]));
  }
  const target = targetOf(state, wish);
  return target === undefined ? resume(opened, fate, wish) : replay(opened, target, wish);
};

const resume = async (opened: Opened, fate: Fate, { answers, onDrift }: LifeFate): Promise<Told> => {
  const surroundings = await surroundingsOf(opened);
  if (E.isLeft(surroundings)) return { told: 'halted', halt: surroundings.left };
  const limits = allowedTo(opened.state);
  const plan = planResume(opened.state, surroundings.right, limits);
  if (E.isLeft(plan)) return { told: 'refused', why: plan.left._tag };
  const settled = await settle(opened, { without: surroundings.right.missing, wish: onDrift });
  if (!settled) return { told: 'refused', why: 'FilesDiffer' };
  const { drift, from } = settled;
  if (from !== undefined) return replay(opened, from, drift);
  const said = answers ? answersTo(opened.state, fate) : [];
  const changed = await changedIn(opened, surroundings.right.missing);
  const begin = { type: 'ResumeRun', plan: plan.right, life: lifeFacts(opened) } as const;
  return tell(await work(opened, [{ ...begin, limits, drift, changed }, ...said]));
};

/** A replay that is asked for by itself, with the wish of whoever does, or in the place of a resume, which has asked about files. */
const replay = async (
  opened: Opened,
  target: string,
  asked: LifeFate | readonly DriftAnswer[],
): Promise<Told> => {
  const surroundings = await surroundingsOf(opened);
  if (E.isLeft(surroundings)) return { told: 'halted', halt: surroundings.left };
  const { state } = opened;
  const planned = planReplay(state, target, surroundings.right);
  if (E.isLeft(planned)) return { told: 'refused', why: planned.left._tag };
  const { missing } = surroundings.right;
  const drift = 'deeds' in asked ? await settleOthers(opened, missing, planned.right, asked) : asked;
  if (!drift) return { told: 'refused', why: 'FilesDiffer' };
  const found = { drift, changed: await changedIn(opened, missing) };
  if (isAtRest(state)) return again(opened, target, surroundings.right, found);
  const life = lifeFacts(opened);
  const { changed } = found;
  const rest = await work(opened, [
    { type: 'ComeToRest', life, changed, ...planRest(state, surroundings.right) },
  ]);
  if (E.isLeft(rest) || rest.right.stop?.reason !== 'replay') return tell(rest);
  const then = await surroundingsOf(opened);
  if (E.isLeft(then)) return { told: 'halted', halt: then.left };
  const atRest = { drift, changed: await changedIn(opened, then.right.missing) };
  return again(opened, target, then.right, atRest);
};

/** Whoever replays a step is asked about files where it goes on with them, and lets them be or does not replay it. */
const settleOthers = async (
  opened: Opened,
  missing: readonly string[],
  plan: ReplayOrder,
  { onDrift }: LifeFate,
) => {
  const without = [...missing, ...leftByReplay(opened.state, plan)];
  const wish = onDrift === 'abort' ? 'abort' : 'proceed';
  return (await settle(opened, { without, wish, isReplayed: true }))?.drift;
};

const again = async (
  opened: Opened,
  target: string,
  surroundings: Surroundings,
  found: { readonly drift: readonly DriftAnswer[]; readonly changed: readonly string[] },
): Promise<Told> => {
  const plan = planReplay(opened.state, target, surroundings);
  if (E.isLeft(plan)) return { told: 'refused', why: plan.left._tag };
  return tell(
    await work(opened, [{ type: 'ReplayRun', plan: plan.right, life: lifeFacts(opened), ...found }]),
  );
};

const work = ({ run, state, world, listen }: Opened, first: readonly Command[]) =>
  runToStop({ world, log: run.log, state, observe: () => undefined, listen }, first);

const tell = (end: E.Either<Halt, RunState>): Told =>
  E.isLeft(end) ? { told: 'halted', halt: end.left } : { told: 'stopped', state: end.right };

const lifeFacts = ({ run, state }: Opened) => ({
  lease: run.lease,
  refold: '0.0.0',
  process: run.holder,
  torn: run.torn.filter(({ file }) => !state.tornFiles.has(file)),
});

const surroundingsOf = async ({ world, state }: Opened): Promise<E.Either<Failure, Surroundings>> => {
  const missing: string[] = [];
  for (const [unit, { path }] of [...state.worktrees]) {
    const presence = await world.workspace.presence(path)();
    if (E.isLeft(presence)) return presence;
    if (presence.right !== 'there') missing.push(unit);
  }
  return E.right({ missing, changed: [] });
};

/** What a person allows a run that is at a limit, whatever it stopped for. */
const allowedTo = (state: RunState): readonly LimitSetting[] => {
  const at = reached(state, ON_SPEND);
  if (at?.limit === 'on_unknown_spend') return [{ limit: at.limit, value: 'continue', from: 'me' }];
  const stands = at?.limit === undefined ? undefined : standingOf(state, at.limit, {});
  return stands ? [{ limit: stands.limit, value: Math.max(stands.value, stands.used) * 2, from: 'me' }] : [];
};

const factsOf = ({ ground }: Machine, { steps, isSetUp, tokens }: Fate): DataOf<'RunCreated'> => ({
  ...created(...steps),
  base: { ...ground.base, dirty: false },
  ...(tokens === undefined ? {} : { limits: [{ limit: 'tokens', value: tokens, from: 'me' }] }),
  ...(isSetUp ? { setup: { link: [], copy: [], commands: ['npm ci'] } } : {}),
});

const targetOf = (state: RunState, { replays }: LifeFate): string | undefined => {
  const started = [...state.index.steps.keys()].filter((path) => state.steps.has(path));
  const path = replays === undefined ? undefined : started[replays % Math.max(1, started.length)];
  // Some people name a step as the workflow does, and so the step of every task.
  return replays !== undefined && replays > 30 ? path?.split('/').at(-1) : path;
};

/** Everybody who is asked answers as is their temper. */
const answersTo = (state: RunState, { tempers }: Fate): readonly Command[] =>
  [...state.steps.values()].flatMap(({ path, attempt }) =>
    [...(attempt?.pauses ?? [])].flatMap(([when, said]): readonly Command[] => {
      if (said !== 'open' || !attempt) return [];
      const answer = temperOf(tempers, path, attempt.attempt).person;
      return [{ type: 'AnswerPause', path, when, answer, by: 'me' }];
    }),
  );
