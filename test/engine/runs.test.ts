import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { leavesOf } from '../../src/projections/status.js';
import { fates, liveThrough } from '../support/histories.js';

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
      { numRuns: 300 },
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
      { numRuns: 300 },
    );
  });

  it('settles what earlier lives announced before it announces anything new', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const open = new Map<number, number>();
        let life = 0;
        for (const { event, known } of liveThrough(fate).stored) {
          if (!known) continue;
          if (event.type === 'LifeBegan') life = event.data.life;
          if (
            'intent' in event.data &&
            typeof event.data.intent === 'number' &&
            !['AgentSpawned', 'AgentAdopted', 'StopRequested'].includes(event.type)
          ) {
            open.delete(event.data.intent);
          }
          const isIntent = event.type.endsWith('Intended');
          const older = [...open.values()].some((began) => began < life);
          // A reset belongs to its replay, and what is to be finished in a worktree needs the worktree.
          if (
            isIntent &&
            event.cause !== undefined &&
            !['ResetIntended', 'WorktreeIntended'].includes(event.type)
          )
            expect(older, `${event.seq} ${event.type}`).toBe(false);
          if (isIntent) open.set(event.seq, life);
        }
      }),
      { numRuns: 200 },
    );
  });
});
