import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.js';
import { plan } from '../../src/engine/plan.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import {
  agent,
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  draft,
  given,
  object,
  PROCESS,
  TREE,
  WORKTREE,
} from '../support/run.js';

const looks: StepNode = { ...codeStep('look'), type: 'validate', worktree: 'read-only' };
const judged: StepNode = {
  ...codeStep('a'),
  pause: 'before_gate',
  gates: [{ name: 'judge', kind: 'validate', steps: [looks] }],
};

const started = (path: string): readonly Draft[] => [
  draft('StepStarted', { path, base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path, attempt: 1, agent }),
];
const called = (path: string, intent: number, call = 1): readonly Draft[] => [
  draft('CallIntended', { path, attempt: 1, call, agent, prompt: [] }),
  draft('CallFinished', { intent, succeeded: true, exit: 0, output: { text: '' }, ms: 1, leftovers: 0 }),
];
const saw = (path: string): Draft =>
  draft('WorkObserved', {
    path,
    attempt: 1,
    head: COMMIT,
    tree: object('e', 1),
    files: { count: 1, list: [] },
    diff: { text: 'a change' },
  });
/** The worktree is found to be gone, and made again. */
const lostAt = (intent: number): readonly Draft[] => [
  draft('LifeBegan', { life: 2, lease: 2, refold: '0', process: PROCESS }),
  draft('RunResumed', {
    was: 'interrupted',
    retried: [],
    skipped: 0,
    pending: { count: 0, next: [] },
    settling: [],
    recreates: true,
  }),
  draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT }),
  draft('WorktreeRecreated', { intent }),
];

const next = (drafts: readonly Draft[]) =>
  plan(given(drafts)).map((effect) => (effect.kind === 'record' ? effect.command : effect.kind));

describe('an attempt whose worktree was lost with its work in it', () => {
  const worked = [...begun(judged), ...started('a'), ...called('a', 7), saw('a')];
  const approved = [
    ...worked,
    draft('PauseBegan', { path: 'a', attempt: 1, when: 'before_gate' }),
    draft('PauseAnswered', { path: 'a', attempt: 1, when: 'before_gate', answer: 'continue', by: 'me' }),
  ];

  it('calls its agent again, and looks at what that one left before anything else', () => {
    const lost = [...worked, ...lostAt(12)];
    expect(next(lost)).toEqual([{ type: 'IntendCall', path: 'a' }]);
    expect(next([...lost, ...called('a', 14, 2)])).toEqual(['observe']);
  });

  it('commits nothing of what was seen before', () => {
    expect(decide({ type: 'CommitWork', path: 'a' }, given([...worked, ...lostAt(12)]))).toMatchObject({
      _tag: 'Left',
    });
  });

  it('asks people again, who approved of what is gone', () => {
    const again = [...approved, ...lostAt(14), ...called('a', 16, 2), saw('a')];
    expect(next(again)).toEqual([{ type: 'BeginPause', path: 'a', when: 'before_gate' }]);
  });

  it('is judged anew: the verdict was on what is gone', () => {
    const passed = draft('StepPassed', { path: 'a/judge/look', attempt: 1, head: COMMIT });
    const verdict = [
      ...approved,
      ...started('a/judge').slice(0, 1),
      draft('AttemptStarted', { path: 'a/judge', attempt: 1 }),
      ...started('a/judge/look'),
      passed,
      draft('StepPassed', { path: 'a/judge', attempt: 1, head: COMMIT }),
    ];
    expect(next(verdict)).toEqual([{ type: 'JudgeGate', path: 'a', gate: 'judge' }]);
    const again = [
      ...verdict,
      ...lostAt(20),
      ...called('a', 22, 2),
      saw('a'),
      draft('PauseBegan', { path: 'a', attempt: 1, when: 'before_gate' }),
      draft('PauseAnswered', { path: 'a', attempt: 1, when: 'before_gate', answer: 'continue', by: 'me' }),
    ];
    expect(next(again)).toEqual([{ type: 'StartStep', path: 'a/judge' }]);
    expect(decide({ type: 'StartStep', path: 'a/judge' }, given(again))).toMatchObject({ _tag: 'Right' });
  });
});
