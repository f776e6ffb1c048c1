import type { CliError } from '../../../src/cli/failure/failure.js';
import type { Obstacle } from '../../../src/events/obstacle.js';

const RUN = '20261121-040000-1a2b3c';
const INTO = { number: 3, branch: "ada's" };
const HAND = { ...INTO, source: `refold/${RUN}/main` };

/** Everything that can be in the way in a checkout of the user's. */
const OBSTACLES: readonly Obstacle[] = [
  { kind: 'lock', lock: "/it's/.git/index.lock" },
  { kind: 'operation', operation: 'rebase' },
  { kind: 'operation', operation: 'am' },
  { kind: 'gone', isLocked: false },
  { kind: 'gone', isLocked: true },
  { kind: 'elsewhere' },
  { kind: 'uncommitted', paths: ['a.txt'] },
  { kind: 'unmerged', paths: ['a.txt'] },
  { kind: 'untracked', paths: ['a.txt'] },
  { kind: 'untracked', paths: ['1', '2', '3', '4', '5', '6', '7'] },
  { kind: 'submodule', path: 'lib', commit: 'a'.repeat(40) },
  { kind: 'marked', path: 'a b.txt', mark: 'skip-worktree' },
  { kind: 'refused', words: 'unable to write' },
];

type Ending =
  | 'NoTarget'
  | 'NoSuchBranch'
  | 'BranchOfRun'
  | 'BranchElsewhere'
  | 'AppliedAlready'
  | 'MergeTakenBack'
  | 'NotOnBranch'
  | 'WorktreeUnseen'
  | 'MergeConflict'
  | 'BranchAlias'
  | 'NothingInCommon'
  | 'MergeImpossible'
  | 'CheckoutInTheWay'
  | 'NotApplied'
  | 'NotDeleted'
  | 'CannotRemove'
  | 'NotIntegrated';

/** One of every error that there is of applying, archiving and discarding a run. */
export const ENDING_ERRORS: { readonly [T in Ending]: readonly Extract<CliError, { _tag: T }>[] } = {
  NoTarget: [{ _tag: 'NoTarget', number: 3 }],
  NoSuchBranch: [undefined, '1a2b3c4'].map((was) => ({
    _tag: 'NoSuchBranch',
    number: 3,
    branch: 'dev',
    was,
  })),
  BranchOfRun: [{ _tag: 'BranchOfRun', branch: 'refold/20261121-040000-1a2b3c/main' }],
  BranchElsewhere: [{ _tag: 'BranchElsewhere', ref: 'refs/heads/refold/r/main', tip: '1', head: '2' }],
  AppliedAlready: [true, false].map((changed) => ({ _tag: 'AppliedAlready', ...INTO, changed })),
  MergeTakenBack: [{ _tag: 'MergeTakenBack', ...INTO, source: 'refold/20261121-040000-1a2b3c/main' }],
  NotOnBranch: [undefined, 'dev', 'refs/heads/mine'].map((name) => {
    const how = name === 'dev' ? { onto: name, elsewhere: undefined } : { onto: undefined, elsewhere: name };
    const found = { lines: ['the worktree of run #3 holds changes …'], choices: ['proceed'], files: {} };
    const run = { number: 3, worktree: "/a b's", branch: HAND.source, isRecorded: name === undefined };
    const inside = name === undefined ? [] : ['lib'];
    return { _tag: 'NotOnBranch', ...run, ...how, ...found, inside, hasFiles: name !== 'dev' };
  }),
  WorktreeUnseen: [
    {
      _tag: 'WorktreeUnseen',
      ...{ number: 3, worktree: '/runs/w', branch: HAND.source, onto: undefined },
    },
  ],
  MergeConflict: [
    { path: "/it's", isOn: true, untracked: [] },
    { path: '/a', isOn: false, untracked: ['a.txt', 'b.txt'] },
    undefined,
  ].map((place) => ({ _tag: 'MergeConflict', ...HAND, place, paths: ['a.txt', 'b.txt'] })),
  BranchAlias: [{ _tag: 'BranchAlias', number: 3, branch: 'trunk', of: 'main' }],
  NothingInCommon: [true, false].map((isShallow) => ({
    _tag: 'NothingInCommon',
    ...{ ...HAND, place: undefined, isShallow, onto: isShallow ? 'dev' : undefined },
  })),
  MergeImpossible: [
    {
      _tag: 'MergeImpossible',
      ...HAND,
      place: undefined,
      why: 'merging beside a checkout takes git 2.38 or newer',
    },
  ],
  CheckoutInTheWay: OBSTACLES.map((obstacle, index) => ({
    _tag: 'CheckoutInTheWay',
    number: 3,
    branch: "ada's",
    onto: index === 0 ? "ada's" : undefined,
    path: "/it's",
    obstacle,
  })),
  NotApplied: [{ _tag: 'NotApplied', number: 3, why: 'main went on to 1 meanwhile' }],
  NotDeleted: [{ _tag: 'NotDeleted', names: ['refs/heads/refold/run/main'], facts: { left: [] } }],
  CannotRemove: [
    {
      _tag: 'CannotRemove',
      number: 3,
      command: 'discard',
      why: "somebody locked /w: `git worktree unlock '/w'`",
    },
  ],
  NotIntegrated: [
    { _tag: 'NotIntegrated', ...INTO, status: 'passed', lacks: 'all that is on its branch', hasTarget: true },
    {
      _tag: 'NotIntegrated',
      number: 3,
      status: 'failed',
      branch: undefined,
      lacks: 'what it did',
      hasTarget: false,
    },
  ],
};
