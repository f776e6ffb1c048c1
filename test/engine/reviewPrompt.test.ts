import { describe, expect, it } from 'vitest';
import { promptFor } from '../../src/engine/prompt.js';
import type { DataOf, Draft } from '../../src/events/catalogue.js';
import { attempt, call, finished, proceeded, saw, step } from '../support/moments.js';
import { again, called, NEW, nudged } from '../support/reviewed.js';
import { COMMIT, codeStep, draft, given } from '../support/run.js';

const payload = { sha256: 'a'.repeat(64), bytes: 20_000 };
const CONTINUES = { session: { how: 'continue', id: 's' } } as const;

const promptOf = (drafts: readonly Draft[], path: string, choice = {}): string => {
  const state = given(drafts);
  const node = state.index.steps.get(path)?.node ?? codeStep('a');
  const parts = promptFor(state, path, node, node.prompt ?? [], choice);
  return parts.map((part) => (typeof part === 'string' ? part : `<${part.bytes} bytes>`)).join('');
};

const judged = (more: Partial<DataOf<'WorkJudged'>> = {}): Draft =>
  draft('WorkJudged', {
    path: 'a',
    attempt: 1,
    iteration: 1,
    accepted: false,
    category: 'weak_test',
    ...more,
  });

const DIFF = 'diff --git a/x b/x\n+new';
const stated = draft('AnswerRead', {
  path: 'a',
  attempt: 1,
  case: {
    summary: 'all done',
    coverage: [{ criterion: 'it works', addressedBy: 'x.ts', evidence: 'npm test' }],
    workArounds: ['by hand'],
    uncertainties: ['tabs'],
  },
});
const seen = [
  ...called({}, 'x', ['bash']),
  saw('a', 1, { tree: NEW, diff: { text: DIFF }, summary: 'x (+1 -0)' }),
  stated,
  draft('GateIntended', { path: 'a', attempt: 1, gate: { name: 'bash', kind: 'bash' } }),
  draft('GateFinished', {
    intent: 11,
    result: 'failed',
    error: 'exit 1',
    output: { text: '1 test failed' },
    ms: 1,
    leftovers: 0,
  }),
];
const judging = (drafts: readonly Draft[]): readonly Draft[] => [
  ...drafts,
  step('a/review'),
  draft('TreeSeen', { path: 'a/review', head: COMMIT, tree: NEW }),
  attempt('a/review'),
];
const rejected = [
  ...judging(seen),
  call('a/review'),
  finished(16),
  saw('a/review', 1, { tree: NEW }),
  draft('AnswerRead', {
    path: 'a/review',
    attempt: 1,
    verdict: {
      verdict: 'reject',
      category: 'weak_test',
      concern: 'it tests nothing',
      evidence: ['x.test.ts'],
      nextStep: 'test the error',
    },
  }),
  draft('StepPassed', { path: 'a/review', attempt: 1, head: COMMIT }),
  judged({ failedGates: ['bash'] }),
];

describe('the prompt of an evaluator', () => {
  it('holds the task, the case, the gates and the whole diff since the step began', () => {
    const prompt = promptOf(judging(seen), 'a/review');
    expect(prompt).toContain('## The task\n\ndo it');
    expect(prompt).toContain(
      'all done\n- it works: x.ts (npm test)\n- work-around: by hand\n- uncertain: tabs',
    );
    expect(prompt).toContain('- bash: failed\nexit 1\n1 test failed');
    expect(prompt).toContain(`## What has changed since the step began\n\n${DIFF}`);
    expect(prompt).toContain('.refold/out/verdict.json');
    expect(prompt).not.toContain('## Verdicts so far');
  });

  it('says where there is no case and no change', () => {
    const prompt = promptOf(judging([...called(), saw('a')]), 'a/review');
    expect(prompt).toContain('It stated none.');
    expect(prompt).toContain('since the step began\n\nNothing.');
  });

  it('holds the first 12,000 characters of a long diff, and a whole one that is shorter', () => {
    const long = saw('a', 1, {
      tree: NEW,
      diff: { payload, head: 'h' },
      excerpt: { text: 'the first of it' },
    });
    expect(promptOf(judging([...called(), long]), 'a/review')).toContain(
      'the first of it\n\nThe rest is left out here; it is in the worktree.',
    );
    const whole = saw('a', 1, { tree: NEW, diff: { payload, head: 'h' } });
    expect(promptOf(judging([...called(), whole]), 'a/review')).toContain('began\n\n<20000 bytes>');
  });

  it('holds the verdicts so far', () => {
    const next = [
      ...rejected,
      ...again(rejected.length + 1),
      saw('a', 1, { tree: NEW, diff: { text: DIFF } }),
    ];
    const prompt = promptOf(judging(next), 'a/review');
    expect(prompt).toContain('Life 1, attempt 1, iteration 1: rejected (weak_test, gate bash failed)');
    expect(prompt).toContain('changed: x (+1 -0)\ncase: all done\nconcern: it tests nothing');
  });

  it('fits into one line of the log, however much was said in every verdict', () => {
    const wordy = Array.from({ length: 30 }, () => judged({ concern: '€'.repeat(60_000) }));
    const prompt = promptOf(judging([...seen, ...wordy]), 'a/review');
    expect(prompt).toContain('(10 earlier ones are left out)');
    expect(new TextEncoder().encode(prompt).length).toBeLessThan(500_000);
  });
});

describe('the prompt of a worker', () => {
  it('asks for its case', () => {
    const begun = called().slice(0, 6);
    expect(promptOf(begun, 'a')).toMatch(/^do it\n\nState your case in `\.refold\/out\/case\.json`/);
  });

  it('of a session that goes on is the verdict alone', () => {
    const prompt = promptOf(rejected, 'a', CONTINUES);
    expect(prompt).toMatch(/^Your work was judged, and is not accepted\./);
    for (const said of ['concern: it tests nothing', 'evidence: x.test.ts', 'next step: test the error'])
      expect(prompt).toContain(said);
    expect(prompt).toContain('- bash: failed');
    expect(prompt).not.toContain('do it');
  });

  it('of a session that begins holds the task as well, and nothing twice', () => {
    const prompt = promptOf(rejected, 'a');
    expect(prompt).toMatch(/^do it\n\n[\s\S]*Your work was judged/);
    for (const once of ['concern: it tests nothing', '.refold/out/case.json'])
      expect(prompt.split(once), once).toHaveLength(2);
  });

  it('holds the nudge, where it was nudged', () => {
    expect(promptOf([...called(), saw('a'), nudged()], 'a', CONTINUES)).toBe('go on');
  });

  it('of a session that goes on tells which files somebody changed, though only its first prompt asks for them', () => {
    const state = given([...called(), saw('a', 1, { tree: NEW }), nudged(), proceeded(['x'])]);
    const asking = ['see ', { variable: 'drift.files' }];
    const parts = promptFor(state, 'a', state.index.steps.get('a')?.node ?? codeStep('a'), asking, CONTINUES);
    expect(parts).toEqual(['go on', expect.stringMatching(/Somebody has changed[\s\S]*- x$/)]);
  });

  it('that was cut off in a later turn is told what it was told, and that it was', () => {
    const cut = [
      ...rejected,
      call('a', 1, { call: 2 }),
      draft('CallInterrupted', {
        intent: rejected.length + 1,
        why: 'killed',
        output: { text: '' },
        leftovers: 0,
      }),
    ];
    const prompt = promptOf(cut, 'a', CONTINUES);
    expect(prompt).toMatch(/^Your work was judged/);
    expect(prompt).toContain('Gates:\n\n- bash: failed\nexit 1\n1 test failed');
    expect(prompt).toContain('You were interrupted');
  });

  it('of a later life holds the ledger of the lives before', () => {
    const later = [
      ...rejected,
      draft('AttemptFailed', { path: 'a', attempt: 1, reason: 'iter_cap', error: { text: 'too often' } }),
      draft('StepFailed', { path: 'a', attempt: 1, reason: 'iter_cap' }),
      draft('RunStopped', { reason: 'iter_cap', step: 'a' }),
      draft('LifeBegan', {
        life: 2,
        lease: 2,
        refold: '0.0.0',
        process: { pid: 7, start: '1', host: 'here', boot: 'b', pidns: 'n' },
      }),
      draft('RunResumed', {
        was: 'failed',
        retried: [{ path: 'a', reason: 'iter_cap' }],
        skipped: 0,
        pending: { count: 1, next: [] },
        settling: [],
      }),
      attempt('a'),
    ];
    const prompt = promptOf(later, 'a');
    expect(prompt).toContain(
      '## Verdicts on earlier work on this\n\nLife 1, attempt 1, iteration 1: rejected',
    );
    expect(prompt).toContain('The attempt before this one failed:\n\ntoo often');
  });
});
