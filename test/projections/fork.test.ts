import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseBatch } from '../../src/events/envelope.js';
import type { Stored } from '../../src/events/stored.js';
import { project } from '../../src/projections/projection.js';
import type { RunAccumulator } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { leavesOf } from '../../src/projections/status.js';
import { tries } from '../support/fastCheck.js';
import { type Fate, fates, forkBehind, liveThrough } from '../support/histories.js';

/** The events of some life up to a cut that splits no batch. */
const pastOf = (fate: Fate, choice: number): readonly Stored[] => {
  const { stored } = liveThrough(fate);
  let end = 1 + (choice % stored.length);
  for (; end < stored.length; end += 1) {
    const { batch } = stored[end - 1]?.event ?? {};
    const mark = batch === undefined ? undefined : parseBatch(batch);
    if (!mark || mark.index === mark.size) break;
  }
  return stored.slice(0, end);
};

const cuts = fc.tuple(fates, fc.nat());

describe('a fork', () => {
  it('knows the steps as its parent did at the cut, but for what was under way and not committed', () => {
    fc.assert(
      fc.property(cuts, ([fate, choice]) => {
        const past = pastOf(fate, choice);
        const facts = ({ steps, passed, tasks, run }: RunAccumulator) => ({
          passed: [...passed],
          tasks: [...tasks],
          workflow: run?.workflow,
          base: run?.base,
          steps: [...steps.values()].map(({ attempt, last: _, stands: __, isSeen: ___, ...step }) => ({
            ...step,
            attempt: attempt && [
              attempt.attempt,
              attempt.seq,
              attempt.agent,
              attempt.overrides,
              attempt.failed,
            ],
          })),
        });
        expect(facts(forkBehind(past).state)).toEqual(facts(project(runState, past)));
      }),
      tries(200),
    );
  });

  it('has nothing under way, and nothing that is its parent’s: no worktree, no branch, no conversation, no spend', () => {
    fc.assert(
      fc.property(cuts, ([fate, choice]) => {
        const past = pastOf(fate, choice);
        const parent = project(runState, past);
        const { state } = forkBehind(past);
        expect(state.intents.size + state.busy.size).toBe(0);
        for (const { attempt } of state.steps.values()) {
          const under = [
            attempt?.call,
            ...(attempt?.gates.values() ?? []),
            ...(attempt?.context.values() ?? []),
          ];
          expect(under.map((one) => one?.state)).not.toContain('open');
        }
        const own = state.run?.run ?? '';
        for (const { path, branch, state: is } of state.worktrees.values()) {
          expect(path).toContain(`/${own}/`);
          expect(branch).toContain(`refs/heads/refold/${own}/`);
          expect(['none', 'missing']).toContain(is);
        }
        expect([...state.sessions.values()].map(({ dropped }) => dropped)).not.toContain(undefined);
        expect(state.spend.known).toEqual({});
        expect(state.forkOf).toMatchObject({ run: parent.run?.run, cut: parent.seq });
      }),
      tries(200),
    );
  });

  it('made at any cut ends as its parent would have, if everything goes well for both', () => {
    fc.assert(
      fc.property(cuts, ([fate, choice]) => {
        const fork = forkBehind(pastOf(fate, choice));
        for (let lives = 0; lives < 20 && fork.state.stop?.reason !== 'passed'; lives += 1) fork.goOnWell();
        expect(fork.state.stop?.reason).toBe('passed');
        expect(leavesOf(fork.state).map((path) => fork.state.steps.get(path)?.state)).not.toContain(
          'running',
        );
      }),
      tries(200),
    );
  });

  it('settles, stops and adopts nothing that its parent has begun', () => {
    fc.assert(
      fc.property(cuts, ([fate, choice]) => {
        const past = pastOf(fate, choice);
        const fork = forkBehind(past);
        fork.goOnWell();
        for (const { event } of fork.stored.slice(past.length)) {
          const { intent } = event.data as { readonly intent?: number };
          if (intent !== undefined) expect(intent).toBeGreaterThan(past.length);
        }
      }),
      tries(200),
    );
  });
});
