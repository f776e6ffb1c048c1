import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { duration } from '../../src/inspector/text/duration.js';
import { logLine } from '../../src/inspector/text/log.js';
import { harmless, paintWith } from '../../src/inspector/text/paint.js';
import { replayLine, resumeLine } from '../../src/inspector/text/plan.js';
import { createProgress, underWay } from '../../src/inspector/text/progress.js';
import { showText } from '../../src/inspector/text/show.js';
import { apply } from '../../src/projections/projection.js';
import { summaryOf } from '../../src/projections/summary.js';
import { parseVerdictOnWork } from '../../src/workflow/review.js';
import { right } from '../contracts/runStore.js';
import { writeLog } from '../support/lines.js';
import { commit } from '../support/moments.js';
import {
  agent,
  begun,
  COMMIT,
  codeStep,
  draft,
  gateStep,
  given,
  group,
  object,
  PROCESS,
  TREE,
} from '../support/run.js';

const plain = paintWith(false);

/** What somebody who follows these events has been told. */
const progressOf = (drafts: readonly Draft[]): string => {
  const progress = createProgress(plain, given(drafts));
  const following = progress.empty();
  for (const stored of writeLog(drafts.map((one) => [[one]])).stored) apply(progress, following, stored);
  return following.lines.join('\n');
};

const run: readonly Draft[] = [
  ...begun(
    codeStep('tests'),
    group('build', codeStep('impl', ['bash']), gateStep('check')),
    codeStep('docs'),
  ),
  draft('StepStarted', { path: 'tests', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'tests', attempt: 1, agent }),
  draft('StepPassed', { path: 'tests', attempt: 1, head: COMMIT }),
  draft('StepStarted', { path: 'build', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'build', attempt: 1 }),
  draft('StepStarted', { path: 'build/impl', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'build/impl', attempt: 1, agent }),
  draft('GateIntended', {
    path: 'build/impl',
    attempt: 1,
    gate: { name: 'bash', kind: 'bash', command: 'npm test' },
  }),
  draft('GateFinished', {
    intent: 12,
    result: 'failed',
    exit: 1,
    error: 'exit 1',
    output: { text: 'no' },
    ms: 5,
    leftovers: 0,
  }),
];

describe('a verdict that cannot be read', () => {
  it('is told with all that may stand there', () => {
    const problem = E.swap(parseVerdictOnWork('{"verdict": "reject", "category": "wrong"}'));
    const told = `the evaluator left no verdict that counts: .refold/out/verdict.json is no answer: ${right(problem)}`;
    expect(told).toContain(
      'one of scope_creep, acceptance_gap, weak_test, tests_pass_but_wrong, half_finished, spec_violation',
    );
    const judged = { path: 'tests', attempt: 1, iteration: 1, accepted: false, category: 'parse_failed' };
    expect(progressOf([...run, draft('WorkJudged', { ...judged, concern: told })])).toContain(told);
    const long = progressOf([...run, draft('WorkJudged', { ...judged, concern: 'x'.repeat(4_000) })]);
    expect(long).toMatch(/x…$/);
  });
});

describe('show', () => {
  it('shows where a run stands, as a tree of steps', () => {
    const summary = summaryOf(given(run), { held: false });
    expect(summary && showText(summary, plain)).toMatchInlineSnapshot(`
      "run #1 20261121-040000-1a2b3c  w  interrupted
        from      c0ffee0 (detached HEAD)
        branch    refold/20261121-040000-1a2b3c/main
        worktree  /home/runs/repo-123456/20261121-040000-1a2b3c/worktree
        life      1, 13 events, 0.0 s

        ✓ tests    passed, command, 0.0 s, c0ffee0
        ‖ build    interrupted
        ‖   impl   interrupted, command, gate bash failed
        ·   check
        · docs     command"
    `);
  });
});

describe('show, of a discarded run that git held nothing of', () => {
  it('says that nothing but the log is kept, and of a fork that what it took over stays', () => {
    const summary = summaryOf(given(run), { held: false });
    const kept = { refs: 'refs/k/', done: true, nothing: true } as const;
    const forkOf = { run: 'parent', cut: 7, inherited: summary?.spend } as NonNullable<
      typeof summary
    >['forkOf'];
    const shown = (more: object): string => (summary ? showText({ ...summary, kept, ...more }, plain) : '');
    expect(shown({})).toContain('kept      nothing but its log: the repository held nothing of it\n');
    expect(shown({ forkOf })).toContain(
      'kept      nothing of its own; what it took over from parent stays until gc\n',
    );
  });
});

describe('progress', () => {
  it('says which guard stops an agent, and by what', () => {
    const detail = '5.4 s, and 3 s are allowed';
    expect(
      progressOf([
        ...begun(codeStep('a')),
        draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE }),
        draft('AttemptStarted', { path: 'a', attempt: 1, agent }),
        draft('CallIntended', { path: 'a', attempt: 1, call: 1, agent, prompt: [] }),
        draft('GuardTripped', { intent: 7, guard: 'max_time', detail }),
      ]),
    ).toContain(`· guard max_time: ${detail}`);
  });

  it('is a line for what matters to a person, and nothing for the rest', () => {
    expect(progressOf(run)).toMatchInlineSnapshot(`
      "▶ tests  command
      ✓ tests  0.0 s  c0ffee0
      ▶ build
      ▶ build/impl  command
        ✗ bash  npm test  exit 1
            no"
    `);
  });

  it('says which operation of git was left unfinished, and where what it held is kept', () => {
    const unfinished = { operation: 'merge', keeps: ['refs/refold/r/found-9-c0ffee'] };
    const back = {
      branch: 'b',
      to: COMMIT,
      keeps: 'refs/refold/r/found-9',
      head: object('c', 9),
      unfinished,
    };
    const told =
      'a merge was left unfinished, and is ended; what it held is kept under refs/refold/r/found-9-c0ffee';
    expect(progressOf([...run, draft('ReattachIntended', back)])).toContain(
      `HEAD was left elsewhere; what it held is kept under refs/refold/r/found-9\n  · ${told}`,
    );
    // What the branch holds has no ref of its own.
    expect(progressOf([...run, draft('ReattachIntended', { ...back, head: COMMIT })])).toContain(
      `HEAD was left elsewhere; it is put back\n  · ${told}`,
    );
  });

  it('says of a reset that takes back what a reader wrote that the files are as it found them', () => {
    const ident = { name: 'a', email: 'b' };
    const reset = { branch: 'b', to: COMMIT, tree: TREE, keeps: 'k', ident, path: 'tests', attempt: 1 };
    const end = { intent: run.length + 1, to: COMMIT, tree: TREE, kept: { ref: 'k', commit: COMMIT } };
    const saidOf = (why: string) =>
      progressOf([...run, draft('ResetIntended', { ...reset, why }), draft('WorktreeReset', end)]);
    expect(saidOf('undo')).toContain(
      'worktree as it was before this attempt of tests; what was there is kept under k',
    );
    expect(saidOf('retry')).toContain(`worktree reset to ${COMMIT.slice(0, 7)}; what was there`);
  });

  it('names the ref of commits that go off the branch with a step that failed, whoever made them', () => {
    const started = run.slice(0, -6);
    const parks = (more: object): string =>
      progressOf([...started, commit('placeholder', { path: 'tests', ...more })]);
    expect(parks({ keeps: 'refs/refold/r/found-9' })).toContain(
      'commits made in tests are parked with its work, and kept under refs/refold/r/found-9',
    );
    expect(parks({})).not.toContain('parked');
  });
});

describe('a long row of tasks that passed', () => {
  it('is shown as their number, with the last of them, and whatever did not pass in full', () => {
    const tasks = Array.from({ length: 500 }, (_, n) => ({ name: `t${n}`, slug: `t${n}`, description: '' }));
    const passes = (path: string): readonly Draft[] => [
      draft('StepStarted', { path, base: COMMIT, tree: TREE }),
      draft('AttemptStarted', { path, attempt: 1 }),
    ];
    const done = (path: string): Draft => draft('StepPassed', { path, attempt: 1, head: COMMIT });
    const state = given([
      ...begun({ name: 'all', type: 'split', tasks, each: [gateStep('do')] }, gateStep('last')),
      ...passes('all'),
      ...tasks
        .slice(0, 499)
        .flatMap(({ slug }) => [
          ...passes(`all/${slug}`),
          ...passes(`all/${slug}/do`),
          done(`all/${slug}/do`),
          done(`all/${slug}`),
        ]),
      ...passes('all/t499'),
    ]);
    const summary = summaryOf(state, {
      held: true,
      by: PROCESS,
      lease: 1,
      since: '',
      seen: '',
      checked: true,
    });
    const [, steps = ''] = (summary ? showText(summary, plain) : '').split('\n\n');
    expect(steps).toMatchInlineSnapshot(`
      "  ▶ all     running
        ✓   498 more tasks passed
        ✓   t498  passed, 0.0 s, c0ffee0
        ✓     do  passed, 0.0 s, c0ffee0
        ▶   t499  running
        ·     do
        · last"
    `);
  });
});

describe('what is under way', () => {
  it('is the agent or the gate at work, also one that an earlier life began', () => {
    const begins = run.findIndex(({ type }) => type === 'GateIntended');
    expect(underWay(given(run.slice(0, begins)))).toBeUndefined();
    expect(underWay(given(run.slice(0, begins + 1)))?.words).toBe('build/impl: gate bash');
    const nextLife = draft('LifeBegan', { life: 2, lease: 2, refold: '0.0.0', process: PROCESS });
    const calls = [
      ...run.slice(0, begins),
      draft('CallIntended', { path: 'build/impl', attempt: 1, call: 1, agent, prompt: ['p'] }),
      nextLife,
    ];
    expect(underWay(given(calls))?.words).toBe('build/impl: command at work');
  });
});

describe('a line of the log', () => {
  it('holds seq, time, gap, type, step and what happened, on one line whatever the text', () => {
    const { stored } = writeLog([
      [[draft('RunStopped', { reason: 'error', detail: 'a\nb\u001b[2Jc\u2028d' })]],
    ]);
    expect(
      stored.map((one) => logLine(one, { since: '2026-11-21T03:59:58.000Z', step: 'impl' }, plain)),
    ).toMatchInlineSnapshot(`
      [
        "    1  2026-11-21 04:00:00.000     +2.0 s  RunStopped            impl          stopped: error: a⏎b�[2Jc�d",
      ]
    `);
  });
});

describe('the plan of a resume', () => {
  it('says in one line what is retried, what comes then, and what happens before', () => {
    const base = {
      was: 'failed',
      skipped: 2,
      pending: { count: 2, next: ['T-004', 'T-005'] },
      settling: [],
      resets: [{}],
      retried: [],
    };
    expect(
      resumeLine({
        ...base,
        retried: [{ path: 'T-003', reason: 'gate', placeholder: COMMIT }],
        lastStop: { reason: 'failed', seq: 9 },
      }),
    ).toBe(
      'resume plan: retry T-003 (failed: gate); then T-004, T-005; placeholder unwound; last stop: failed',
    );
    expect(resumeLine({ ...base, settling: [17], recreates: true })).toBe(
      'resume plan: go on with T-004, T-005; what was under way is settled first (seq 17); worktree recreated; it had been cut off',
    );
  });
});

describe('the plan of a replay', () => {
  it('says in one line from where, what is cleared and where the worktree goes', () => {
    expect(
      replayLine({
        from: 'impl',
        cut: 14,
        cleared: ['impl', 'docs'],
        resetTo: COMMIT,
        settling: [],
        resets: [
          { unit: '', to: { commit: COMMIT } },
          { unit: 'g/u', to: { commit: 'b'.repeat(40) } },
        ],
      }),
    ).toBe(
      'replay plan: from impl (cut 14); 2 steps cleared: impl, docs; reset to c0ffee0, g/u to bbbbbbb, what is there now stays under a ref',
    );
  });
});

describe('words', () => {
  it.each([
    [0, '0.0 s'],
    [9_940, '9.9 s'],
    [12_400, '12 s'],
    [200_000, '3 min 20 s'],
    [7_500_000, '2 h 05 min'],
  ])('%i milliseconds are %s', (ms, words) => {
    expect(duration(ms)).toBe(words);
  });

  it('from outside cannot move the cursor, end the line or turn the text around', () => {
    expect(harmless('a\u001b[31mb\r\n\u202ec\u0007')).toBe('a�[31mb�⏎�c�');
  });

  it('from outside end where they end', () => {
    expect(harmless('make it\nso\r\n\n')).toBe('make it⏎so');
  });

  it('are coloured only where that is wanted', () => {
    expect(paintWith(true).good('x')).toBe('\u001b[32mx\u001b[0m');
    expect(plain.bad('x')).toBe('x');
  });
});
