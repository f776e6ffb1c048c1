import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Stored } from '../../src/events/stored.js';
import { plus, type Usage } from '../../src/events/usage.js';
import { apply } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { leavesOf } from '../../src/projections/status.js';
import { tries } from '../support/fastCheck.js';
import { fates, liveThrough } from '../support/histories.js';

const reportedIn = (stored: readonly Stored[]): Usage =>
  stored
    .flatMap(({ event, known }) =>
      known && (event.type === 'CallFinished' || event.type === 'CallInterrupted') && event.data.usage
        ? [event.data.usage]
        : [],
    )
    .reduce(plus, {});

describe('a run', () => {
  it('comes to an end from wherever crashes, stops and replays have left it, once everything goes well', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const history = liveThrough(fate);
        history.goOnWell();
        for (let lives = 0; lives < 20 && history.state.stop?.reason !== 'passed'; lives += 1)
          history.goOnWell();
        expect(history.state.stop?.reason).toBe('passed');
        expect(leavesOf(history.state).map((path) => history.state.steps.get(path)?.state)).not.toContain(
          'running',
        );
        expect(history.state.intents.size).toBe(0);
      }),
      tries(300),
    );
  });

  it('never runs a step again that has passed, unless a replay cleared it or its unit did not fit', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const passed = new Set<string>();
        const { state, stored } = liveThrough(fate);
        // A validator belongs to the attempt that it judges, and runs in each of them.
        const judges = (path: string): boolean => state.index.steps.get(path)?.inGate ?? false;
        const inside = (path: string): boolean =>
          !judges(path) && [...passed].some((root) => path === root || path.startsWith(`${root}/`));
        for (const { event, known } of stored) {
          if (!known) continue;
          if (event.type === 'RunReplayed') passed.clear();
          // A unit that does not fit to the others runs again as a whole.
          if (event.type === 'UnitConflicted')
            for (const path of [...passed])
              if (`${path}/`.startsWith(`${event.data.path}/`)) passed.delete(path);
          if (event.type === 'StepPassed') passed.add(event.data.path);
          if (event.type === 'CallIntended' || event.type === 'AttemptStarted')
            expect(inside(event.data.path)).toBe(false);
        }
      }),
      tries(300),
    );
  });

  it('settles what earlier lives announced before it announces anything new', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const open = new Map<number, number>();
        const state = runState.empty();
        let life = 0;
        // A stop makes no worktree that is gone again: what is to be finished in one waits for the next life.
        const waits = (seq: number): boolean =>
          state.stopping !== undefined &&
          state.worktrees.get(state.intents.get(seq)?.unit ?? '')?.state === 'missing';
        for (const stored of liveThrough(fate).stored) {
          const { event, known } = stored;
          if (!known) continue;
          if (event.type === 'LifeBegan') life = event.data.life;
          if (event.type === 'RunForked') open.clear();
          if (
            'intent' in event.data &&
            typeof event.data.intent === 'number' &&
            !['AgentSpawned', 'AgentAdopted', 'StopRequested'].includes(event.type)
          ) {
            open.delete(event.data.intent);
          }
          const isIntent = event.type.endsWith('Intended');
          const older = [...open].some(([seq, began]) => began < life && !waits(seq));
          // A reset belongs to its replay, and what is to be finished in a worktree needs the worktree.
          if (
            isIntent &&
            event.cause !== undefined &&
            !['ResetIntended', 'WorktreeIntended'].includes(event.type)
          )
            expect(older, `${event.seq} ${event.type}`).toBe(false);
          if (isIntent) open.set(event.seq, life);
          apply(runState, state, stored);
        }
      }),
      tries(200),
    );
  });

  it('adds up what its calls reported, each once, however often it was cut off, gone on with and forked', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { state, stored } = liveThrough(fate);
        const forked = stored.findLastIndex(({ event }) => event.type === 'RunForked');
        expect(state.spend.known).toEqual(reportedIn(stored.slice(forked + 1)));
        expect(state.forkOf?.inherited.known ?? {}).toEqual(reportedIn(stored.slice(0, forked + 1)));
        expect(state.spend.untold).toBeGreaterThanOrEqual(0);
      }),
      tries(200),
    );
  });

  it('hands no session to another agent, nor to another worktree', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const begun = new Map<string, { agent: string; worktree: unknown }>();
        const state = runState.empty();
        for (const one of liveThrough(fate).stored) {
          apply(runState, state, one);
          if (!one.known) continue;
          const { event } = one;
          // The conversations of its parent are not a fork's to go on with.
          if (event.type === 'RunForked') begun.clear();
          const open = state.intents.get(event.type === 'SessionBound' ? event.data.intent : event.seq);
          if (open?.type !== 'CallIntended') continue;
          const { agent, session } = open.event.data;
          const use = { agent: agent.name, worktree: open.worktree };
          const key = (id = ''): string => `${agent.provider} ${id}`;
          if (event.type === 'SessionBound' && !begun.has(key(event.data.session)))
            begun.set(key(event.data.session), use);
          if (event.type !== 'CallIntended' || session?.how !== 'continue') continue;
          expect(begun.get(key(session.id))).toEqual(use);
        }
      }),
      tries(200),
    );
  });
});
