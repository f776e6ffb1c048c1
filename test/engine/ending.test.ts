import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { collectable, orphaned } from '../../src/engine/collect.js';
import { planApply, planDisposal } from '../../src/engine/ending.js';
import { plan } from '../../src/engine/plan.js';
import { planReplay, planResume } from '../../src/engine/recover.js';
import { fromDocument, toDocument } from '../../src/projections/runState/document.js';
import { statusOf } from '../../src/projections/status.js';
import { tries } from '../support/fastCheck.js';
import { fates, liveThrough } from '../support/histories.js';
import { outcomeOf } from '../support/outcomes.js';
import { begun, codeStep, draft, given, life, object, TREE } from '../support/run.js';

const NOTHING = { missing: [], changed: [] };

/** The ways to perform each thing that is planned, until nothing is, and what was performed. */
const carryOut = (history: ReturnType<typeof liveThrough>, choice = 1): readonly string[] => {
  const done: string[] = [];
  for (let steps = 0; steps < 200; steps += 1) {
    const effect = plan(history.state).find(({ kind }) => kind !== 'stop');
    if (!effect) return done;
    if (effect.kind === 'perform' || effect.kind === 'settle') done.push(effect.intent.type);
    const command = outcomeOf(history.state, effect, choice, () => 7);
    if (command) history.take(command);
  }
  throw new Error('it does not come to an end');
};

const nextLife = ({ state }: ReturnType<typeof liveThrough>) =>
  life((state.lives.get(state.life)?.lease ?? 0) + 1);

describe('a run that is discarded', () => {
  it('is, from wherever it stands, once its processes have ended; nothing else is done, and nothing goes on', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const history = liveThrough(fate);
        expect(E.isRight(planDisposal(history.state, 'discarded'))).toBe(true);
        history.take({ type: 'DisposeRun', kind: 'discarded', life: nextLife(history) });
        // A crash between, and the same command again.
        expect(planResume(history.state, NOTHING)).toMatchObject({ left: { _tag: 'RunEnded', done: false } });
        history.take({ type: 'DisposeRun', kind: 'discarded', life: nextLife(history) });
        const done = carryOut(history);
        expect(done.at(-1)).toBe('DisposalIntended');
        const others = new Set(done.slice(0, -1));
        for (const type of ['CallIntended', 'GateIntended', 'ContextIntended', 'SetupIntended'])
          others.delete(type);
        expect([...others]).toEqual([]);
        expect(history.state.intents.size).toBe(0);
        expect(statusOf(history.state, false)).toBe('discarded');
        expect(planResume(history.state, NOTHING)).toMatchObject({ left: { _tag: 'RunEnded', done: true } });
        expect(E.isLeft(planReplay(history.state, 's0', NOTHING))).toBe(true);
        expect(E.isLeft(planDisposal(history.state, 'discarded'))).toBe(true);
        expect(fromDocument(JSON.parse(JSON.stringify(toDocument(history.state))))).toEqual(history.state);
      }),
      tries(100),
    );
  });

  it('stops where that cannot be done, and keeps saying how it is finished', () => {
    const history = liveThrough({ steps: [codeStep('s0')], choices: [] });
    history.take({ type: 'DisposeRun', kind: 'discarded', life: nextLife(history) });
    const intent = history.state.seq;
    history.take({ type: 'RequestStop', reason: 'interrupted', signal: 'SIGINT' });
    expect(plan(history.state)).toMatchObject([{ kind: 'perform' }]);
    history.take({ type: 'RequestStop', reason: 'drift', detail: 'it is checked out', intent });
    expect(carryOut(history)).toEqual([]);
    expect(history.state.stop).toMatchObject({ reason: 'drift' });
    expect(planResume(history.state, NOTHING)).toMatchObject({ left: { _tag: 'RunEnded', done: false } });
  });
});

describe('a run that is applied', () => {
  it.each([
    [1, 'integrated'],
    [4, 'passed'],
  ])('has passed before and after it (outcome %s: %s)', (choice, status) => {
    const history = liveThrough({ steps: [codeStep('s0')], choices: [] });
    expect(planApply(history.state)).toMatchObject({ left: { _tag: 'NotPassed' } });
    while (history.state.stop?.reason !== 'passed') history.goOnWell();
    const ident = { name: 'n', email: 'e' };
    const applied = {
      branch: 'refs/heads/main',
      onto: object('c', 1),
      head: object('c', 2),
      tree: TREE,
      ident,
      message: 'm',
    };
    history.take({ type: 'ApplyRun', plan: applied, life: nextLife(history) });
    expect(planResume(history.state, NOTHING)).toMatchObject({ left: { _tag: 'ApplyCutOff' } });
    expect(planDisposal(history.state, 'discarded')).toMatchObject({ left: { _tag: 'ApplyCutOff' } });
    history.take({ type: 'FinishApply', life: nextLife(history) });
    expect(carryOut(history, choice)).toEqual(['ApplyIntended']);
    expect(statusOf(history.state, false)).toBe(status);
    expect(history.state.stop?.reason).toBe('passed');
  });
});

describe('what may go', () => {
  const RUN = '20261121-040000-1a2b3c';
  const left = [
    { run: RUN, kind: 'worktree', name: `/h/runs/r/${RUN}/worktree`, commit: TREE, gone: false },
    { run: RUN, kind: 'worktree', name: `/h/runs/r/${RUN}/units/old-9`, commit: TREE, gone: false },
    { run: RUN, kind: 'branch', name: `refs/heads/refold/${RUN}/main`, commit: TREE },
    { run: RUN, kind: 'branch', name: `refs/heads/refold/${RUN}/u/old-9`, commit: TREE },
    { run: RUN, kind: 'ref', name: `refs/refold/${RUN}/before-7`, commit: TREE },
  ] as const;
  const of = (...more: Parameters<typeof given>[0]): readonly string[] =>
    collectable(given([...begun(codeStep('a')), ...more]), left).map(({ name }) => name);
  const passed = draft('RunStopped', { reason: 'passed' });
  const ident = { name: 'n', email: 'e' };

  it('is nothing of a run that can be gone on with', () => {
    expect(of()).toEqual([]);
    expect(of(draft('RunStopped', { reason: 'failed' }))).toEqual([]);
  });

  it('of one that has passed is what units left that it does not know any more', () => {
    expect(of(passed)).toEqual([left[1].name, left[3].name]);
  });

  it('of one that is merged is everything but the branches that a replay needs', () => {
    const branch = 'refs/heads/main';
    const data = { branch, onto: TREE, head: TREE, tree: TREE, ident, message: 'm' };
    const applied = draft('RunApplied', { intent: 5, commit: TREE, branch });
    const [worktree, unit, , unitBranch, ref] = left;
    const names = [worktree, unit, unitBranch, ref].map(({ name }) => name);
    expect(of(draft('ApplyIntended', data), applied, passed)).toEqual(names);
  });

  it('of one that is archived or discarded is everything, but not while that is under way', () => {
    const intended = draft('DisposalIntended', {
      kind: 'discarded',
      branches: 'b',
      worktrees: 'w',
      keeps: 'k',
      ident,
    });
    expect(of(passed, intended)).toEqual([]);
    expect(of(passed, intended, draft('RunDiscarded', { intent: 6, refs: 1, uncommitted: 0 }))).toHaveLength(
      5,
    );
  });

  it('of a run that is not known here is everything, unless its worktree is there', () => {
    expect(orphaned(left, new Set())).toEqual([]);
    expect(orphaned(left, new Set([RUN]))).toEqual([]);
    expect(
      orphaned(
        left.map((one) => ('gone' in one ? { ...one, gone: true } : one)),
        new Set(),
      ),
    ).toHaveLength(5);
  });
});
