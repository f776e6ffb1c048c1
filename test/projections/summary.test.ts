import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { runState } from '../../src/projections/runState.js';
import { summaryOf } from '../../src/projections/summary.js';
import {
  attempt,
  call,
  commit,
  failed,
  finished,
  gate,
  gateEnded,
  passed,
  step,
  stepFailed,
  stopped,
  unitStands,
} from '../support/moments.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  created,
  draft,
  FORK,
  forkedAt,
  given,
  group,
  object,
  PROCESS,
  talkers,
  WORKTREE,
} from '../support/run.js';

const NOBODY = { held: false } as const;
const SOMEBODY = { held: true, by: PROCESS, since: '2026-11-21T04:00:00.000Z' } as never;
const NOTHING = { estimatedCost: 0, callsWithoutTokens: 0, callsWithoutCost: 0 };
const [claude] = talkers;

const a = [...begun(codeStep('a', ['bash'])), step('a'), attempt('a')];
const summary = (drafts: readonly Draft[], lease: typeof NOBODY = NOBODY) => summaryOf(given(drafts), lease);
const stepOf = (drafts: readonly Draft[], lease = NOBODY, at = 0) => summary(drafts, lease)?.steps[at];

describe('the summary of a run', () => {
  it('is nothing without its first event', () => {
    expect(summaryOf(runState.empty(), NOBODY)).toBeUndefined();
  });

  it('tells what it is, where it works and where it stands', () => {
    expect(summary([...begun(codeStep('a')), stopped('interrupted')])).toStrictEqual({
      run: '20261121-040000-1a2b3c',
      number: 1,
      workflow: 'w',
      status: 'interrupted',
      state: 'interrupted',
      repository: '/repo',
      base: { commit: COMMIT },
      branch: BRANCH.replace('refs/heads/', ''),
      worktree: WORKTREE,
      head: COMMIT,
      createdAt: '2026-11-21T04:00:00.000Z',
      updatedAt: '2026-11-21T04:00:00.000Z',
      life: 1,
      ms: 0,
      events: 5,
      stop: { reason: 'interrupted', seq: 5 },
      spend: NOTHING,
      limits: [],
      openIntents: [],
      steps: [
        {
          path: 'a',
          depth: 0,
          type: 'code',
          agent: 'command',
          state: 'pending',
          attempts: 0,
          files: 0,
          gates: {},
        },
      ],
    });
  });

  it('tells of the branch that it began on, of who holds it, and of what is under way', () => {
    const facts = created(codeStep('a'));
    const onMain = draft('RunCreated', { ...facts, base: { ...facts.base, branch: 'main' } });
    expect(summary([onMain])?.base).toStrictEqual({ commit: COMMIT, branch: 'main' });
    expect(summary([...a, call('a')], SOMEBODY)).toMatchObject({
      status: 'running',
      owner: { pid: 7, host: 'here', since: '2026-11-21T04:00:00.000Z' },
      openIntents: [{ seq: 7, type: 'CallIntended' }],
    });
  });

  it('tells why it stopped', () => {
    const stop = draft('RunStopped', { reason: 'paused', step: 'a', detail: 'd' });
    expect(summary([...a, stop])).toMatchObject({
      status: 'paused',
      stop: { reason: 'paused', step: 'a', detail: 'd', seq: 7 },
    });
  });

  it('tells what it used, and what a fork had been given', () => {
    const used = [
      ...a,
      call('a'),
      finished(7, { usage: { tokensIn: 5, cost: 1 } }),
      call('a', 1, { agent: claude }),
      finished(9),
      call('a'),
      finished(11, { usage: { tokensOut: 2 } }),
      call('a'),
      finished(13, { usage: { tokensOut: 2 }, estimate: { cost: 0.25, of: '2026-01-01' } }),
    ];
    const spend = {
      tokensIn: 5,
      tokensOut: 4,
      cost: 1,
      estimatedCost: 0.25,
      callsWithoutTokens: 1,
      callsWithoutCost: 2,
    };
    expect(summary(used)?.spend).toStrictEqual(spend);
    expect(summary(used)).not.toHaveProperty('forkOf');
    expect(summary([...used, forkedAt(14)])).toMatchObject({
      run: FORK,
      status: 'prepared',
      spend: NOTHING,
      forkOf: { run: '20261121-040000-1a2b3c', cut: 14, inherited: spend },
    });
  });
});

describe('the summary of a step', () => {
  it('tells of its attempt, its gates and its conversation while it runs', () => {
    const running = [
      ...a,
      call('a', 1, { agent: claude, session: { how: 'new', id: 's' } }),
      draft('SessionBound', { intent: 7, session: 's' }),
      finished(7),
      gate('a'),
      gateEnded(10, 'skipped'),
    ];
    const told = {
      path: 'a',
      depth: 0,
      type: 'code',
      agent: 'command',
      attempt: 1,
      attempts: 1,
      session: 's',
      startedAt: '2026-11-21T04:00:00.000Z',
      files: 0,
      gates: { bash: 'skipped' },
    };
    expect(stepOf(running, SOMEBODY)).toStrictEqual({ ...told, state: 'running' });
    expect(stepOf(running)).toStrictEqual({ ...told, state: 'interrupted' });
  });

  it('tells of the commit and the files of one that passed', () => {
    const files = { count: 3, list: [] };
    const done = [
      ...a,
      commit('checkpoint', { path: 'a', files }),
      draft('CheckpointCommitted', { intent: 7, path: 'a', commit: object('c', 1), tree: object('e', 1) }),
      passed('a'),
    ];
    expect(stepOf(done)).toMatchObject({ state: 'passed', files: 3, commit: COMMIT, ms: 0 });
    expect(summary(done)?.head).toBe(object('c', 1));
    expect(stepOf(done)).not.toHaveProperty('reason');
    expect(stepOf(done)).not.toHaveProperty('error');
  });

  it('tells why one failed, in the first line of it', () => {
    const error = { text: `\n${'x'.repeat(500)}\nmore` };
    const over = [...a, failed('a', 1, { error })];
    expect(stepOf(over)).toMatchObject({ reason: 'agent' });
    expect(stepOf(over)).not.toHaveProperty('error');
    expect(stepOf([...over, stepFailed('a')])).toMatchObject({
      state: 'failed',
      reason: 'gate',
      error: 'x'.repeat(400),
    });
    expect(stepOf([...a, failed('a', 1, { error: { text: ' \n' } }), stepFailed('a')])).not.toHaveProperty(
      'error',
    );
    expect(stepOf([...a, stepFailed('a')])).not.toHaveProperty('error');
  });

  it('tells whether it waits for a person', () => {
    const when = 'before_gate';
    const asked = [...a, draft('PauseBegan', { path: 'a', attempt: 1, when })];
    expect(stepOf(asked)?.waits).toBe(true);
    const answered = draft('PauseAnswered', { path: 'a', attempt: 1, when, answer: 'continue', by: 'me' });
    expect(stepOf([...asked, answered])).not.toHaveProperty('waits');
  });

  it('tells where a unit works, and how deep each one stands', () => {
    const g: StepNode = { ...group('g', codeStep('u'), codeStep('v')), parallel: {} };
    const steps = summary([...begun(g), step('g'), ...unitStands('g/u', 6)])?.steps;
    expect(steps?.map(({ path, depth, branch, worktree }) => [path, depth, branch, worktree])).toStrictEqual([
      ['g', 0, undefined, undefined],
      ['g/u', 1, 'b/g/u', '/u/g/u'],
      ['g/v', 1, undefined, undefined],
    ]);
    expect(steps?.[0]).not.toHaveProperty('agent');
    expect(steps?.[0]).not.toHaveProperty('attempt');
    const real = {
      unit: 'g/u',
      worktree: '/u',
      branch: 'refs/heads/refold/x/u/u',
      commit: COMMIT,
      tree: COMMIT,
    };
    expect(stepOf([...begun(g), step('g'), draft('WorktreeIntended', real)], NOBODY, 1)?.branch).toBe(
      'refold/x/u/u',
    );
  });
});
