import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.js';
import { plan } from '../../src/engine/plan.js';
import { planFork, planResume } from '../../src/engine/recover.js';
import { sessionFor } from '../../src/engine/session.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { runState } from '../../src/projections/runState.js';
import { statusOf } from '../../src/projections/status.js';
import { ownWorktree } from '../../src/projections/worktrees.js';
import {
  agent,
  begun,
  COMMIT,
  codeStep,
  draft,
  FORK,
  forkedAt,
  given,
  life,
  object,
  TREE,
  talkers,
} from '../support/run.js';

const PLACE = { run: FORK, number: 2, folder: `/home/runs/repo-123456/${FORK}`, refold: '0.0.0' };

const calling = [
  ...begun(codeStep('a')),
  draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'a', attempt: 1, agent }),
  draft('CallIntended', { path: 'a', attempt: 1, call: 1, agent, prompt: [] }),
  draft('AgentSpawned', { intent: 7, pid: 9, start: '1', argv: [] }),
];

const commandsAfter = (drafts: readonly Draft[]) =>
  plan(given(drafts)).map((effect) => (effect.kind === 'record' ? effect.command : effect));

describe('a fork', () => {
  it('says where it comes from, and has a branch, a worktree and a kept ref of its own', () => {
    const state = given(calling);
    const facts = E.map((become: (place: typeof PLACE) => unknown) => become(PLACE))(planFork(state, 'h'));
    expect(facts).toEqual(E.right(forkedAt(8).data));
    expect(decide({ type: 'ForkRun', facts: forkedAt(8).data as never }, state)).toEqual(
      E.right([forkedAt(8)]),
    );
  });

  it('is made of the run as it stands, and of no other moment', () => {
    expect(decide({ type: 'ForkRun', facts: forkedAt(5).data as never }, given(calling))).toMatchObject({
      left: { because: 'there is no run at seq 5' },
    });
  });

  it('is not made of a log without a run, nor past what only a newer refold understands', () => {
    expect(planFork(runState.empty(), '')).toEqual(E.left({ _tag: 'NotCreated' }));
    const critical = { type: 'New', seq: 3, refold: '9' };
    expect(planFork({ ...given(calling), critical }, 'h')).toEqual(E.left({ _tag: 'NewerLog', ...critical }));
  });

  it('stands prepared, whatever its parent was doing', () => {
    expect(statusOf(given([...calling, forkedAt(8)]), false)).toBe('prepared');
  });

  it('is passed where its parent had passed, and there is nothing to do', () => {
    const over = [...begun(codeStep('a')), draft('RunStopped', { reason: 'passed' }), forkedAt(5)];
    expect(statusOf(given(over), false)).toBe('passed');
    expect(planResume(given(over), { missing: [''], changed: [] })).toEqual(E.left({ _tag: 'NothingToDo' }));
  });

  it('takes the turn again that was under way: the agent at work is its parent’s', () => {
    const resumed = [
      ...calling,
      forkedAt(8),
      draft('LifeBegan', { life: 2, ...begunBy() }),
      draft('RunResumed', {
        was: 'prepared',
        retried: [],
        skipped: 0,
        pending: { count: 1, next: ['a'] },
        settling: [],
        recreates: true,
      }),
    ];
    expect(commandsAfter(resumed)).toEqual([{ type: 'IntendWorktree', unit: '' }]);
    const made = [
      ...resumed,
      draft('WorktreeIntended', {
        worktree: `${PLACE.folder}/worktree`,
        branch: `refs/heads/refold/${FORK}/main`,
        commit: COMMIT,
      }),
      draft('WorktreeRecreated', { intent: 12 }),
    ];
    expect(commandsAfter(made)).toEqual([{ type: 'IntendCall', path: 'a' }]);
  });

  it('asks nobody about work that it does not have', () => {
    const waiting = given([
      ...calling,
      draft('CallFinished', {
        intent: 7,
        succeeded: true,
        exit: 0,
        output: { text: '' },
        ms: 1,
        leftovers: 0,
      }),
      draft('PauseBegan', { path: 'a', attempt: 1, when: 'before_gate' }),
      forkedAt(10),
    ]);
    expect(waiting.steps.get('a')?.attempt?.pauses.size).toBe(0);
    expect(waiting.steps.get('a')?.attempt?.call).toBeUndefined();
  });

  it('goes on with no conversation of its parent, and tells a new one what that came to', () => {
    const [haiku] = talkers;
    const b: StepNode = { ...codeStep('b'), agent: haiku, session: 'a' };
    const starts = (path: string): readonly Draft[] => [
      draft('StepStarted', { path, base: COMMIT, tree: TREE }),
      draft('AttemptStarted', { path, attempt: 1, agent: haiku }),
    ];
    const talked = [
      ...begun({ ...codeStep('a'), agent: haiku }, b),
      ...starts('a'),
      draft('CallIntended', {
        path: 'a',
        attempt: 1,
        call: 1,
        agent: haiku,
        prompt: [],
        session: { how: 'new' },
      }),
      draft('SessionBound', { intent: 7, session: 's' }),
    ];
    const cutOff = given([...talked, forkedAt(8)]);
    const next = sessionFor(cutOff, 'a', codeStep('a'));
    expect(next.session?.how).toBe('new');
    expect(next.instead).toEqual({ why: 'forked' });
    expect(next.retold).toBe(cutOff.steps.get('a')?.attempt);
    const later = given([
      ...talked,
      draft('StepPassed', { path: 'a', attempt: 1, head: COMMIT }),
      ...starts('b'),
      forkedAt(11),
    ]);
    expect(sessionFor(later, 'b', b)).toMatchObject({
      session: { how: 'new' },
      instead: { why: 'forked', from: 'a' },
    });
    expect(sessionFor(later, 'b', b).retold).toBe(later.steps.get('a')?.attempt);
  });

  it('made between a replay and its reset begins where the replay leads', () => {
    const to = { commit: object('c', 5), tree: object('e', 5) };
    const state = given([
      ...begun(codeStep('a')),
      draft('StepStarted', { path: 'a', base: to.commit, tree: to.tree }),
      draft('RunStopped', { reason: 'interrupted' }),
      draft('RunReplayed', { from: 'a', cut: 4, cleared: ['a'], resetTo: to.commit, settling: [] }),
      draft('ResetIntended', {
        branch: 'refs/heads/refold/20261121-040000-1a2b3c/main',
        to: to.commit,
        tree: to.tree,
        keeps: 'refs/refold/x/before-8',
        why: 'replay',
        ident: { name: 'n', email: 'e' },
      }),
      forkedAt(8),
    ]);
    expect(ownWorktree(state).head).toEqual(to);
    expect(state.intents.size).toBe(0);
  });

  it('may be replayed at once: nothing is under way in it', () => {
    const state = given([...calling, forkedAt(8)]);
    const order = { from: 'a', cut: 4, cleared: ['a'], resetTo: COMMIT, settling: [], resets: [] };
    expect(decide({ type: 'ReplayRun', plan: order, life: life(2) }, state)).toMatchObject({ _tag: 'Right' });
  });
});

const begunBy = () => {
  const { torn: _, ...facts } = life(2);
  return facts;
};
