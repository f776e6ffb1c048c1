import { nodePlatform } from '../../src/adapters/log/platform.js';
import { answerFile } from '../../src/engine/prompt.js';
import type { World } from '../../src/engine/world.js';
import type { AppendError } from '../../src/ports/eventLog.js';
import type { Failure } from '../../src/ports/failure.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { ancestorsOf, childrenOf, commits, isUnit } from '../../src/projections/stepIndex.js';
import { actFor } from './act.js';
import { createAgents } from './agents.js';
import type { Fate, LifeFate } from './fate.js';
import { createGates, GatePrograms } from './gates.js';
import { Ground } from './ground.js';
import { SimulatedLog } from './log.js';
import { Processes } from './processes.js';
import { type Actor, Schedule } from './schedule.js';
import { ownName } from './script.js';
import { temperOf } from './temper.js';
import { createWorkspace } from './workspace.js';

/** Everything that outlives the engine: the disk, the repository, the programs that run. */
export class Machine {
  readonly schedule = new Schedule();
  readonly log: SimulatedLog;
  readonly ground: Ground;
  readonly processes: Processes;
  readonly gates: GatePrograms;

  constructor({ tempers }: Fate) {
    const { schedule } = this;
    this.log = new SimulatedLog({ repository: 'repo-123456', run: '20261121-040000-1a2b3c' }, schedule);
    this.ground = new Ground(this.log);
    this.processes = new Processes(this.ground, schedule, tempers, this.now);
    this.gates = new GatePrograms({ log: this.log, ground: this.ground, schedule, tempers });
  }

  private slept = 0;

  /** A clock that goes on by a second in every turn, and by more where somebody waits. */
  readonly now = (): string => new Date(BEGINNING + this.schedule.taken * 1_000 + this.slept).toISOString();

  /** Whoever waits for a while does so in leaps. */
  async wait(life: Actor): Promise<void> {
    await this.schedule.turn(life, 'wait');
    this.slept += LEAP_MS;
  }

  /** The engine dies, in the middle of whatever it was at. */
  kill(life: Actor, written: number, power: boolean): void {
    this.log.tear(written);
    this.end(life, power);
  }

  /** The process of the engine is no more. */
  end(life: Actor, power = false): void {
    life.alive = false;
    this.processes.loseEngine(power);
    this.gates.loseEngine(power);
  }
}

const LEAP_MS = 30_000;

const BEGINNING = Date.parse('2026-11-21T04:00:00.000Z');

/** What goes wrong in a life, told to whoever asks whether it does now. */
export interface Troubles {
  readonly worktree: () => Failure | undefined;
  readonly log: () => AppendError | undefined;
}

/** Each trouble comes once, at so manieth occasion. */
export const troublesOf = ({ fails }: LifeFate): Troubles => {
  const path = '/full';
  const once = <E>(what: 'a worktree' | 'the log', error: E) => {
    let left = fails?.what === what ? fails.at : -1;
    return (): E | undefined => {
      left -= 1;
      return left === -1 ? error : undefined;
    };
  };
  return {
    worktree: once<Failure>('a worktree', { _tag: 'DiskFull', doing: 'working', path }),
    log: once<AppendError>('the log', { _tag: 'AppendDiskFull', path }),
  };
};

/** The world as the engine has it in one life. */
export const worldOf = (
  machine: Machine,
  life: Actor,
  tempers: Fate['tempers'],
  { worktree }: Troubles,
): World => {
  const { ground, schedule, log, processes, gates } = machine;
  return {
    agents: createAgents({ life, ground, log, schedule, processes }),
    gates: createGates(life, { ground, log, schedule, tempers }, gates),
    workspace: createWorkspace(ground, actFor(ground, schedule, life, worktree)),
    payloads: log.payloads,
    clock: { now: machine.now, wait: () => machine.wait(life), randomHex: (digits) => '7'.repeat(digits) },
    platform: nodePlatform,
  };
};

/** Agents know from their prompts what they are asked for and what they find; here they look into the workflow. */
export const informAgents = ({ processes }: Machine, state: RunState, { tempers }: Fate): void => {
  processes.askedOf = (path) => {
    const node = state.index.steps.get(path)?.node;
    return node && answerFile(node);
  };
  processes.foundBy = (path) => before(state, path).flatMap((at) => filesOf(state, at, tempers));
};

/** The steps that stand before a step and all that holds it; units of one group stand beside each other. */
const before = ({ index }: RunState, path: string): readonly string[] =>
  [path, ...ancestorsOf(index, path)].flatMap((at) => {
    const place = index.steps.get(at);
    return !place || place.aside || isUnit(place)
      ? []
      : childrenOf(index, place.parent).slice(0, place.position);
  });

/** The first file of every agent below a step that has passed. */
const filesOf = (state: RunState, path: string, tempers: Fate['tempers']): readonly string[] => {
  const step = state.steps.get(path);
  const place = state.index.steps.get(path);
  if (!place || step?.state !== 'passed') return [];
  const below = childrenOf(state.index, path).flatMap((at) => filesOf(state, at, tempers));
  const { attempt } = step;
  const isWriter = place.node.type === 'code' && attempt?.call?.state === 'succeeded' && commits(place);
  const writes = isWriter && temperOf(tempers, path, attempt.attempt).writes > 0;
  return writes ? [...below, `${ownName(path)}.${attempt.attempt}.0`] : below;
};
