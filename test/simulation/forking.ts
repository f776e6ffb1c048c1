import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { decide } from '../../src/engine/decide.js';
import { planFork } from '../../src/engine/recover.js';
import { inheritedRef } from '../../src/engine/refs.js';
import { createEncoder } from '../../src/events/encode.js';
import type { Stored } from '../../src/events/stored.js';
import type { EventReader } from '../../src/ports/eventLog.js';
import { loadForkPoint } from '../../src/projections/forkPoint.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { scanLog } from './log.js';
import type { Machine } from './machine.js';

/**
 * Makes a fork of the run of a machine at a cut, in percent of its log, as `refold fork` does: from here on the machine
 * tells of the fork. The parent is left as it is, with its worktrees and branches, and nobody works on it any more. Answers
 * the cut, or nothing where there is no run to be forked.
 */
export const fork = async (machine: Machine, percent: number): Promise<number | undefined> => {
  const { ground, processes, gates } = machine;
  const stored: Stored[] = [];
  const scan = scanLog(machine.log.bytes, (one) => stored.push(one));
  const wanted = Math.ceil((scan.end.seq * percent) / 100);
  const log: Pick<EventReader, 'read'> = {
    read: (visit) => async () => {
      for (const one of stored) visit(one);
      return E.right(scan);
    },
  };
  const point = await loadForkPoint(log, wanted)();
  if (E.isLeft(point)) return undefined;
  const { state, named, position } = point.right;
  const planned = planFork(state, position?.hash ?? '');
  if (E.isLeft(planned) || !position) return undefined;
  const run = `20261121-050000-${String(machine.log.parents.length + 1).padStart(6, '0')}`;
  const folder = `/home/runs/repo-123456/${run}`;
  const facts = planned.right({ run, number: machine.log.parents.length + 2, folder, refold: '0.0.0' });
  const begun = pipe(
    decide({ type: 'ForkRun', facts }, state),
    E.chainW((drafts) => createEncoder(nodePlatform)(position, drafts, machine.now())),
  );
  if (E.isLeft(begun)) return undefined;
  const commits = [...named.objects].filter((commit) => ground.git.has(commit));
  const tree = ground.base.tree;
  const kept = ground.git.writeCommit({ tree, parents: commits, message: 'taken over', at: '' });
  ground.git.refs.set(inheritedRef(run), kept);
  if (isHalfWay(state)) ground.isMeddledWith = true;
  processes.leave();
  gates.leave();
  machine.log.becomeFork(run, position.offset, Buffer.concat(begun.right.stored.map(({ raw }) => raw)));
  return position.seq;
};

/** Whether there may be work that no commit holds: a fork begins from commits, and what it comes to is its own. */
const isHalfWay = ({ steps }: RunState): boolean =>
  [...steps.values()].some(
    ({ state, attempts, attempt }) =>
      state === 'running' && (attempts > 1 || attempt?.failed !== undefined || (attempt?.calls ?? 0) > 1),
  );
