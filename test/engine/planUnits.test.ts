import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.js';
import { effectKey } from '../../src/engine/effect.js';
import { plan } from '../../src/engine/plan.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { begun, COMMIT, codeStep, draft, given, group, object, PROCESS, TREE } from '../support/run.js';

/** What `plan` wants after these events, in short. */
const planned = (drafts: readonly Draft[]): readonly string[] =>
  plan(given(drafts)).map((effect) => {
    if (effect.kind !== 'record') return effectKey(effect);
    const { type, ...rest } = effect.command;
    return [type, ...Object.values(rest)].join(' ');
  });

const step = (path: string): Draft => draft('StepStarted', { path, base: COMMIT, tree: TREE });
const attempt = (path: string): Draft => draft('AttemptStarted', { path, attempt: 1 });
const passed = (path: string): Draft => draft('StepPassed', { path, attempt: 1, head: COMMIT });
const failed = (path: string): Draft => draft('StepFailed', { path, attempt: 1, reason: 'gate' });
const intended = (unit: string): Draft =>
  draft('WorktreeIntended', {
    unit,
    worktree: `/u/${unit}`,
    branch: `b/${unit}`,
    commit: COMMIT,
    tree: TREE,
  });
const made = (intent: number): Draft => draft('WorktreeCreated', { intent });
const unitStands = (unit: string, seq: number): readonly Draft[] => [intended(unit), made(seq)];
/** A unit has committed something, by the seq of the intent. */
const commits = (unit: string, seq: number): readonly Draft[] => [
  draft('CommitIntended', {
    kind: 'checkpoint',
    unit,
    path: unit,
    ref: 'r',
    parent: COMMIT,
    tree: object('e', 1),
    ident: { name: 'n', email: 'e' },
    message: 'm',
    files: { count: 1, list: [] },
  }),
  draft('CheckpointCommitted', { intent: seq, path: unit, commit: object('c', seq), tree: object('e', seq) }),
];
const merged = (path: string): Draft =>
  draft('UnitMerged', { path, onto: COMMIT, tree: TREE, commit: COMMIT });

const pair = (more: Partial<StepNode> = {}): readonly Draft[] => [
  ...begun({ ...group('g', codeStep('a'), codeStep('b')), parallel: {}, ...more }),
  step('g'),
  attempt('g'),
];

/** Both units stand, by seq 7 to 10. */
const both = [...pair(), ...unitStands('g/a', 7), ...unitStands('g/b', 9)];
/** Both have begun, by seq 11 and 12. */
const started = [...both, step('g/a'), step('g/b')];

describe('plan, in a parallel step', () => {
  it.each<[string, readonly Draft[], readonly string[]]>([
    ['makes a worktree for every unit', pair(), ['IntendWorktree g/a', 'IntendWorktree g/b']],
    ['makes no more of them than may run', pair({ parallel: { max: 1 } }), ['IntendWorktree g/a']],
    ['goes on where nothing is under way', [...pair(), intended('g/a')], ['work 7', 'IntendWorktree g/b']],
    [
      'holds up no other unit by what runs in one',
      [
        ...started,
        draft('AttemptStarted', { path: 'g/a', attempt: 1, agent: PASS }),
        draft('GateIntended', { path: 'g/a', attempt: 1, gate: { name: 'bash', kind: 'bash' } }),
      ],
      ['work 14', 'StartAttempt g/b'],
    ],
    ['starts every unit in its own', both, ['StartStep g/a', 'StartStep g/b']],
    [
      'starts the next one when one has ended',
      [...pair({ parallel: { max: 1 } }), ...unitStands('g/a', 7), step('g/a'), passed('g/a')],
      ['IntendWorktree g/b'],
    ],
    ['waits for the others of one that failed', [...started, failed('g/a')], ['StartAttempt g/b']],
    ['fails the step when all have ended', [...started, failed('g/a'), passed('g/b')], ['FailAttempt g']],
    [
      'merges in the order of declaration',
      [...started, ...commits('g/b', 13), passed('g/b'), ...commits('g/a', 16), passed('g/a')],
      ['merge g/a'],
    ],
    [
      'says of a unit without commits that there is nothing',
      [...started, passed('g/a'), passed('g/b')],
      ['MergeNothing g/a'],
    ],
    [
      'merges the others of one that does not fit, and then fails the step',
      [
        ...started,
        ...commits('g/a', 13),
        passed('g/a'),
        passed('g/b'),
        draft('UnitConflicted', { path: 'g/a', with: 'g', files: ['x'], count: 1 }),
      ],
      ['MergeNothing g/b'],
    ],
    [
      'removes the worktrees when all are merged',
      [...started, passed('g/a'), passed('g/b'), merged('g/a'), merged('g/b')],
      ['IntendRemoval g/a', 'IntendRemoval g/b'],
    ],
    [
      'begins a unit that did not fit anew when the step is tried again',
      [
        ...started,
        passed('g/a'),
        passed('g/b'),
        merged('g/a'),
        draft('UnitConflicted', { path: 'g/b', with: 'g/a', files: ['x'], count: 1 }),
        draft('AttemptStarted', { path: 'g', attempt: 2 }),
      ],
      ['IntendWorktree g/b'],
    ],
    [
      'keeps at a stop what lies in the worktrees of units that have not passed',
      [...started, passed('g/a'), draft('StopRequested', { reason: 'interrupted' })],
      ['salvage'],
    ],
    [
      'makes lost worktrees again before anything is done in them',
      [
        ...started,
        draft('LifeBegan', { life: 2, lease: 2, refold: '0', process: PROCESS }),
        draft('RunResumed', {
          was: 'interrupted',
          retried: [],
          skipped: 0,
          pending: { count: 0, next: [] },
          settling: [],
          recreatesUnits: ['g/b'],
        }),
      ],
      ['IntendWorktree g/b'],
    ],
  ])('%s', (_, drafts, effects) => {
    expect(planned(drafts)).toEqual(effects);
  });

  it('stops for a person when nothing else goes on', () => {
    const asks = [
      ...begun({
        ...group('g', { ...codeStep('a'), pause: 'after_gate', agent: PASS }, codeStep('b')),
        parallel: {},
      }),
      step('g'),
      attempt('g'),
      ...unitStands('g/a', 7),
      ...unitStands('g/b', 9),
      step('g/a'),
      step('g/b'),
      draft('AttemptStarted', { path: 'g/a', attempt: 1, agent: PASS }),
      draft('PauseBegan', { path: 'g/a', attempt: 1, when: 'after_gate' }),
    ];
    expect(planned(asks)).toEqual(['StartAttempt g/b']);
    const waits = 'RequestStop paused g/a g/a waits for a person (after gate)';
    expect(planned([...asks, passed('g/b')])).toEqual([waits]);
    const other = draft('AttemptStarted', { path: 'g/b', attempt: 1, agent: PASS });
    const both = [...asks, other, draft('PauseBegan', { path: 'g/b', attempt: 1, when: 'after_gate' })];
    expect(planned(both)).toEqual(['inspect checkpoint g/b']);
  });

  it('has one place in a validator, which looks at what nobody has committed', () => {
    const validator = { ...group('both', codeStep('l'), codeStep('r')), parallel: {} };
    const judged: StepNode = {
      ...codeStep('a'),
      agent: PASS,
      gates: [{ name: 'validate', kind: 'validate', steps: [validator] }],
    };
    const inside = [
      ...begun(judged),
      step('a'),
      draft('AttemptStarted', { path: 'a', attempt: 1, agent: PASS }),
    ];
    const deep = ['a/validate', 'a/validate/both'].flatMap((path) => [step(path), attempt(path)]);
    expect(planned([...inside, ...deep])).toEqual(['StartStep a/validate/both/l']);
  });
});

describe('a unit that is replayed', () => {
  /** Both have passed; what the first one did is merged, so that the run stands at another commit than they began at. */
  const merging = [...started, ...commits('g/b', 13), passed('g/a'), passed('g/b')];
  const mergedOnto: Draft = draft('MergeCommitted', {
    intent: 17,
    path: 'g/a',
    commit: object('c', 17),
    tree: object('e', 17),
  });
  const intent: Draft = draft('CommitIntended', {
    kind: 'merge',
    path: 'g/a',
    ref: 'r',
    parent: COMMIT,
    tree: object('e', 17),
    ident: { name: 'n', email: 'e' },
    message: 'm',
    files: { count: 1, list: [] },
  });
  const replayed: Draft = draft('RunReplayed', {
    from: 'g/b',
    cut: 11,
    cleared: ['g/b'],
    resetTo: COMMIT,
    settling: [],
  });
  const beginsAt = (...drafts: readonly Draft[]): unknown => {
    const state = given([...merging, intent, mergedOnto, merged('g/a'), ...drafts, replayed]);
    const decided = decide({ type: 'IntendWorktree', unit: 'g/b' }, state);
    return E.isRight(decided) && decided.right.map(({ data }) => (data as { commit?: string }).commit);
  };

  it('begins where it had begun, and not where its siblings are merged by now', () => {
    expect(beginsAt()).toEqual([COMMIT]);
  });

  it('begins where they are merged if it did not fit to them', () => {
    const conflict = { path: 'g/b', with: 'g/a', files: ['x'], count: 1 };
    expect(beginsAt(draft('UnitConflicted', conflict))).toEqual([object('c', 17)]);
  });
});

const PASS = { name: 'pass', provider: 'pass' };
