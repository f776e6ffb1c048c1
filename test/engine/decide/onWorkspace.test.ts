import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import {
  attempt,
  call,
  caused,
  commit,
  decided,
  IDENT,
  lifeBegan,
  passed,
  step,
  stopped,
  unitStands,
} from '../../support/moments.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  created,
  draft,
  group,
  object,
  TREE,
  WORKTREE,
} from '../../support/run.js';

const RUN = '20261121-040000-1a2b3c';
const MADE = object('c', 1);
const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const pair = { ...group('g', codeStep('A b'), codeStep('two')), parallel: {} };
const inPair = [...begun(pair), step('g'), attempt('g', 1, {})];
const reset = (why: string): Draft =>
  draft('ResetIntended', { branch: BRANCH, to: COMMIT, tree: TREE, keeps: 'k', why, ident: IDENT });
const unwind = draft('UnwindIntended', {
  path: 'a',
  branch: BRANCH,
  placeholder: MADE,
  to: COMMIT,
  tree: TREE,
  keeps: 'k',
});
const removal = draft('RemovalIntended', {
  unit: 'g/two',
  worktree: '/u/g/two',
  branch: 'b',
  commit: COMMIT,
  tree: TREE,
});
const setup = { link: ['x'], copy: [], commands: [] };
const settingUp: readonly Draft[] = [
  draft('RunCreated', { ...created(codeStep('a')), setup }),
  ...begun(codeStep('a')).slice(1),
];

describe('a worktree', () => {
  it('is that of the run, where nothing was made yet', () => {
    const intended = { worktree: WORKTREE, branch: BRANCH, commit: COMMIT };
    expect(decided(begun(codeStep('a')).slice(0, 2), { type: 'IntendWorktree', unit: '' })).toStrictEqual([
      caused(2, draft('WorktreeIntended', intended)),
    ]);
  });

  it('of a unit lies beside it, on a branch from where the step around it stands', () => {
    expect(decided(inPair, { type: 'IntendWorktree', unit: 'g/A b' })).toStrictEqual([
      caused(
        6,
        draft('WorktreeIntended', {
          unit: 'g/A b',
          worktree: WORKTREE.replace(/worktree$/, 'units/a-b-7'),
          branch: `refs/heads/refold/${RUN}/u/a-b-7`,
          commit: COMMIT,
          tree: TREE,
        }),
      ),
    ]);
  });

  it('that stands, or that nobody works in, is not made', () => {
    for (const unit of ['', 'nowhere'])
      expect(decided(inPair, { type: 'IntendWorktree', unit })).toBe(
        `there is no worktree to make for ${unit}`,
      );
  });

  it('is made once, and made again where it was missing; where that is which lay there is told', () => {
    const made = draft('WorktreeCreated', { intent: 3 });
    const again = { intent: 7, aside: '/aside' };
    const making = begun(codeStep('a')).slice(0, 3);
    expect(decided(making, { type: 'ReportWorktree', intent: 3 })).toStrictEqual([caused(3, made)]);
    const lost = [
      ...begun(codeStep('a')),
      lifeBegan(2),
      draft('StopRequested', { reason: 'replay', recreates: true }),
      draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT }),
    ];
    expect(decided(lost, { type: 'ReportWorktree', ...again })).toStrictEqual([
      caused(7, draft('WorktreeRecreated', again)),
    ]);
  });

  const mergedTwo = [
    ...inPair,
    ...unitStands('g/two', 7),
    step('g/two'),
    passed('g/two'),
    draft('UnitMerged', { path: 'g/two', onto: COMMIT, tree: TREE, commit: COMMIT }),
  ];

  it('of a unit goes when that is merged', () => {
    expect(decided(mergedTwo, { type: 'IntendRemoval', unit: 'g/two' })).toStrictEqual([
      caused(
        11,
        draft('RemovalIntended', {
          unit: 'g/two',
          worktree: '/u/g/two',
          branch: 'b/g/two',
          commit: COMMIT,
          tree: TREE,
        }),
      ),
    ]);
    for (const early of [inPair, mergedTwo.slice(0, -1), mergedTwo.slice(0, 6)])
      expect(decided(early, { type: 'IntendRemoval', unit: 'g/two' })).toBe(
        'the worktree of g/two is not to be removed',
      );
    const going = [...mergedTwo, removal, draft('WorktreeRemoved', { intent: 12 })];
    expect(decided(going, { type: 'IntendRemoval', unit: 'g/two' })).toContain('not to be removed');
  });

  it('is given once what the run says', () => {
    expect(decided(settingUp, { type: 'IntendSetup', unit: '' })).toStrictEqual([
      caused(4, draft('SetupIntended', { setup })),
    ]);
    const done = draft('SetupFinished', { intent: 5, linked: [], copied: [], output: { text: '' }, ms: 1 });
    for (const no of [a, settingUp.slice(0, 3), [...settingUp, draft('SetupIntended', { setup }), done]])
      expect(decided(no, { type: 'IntendSetup', unit: '' })).toBe('there is nothing to set up');
  });
});

describe('what came of an effect on a worktree', () => {
  const setUp = { intent: 5, linked: ['x'], copied: [], output: { text: '' }, ms: 1 };
  const setUpIntended = [...settingUp, draft('SetupIntended', { setup })];
  const also = ['k-2'];
  const kept = { intent: 7, to: COMMIT, tree: TREE, kept: { ref: 'k', commit: MADE }, also };
  const tip = { commit: object('c', 2), tree: object('e', 2) };
  const unwound = { intent: 7, path: 'a', placeholder: MADE };

  it.each([
    [
      'HeadReattached',
      draft('ReattachIntended', { branch: BRANCH, to: COMMIT, keeps: 'k' }),
      {
        type: 'ReportReattached' as const,
        intent: 7,
      },
      { intent: 7 },
    ],
    ['WorktreeReset', reset('undo'), { type: 'ReportReset' as const, intent: 7, kept: MADE, also }, kept],
    [
      'PlaceholderUnwound',
      unwind,
      { type: 'ReportUnwound' as const, intent: 7 },
      { ...unwound, to: COMMIT, tree: TREE },
    ],
    [
      'PlaceholderKept',
      unwind,
      { type: 'ReportNotUnwound' as const, intent: 7, tip },
      {
        ...unwound,
        tip: tip.commit,
        tree: tip.tree,
      },
    ],
    [
      'WorktreeRemoved',
      removal,
      { type: 'ReportRemoved' as const, intent: 7, left: 'files' },
      {
        intent: 7,
        left: 'files',
      },
    ],
  ] as const)('%s follows from its intent', (type, intent, command, data) => {
    expect(decided([...a, intent], command)).toStrictEqual([caused(7, draft(type, data as never))]);
  });

  it('is told of the intent that is open, and of no other', () => {
    const open = [...a, call('a')];
    for (const [intended, command] of [
      ['no worktree intent 7 is open', { type: 'ReportWorktree', intent: 7 }],
      ['no removal 7 is open', { type: 'ReportRemoved', intent: 7 }],
      ['no setup 7 is open', { type: 'FinishSetup', ...setUp, intent: 7 }],
      ['no setup 7 is open', { type: 'InterruptSetup', intent: 7, why: '' }],
      ['no reattach 7 is open', { type: 'ReportReattached', intent: 7 }],
      ['no commit intent 7 is open', { type: 'ReportCommit', intent: 7, commit: MADE }],
      ['no reset 7 is open', { type: 'ReportReset', intent: 7, kept: MADE }],
      ['no unwinding 7 is open', { type: 'ReportUnwound', intent: 7 }],
      ['no unwinding 7 is open', { type: 'ReportNotUnwound', intent: 7, tip }],
    ] as const)
      expect(decided(open, command)).toBe(intended);
  });

  it('is that it was set up, or was cut off', () => {
    expect(decided(setUpIntended, { type: 'FinishSetup', ...setUp })).toStrictEqual([
      caused(5, draft('SetupFinished', setUp)),
    ]);
    expect(decided(setUpIntended, { type: 'InterruptSetup', intent: 5, why: 'w' })).toStrictEqual([
      caused(5, draft('SetupInterrupted', { intent: 5, why: 'w' })),
    ]);
  });
});

describe('a commit', () => {
  const of = (intent: Draft, before: readonly Draft[] = a) =>
    decided([...before, intent], { type: 'ReportCommit', intent: before.length + 1, commit: MADE });
  const tree = object('e', 1);
  const checkpoint = draft('CheckpointCommitted', { intent: 7, path: 'a', commit: MADE, tree });
  const placeholder = { path: 'a', commit: MADE, tree, parent: COMMIT, base: COMMIT };

  it('of work in progress is kept aside', () => {
    expect(of(commit('work'))).toStrictEqual([
      caused(7, draft('WorkKept', { intent: 7, ref: 'r', commit: MADE, tree })),
    ]);
  });

  it('of what passed lets its step pass', () => {
    expect(of(commit('checkpoint', { path: 'a' }))).toStrictEqual([
      caused(7, checkpoint),
      caused(8, draft('StepPassed', { path: 'a', attempt: 1, head: MADE })),
    ]);
    expect(of(commit('checkpoint'))).toBe('commit intent 7 names no step');
  });

  it('that parks what failed lets its step fail', () => {
    expect(of(commit('placeholder', { path: 'a', reason: 'gate' }))).toStrictEqual([
      caused(7, draft('PlaceholderCommitted', { intent: 7, ...placeholder, reason: 'gate' })),
      caused(8, draft('StepFailed', { path: 'a', attempt: 1, reason: 'gate', placeholder: MADE })),
    ]);
    expect(of(commit('placeholder', { path: 'a' }))).toMatchObject([{ data: { reason: 'failed' } }, {}]);
  });

  it('of an attempt that a replay has cleared is a commit and nothing more', () => {
    const replayed: readonly Draft[] = [
      ...a,
      commit('checkpoint', { path: 'a' }),
      stopped('interrupted'),
      draft('RunReplayed', { from: 'a', cut: 4, cleared: ['a'], resetTo: COMMIT, settling: [] }),
    ];
    const late = { type: 'ReportCommit' as const, intent: 7, commit: MADE };
    expect(decided(replayed, late)).toStrictEqual([caused(7, checkpoint)]);
    expect(decided([...replayed, step('a'), attempt('a')], late)).toStrictEqual([caused(7, checkpoint)]);
    const parked = replayed.map((event, at) => (at === 6 ? commit('placeholder', { path: 'a' }) : event));
    expect(decided(parked, late)).toStrictEqual([
      caused(7, draft('PlaceholderCommitted', { intent: 7, ...placeholder, reason: 'failed' })),
    ]);
  });

  it('of a step that has ended meanwhile is a commit and nothing more', () => {
    const ended = [...a, commit('checkpoint', { path: 'a' }), passed('a')];
    expect(decided(ended, { type: 'ReportCommit', intent: 7, commit: MADE })).toStrictEqual([
      caused(7, checkpoint),
    ]);
  });

  const two = [...inPair, ...unitStands('g/two', 7), step('g/two'), passed('g/two')];
  const mergeCommitted = draft('MergeCommitted', { intent: 11, path: 'g/two', commit: MADE, tree });

  it('of a merge makes the unit part of the run', () => {
    expect(of(commit('merge', { path: 'g/two' }), two)).toStrictEqual([
      caused(11, mergeCommitted),
      caused(12, draft('UnitMerged', { path: 'g/two', onto: COMMIT, tree: TREE, commit: MADE })),
    ]);
  });

  it.each<readonly [string, readonly Draft[], Draft]>([
    ['onto what is not the head any more', two, commit('merge', { path: 'g/two', parent: object('c', 7) })],
    [
      'of a unit that has not passed',
      [...two.slice(0, -1), stopped('x')],
      commit('merge', { path: 'g/two' }),
    ],
  ])('of a merge %s is a commit and nothing more', (_, before, intent) => {
    expect(of(intent, before)).toStrictEqual([caused(11, mergeCommitted)]);
  });

  it('of a merge from before a replay is a commit and nothing more', () => {
    const replayed = [
      ...two,
      commit('merge', { path: 'g/two' }),
      stopped('interrupted'),
      draft('RunReplayed', { from: 'g/A b', cut: 7, cleared: [], resetTo: COMMIT, settling: [] }),
    ];
    expect(decided(replayed, { type: 'ReportCommit', intent: 11, commit: MADE })).toStrictEqual([
      caused(11, mergeCommitted),
    ]);
  });
});
