import * as E from 'fp-ts/lib/Either.js';
import {
  activityOf,
  countedBefore,
  countedOf,
  hear,
  type Reading,
  SILENCE,
  usageOf,
} from '../../src/adapters/agents/reading.js';
import type { Agents, Call, CallEnd, Seen, Told } from '../../src/ports/agents.js';
import { outputOf } from './act.js';
import type { Ground } from './ground.js';
import type { SimulatedLog } from './log.js';
import type { Process, Processes } from './processes.js';
import type { Actor, Schedule } from './schedule.js';

/** What the port of agents stands on in one life of the engine. */
export interface Care {
  readonly life: Actor;
  readonly ground: Ground;
  readonly log: SimulatedLog;
  readonly schedule: Schedule;
  readonly processes: Processes;
}

/** Agents as the engine has them in one life: launcher, mailbox and adoption, as the real supervisor keeps them. */
export const createAgents = (care: Care): Agents => {
  const { life, ground, log, schedule, processes } = care;
  const unwanted = new Set<number>();
  const isUnwanted = (call: Call) => (): boolean => unwanted.has(call.seq);
  const turn = (what: string, isReady?: () => boolean) => schedule.turn(life, what, isReady);
  return {
    launch: (call, _, spawned, seen) => async () => {
      await turn('spawn a launcher');
      if (!log.open.has(call.seq))
        ground.broke(`call ${call.seq} is launched, and no intent on disk says so`);
      const process = processes.spawn(call);
      const told = await spawned({ pid: process.pid, start: '1', argv: ['agent'] })();
      if (E.isLeft(told)) {
        processes.kill(process);
        return told;
      }
      await turn('let it go');
      if (!log.spawned.has(call.seq)) ground.broke(`call ${call.seq} is let go before that is on disk`);
      if (unwanted.has(call.seq)) processes.kill(process);
      else processes.tell(process);
      return follow(care, { process, call, seen, isUnwanted: isUnwanted(call), wasWatched: true });
    },

    settle: (call, launcher, adopted, seen) => async () => {
      await turn('look into a mailbox');
      const process = processes.all.find(({ pid }) => pid === launcher.pid);
      if (!process || process.call.seq !== call.seq) {
        ground.broke(`call ${call.seq} is settled by process ${launcher.pid}, which is none of it`);
        return E.right<never, CallEnd>({ ended: 'untold' });
      }
      if (process.alive) {
        const told = await adopted()();
        if (E.isLeft(told)) return told;
      }
      return follow(care, { process, call, seen, isUnwanted: isUnwanted(call), wasWatched: false });
    },

    stop: (seq) => async () => {
      unwanted.add(seq);
      await turn('stop an agent');
      for (const process of processes.all) if (process.call.seq === seq) processes.kill(process);
      return E.right(undefined);
    },

    forget: () => async () => E.right(undefined),
  };
};

/** A process that is followed to its end. */
interface Following<X> {
  readonly process: Process;
  readonly call: Call;
  readonly seen: Seen<X>;
  readonly isUnwanted: () => boolean;
  /** The life that launched it is still there. */
  readonly wasWatched: boolean;
}

const follow = async <X>(
  { life, schedule }: Care,
  { process, call, seen, isUnwanted, wasWatched }: Following<X>,
): Promise<E.Either<never, CallEnd>> => {
  const { shown } = process.talk;
  let reading = shown.slice(0, call.readBefore).reduce(hear, SILENCE);
  let told = activityIn(reading, call);
  for (let read = call.readBefore; ; ) {
    await schedule.turn(life, 'follow an agent', () => shown.length > read || !process.alive);
    const { session } = reading;
    const wrote = new Set<string>();
    for (const line of shown.slice(read)) {
      reading = hear(reading, line);
      for (const path of reading.wrote) wrote.add(path);
    }
    read = shown.length;
    const now = activityIn(reading, call);
    const brought = {
      turns: now.turns - told.turns,
      tokens: now.tokens - told.tokens,
      cost: now.cost - told.cost,
      estimated: 0,
    };
    told = now;
    const named = reading.session === session ? undefined : reading.session;
    if (Object.values(brought).some((value) => value > 0) || wrote.size > 0 || named !== undefined)
      await seen({
        ...brought,
        wrote: [...wrote],
        ms: 1,
        read,
        ...(named === undefined ? {} : { session: named }),
      })();
    if (!process.alive && read === shown.length) break;
  }
  await schedule.turn(life, 'hear that an agent has ended');
  return E.right(endOf({ process, call, isUnwanted, wasWatched }, reading));
};

const countsOf = ({ agent }: Call): 'run' | 'session' => (agent.provider === 'codex' ? 'session' : 'run');

const activityIn = (reading: Reading, call: Call) =>
  activityOf(usageOf(reading, countsOf(call), countedBefore(reading, call.session)));

const endOf = (
  { process, call, isUnwanted, wasWatched }: Omit<Following<never>, 'seen'>,
  reading: Reading,
): CallEnd => {
  const { exit, talk, wasTold } = process;
  const facts = {
    output: outputOf(`what ${call.path} said\nDONE\nPASS`),
    leftovers: 0,
    ...toldIn(reading, call),
  };
  if (!wasTold && !isUnwanted()) return { ended: 'untold' };
  if (exit !== undefined) {
    const began = reading.session === call.session?.id ? undefined : `it began ${reading.session}`;
    const lost = talk.lost === undefined ? undefined : (began ?? talk.lost);
    const end = { ended: 'finished', exit, ms: 1, ...facts } as const;
    if (lost !== undefined)
      return { ...end, succeeded: false, fault: 'session lost', error: lost, sessionLost: lost };
    return exit === 0
      ? { ...end, succeeded: true }
      : { ...end, succeeded: false, fault: 'failed', error: 'no' };
  }
  if (isUnwanted()) return { ended: 'interrupted', why: 'it was stopped', ms: 1, ...facts };
  if (!wasWatched) return { ended: 'interrupted', why: 'it ended together with the engine', ...facts };
  const killed = { succeeded: false, fault: 'killed', error: 'it was killed' } as const;
  return { ended: 'finished', exit: 137, ms: 1, ...facts, ...killed };
};

const toldIn = (reading: Reading, call: Call): Told => {
  const before = countedBefore(reading, call.session);
  const counts = countsOf(call);
  const usage = usageOf(reading, counts, before);
  const counted = counts === 'session' ? countedOf(reading, before) : {};
  return {
    ...(reading.session === undefined ? {} : { session: reading.session }),
    ...(Object.keys(usage).length === 0 ? {} : { usage }),
    ...(Object.keys(counted).length === 0 ? {} : { counted }),
  };
};
