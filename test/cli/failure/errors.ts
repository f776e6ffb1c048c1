import type { CliError } from '../../../src/cli/failure/failure.js';
import { ENDING_ERRORS } from './endingErrors.js';

const REF = { repository: 'github-user-repo-1a2b3c', run: '20261121-040000-1a2b3c' };
const PID = { pid: 4242, start: '1', host: 'laptop/0123456789ab', boot: 'b', pidns: 'n' };
const HELD = {
  held: true,
  by: PID,
  lease: 3,
  since: '2026-11-21T04:00:00.000Z',
  seen: '2026-11-21T05:00:00.000Z',
} as const;
const TAIL = {
  kind: 'damaged',
  line: 12,
  offset: 4321,
  fault: 'hash',
  detail: 'two lines are glued together',
} as const;

const KEEPS = `refs/refold/${REF.run}/discarded-12/`;
const ENTRY = { ...REF, number: 3, empty: false };
const ELSEWHERE = { ...ENTRY, root: '/home/ada/my shop', gone: false };
const SEVERAL = [ELSEWHERE, { ...ELSEWHERE, repository: 'blog-4d5e6f', root: undefined }];
const SHUT = { path: '/r/events.jsonl', detail: 'EACCES: permission denied, open' };
const STORE_FAULTS = [
  'EROFS: read-only file system',
  'ENOSPC: no space left, write',
  "ENOTDIR: not a directory, open '/home/.refold/runs/r/lease/1.tmp'",
  SHUT.detail,
];
const LATER = { number: 4, status: 'completed' } as const;
const MOVED = '2 runs were made when this repository was at /repo: #1, #2';

/** One of every error that there is; a new one does not compile until it is here. */
export const ERRORS: { readonly [T in CliError['_tag']]: readonly Extract<CliError, { _tag: T }>[] } = {
  Usage: [{ _tag: 'Usage', message: 'unknown command `rnu`', hint: '`refold --help` lists the commands' }],
  NoRuns: [
    { _tag: 'NoRuns', what: 'there is no run of this repository' },
    { _tag: 'NoRuns', what: 'no run of this repository fits: it has to have passed', newest: '#2 id' },
    {
      _tag: 'NoRuns',
      what: 'no run of this repository fits: it has to be merged',
      newest: '#2 id',
      passed: '2',
    },
  ],
  RunElsewhere: [
    ...[true, false].map((gone) => ({
      _tag: 'RunElsewhere' as const,
      wanted: '3',
      others: [{ ...ELSEWHERE, gone }],
      unread: [],
    })),
    { _tag: 'RunElsewhere', wanted: 'deploy', others: SEVERAL, unread: [] },
  ],
  RunUnnamed: [{ _tag: 'RunUnnamed', runs: SEVERAL }],
  NothingToResume: [{ _tag: 'NothingToResume' }],
  NothingChosen: [{ _tag: 'NothingChosen' }, { _tag: 'NothingChosen', restored: ['src/a.ts'] }],
  FilesDiffer: [
    {
      _tag: 'FilesDiffer',
      lines: ['drift: 1 file is not as the checkpoint has it', '  src/a.ts: DRIFT (sha256 does not match)'],
      choices: ['proceed', 'redo', 'fresh'],
      files: {},
    },
  ],
  PathRefused: [{ _tag: 'PathRefused', path: 'a\nb', why: 'there is no such file' }],
  RunOutside: [true, false].map((isActive) => ({ _tag: 'RunOutside', number: 3, name: 'deploy', isActive })),
  WorkflowClosed: (['close', 'resume', 'restore'] as const).map((doing) => ({
    _tag: 'WorkflowClosed',
    name: 'deploy',
    status: 'completed',
    at: HELD.since,
    doing,
  })),
  NameUnread: [{ canBegin: false }, { canBegin: true }, { canBegin: true, later: LATER }].map((more) => ({
    _tag: 'NameUnread',
    wanted: 'deploy',
    unread: [ENTRY],
    ...more,
  })),
  NameUnreadable: [{ _tag: 'NameUnreadable', wanted: 'deploy', ...SHUT }],
  NothingCalled: [
    ...['deploy', '7'].map((wanted) => ({ _tag: 'NothingCalled' as const, wanted, unread: [], others: [] })),
    { _tag: 'NothingCalled', wanted: 'deploy', unread: [], others: [ELSEWHERE] },
    { _tag: 'NothingCalled', wanted: 'deploy', unread: [], others: SEVERAL },
  ],
  StillActive: ['deploy', "ada's run"].map((name) => ({ _tag: 'StillActive', name })),
  NotOutside: [{ _tag: 'NotOutside', run: REF.run }],
  NoSuchCheckpoint: [{ _tag: 'NoSuchCheckpoint', name: 'deploy', steps: [1, 2, 7] }],
  CheckoutGone: [true, false].map((isActive) => ({
    _tag: 'CheckoutGone',
    name: 'deploy',
    root: '/repo',
    isActive,
  })),
  CheckoutElsewhere: [{ _tag: 'CheckoutElsewhere', name: 'deploy', root: '/repo' }],
  CheckpointDamaged: [{ earlier: 6 }, { earlier: undefined }, { earlier: 6, later: LATER }].map((more) => ({
    _tag: 'CheckpointDamaged',
    name: 'deploy',
    lines: ['the payload abc is gone'],
    step: 7,
    ...more,
  })),
  CheckpointUnreadable: [{ _tag: 'CheckpointUnreadable', lines: ['payload abc could not be read: EIO'] }],
  OutsideLogDamaged: [{ step: 7 }, { step: undefined }, { step: 7, later: LATER }].map((more) => ({
    _tag: 'OutsideLogDamaged',
    name: 'deploy',
    message: 'the log in /home/runs/repo/run is damaged at line 7 (byte 19)',
    place: '/home/runs/repo/run',
    ...more,
  })),
  WriterHeld: [{ _tag: 'WriterHeld', ...HELD, checked: true }],
  NotPutBack: [{ _tag: 'NotPutBack', path: 'a.txt', why: 'a folder is in its place; move it away' }],
  NotForced: [0, 1, 2].map((n) => ({
    _tag: 'NotForced',
    path: 'src/a.ts',
    root: '/repo',
    isThere: n < 2,
    removes: n === 1,
  })),
  NoCommand: [{ _tag: 'NoCommand', name: 'deploy' }],
  NoFolder: [{ _tag: 'NoFolder', command: 'sh release.sh', directory: '/repo/a b' }],
  NoProgram: [{ _tag: 'NoProgram', command: '/gaia-dev-story E3-S7', word: '/gaia-dev-story' }],
  FilesDamaged: [
    { _tag: 'FilesDamaged', number: 3, damage: ['the commit 1a2b is not in the repository'], cut: 12 },
    {
      _tag: 'FilesDamaged',
      number: 3,
      damage: ['the payload 1a2b, a list of recorded files, is missing'],
      cut: undefined,
    },
  ],
  NothingToReview: [{ _tag: 'NothingToReview' }],
  NothingToRestore: [{ _tag: 'NothingToRestore', path: 'src/a.ts' }],
  NoSuchUnit: [[], ['build/a', 'build/b']].map((units) => ({ _tag: 'NoSuchUnit', wanted: 'build/c', units })),
  FileInSeveral: [{ _tag: 'FileInSeveral', path: 'a\tb', units: ['', 'build/task-2'] }],
  NoSuchSession: [
    { _tag: 'NoSuchSession', session: 'a1b2', unread: [] },
    { _tag: 'NoSuchSession', session: 'a1b2', unread: [{ ...REF, number: 1, empty: false }] },
  ],
  Unfinished: [
    { _tag: 'Unfinished', run: REF.run, line: '#1 (where it stands)', others: 0, isApplying: false },
    { _tag: 'Unfinished', run: REF.run, line: '#1 (where it stands)', others: 2, isApplying: true },
  ],
  NoRepository: [{ _tag: 'NoRepository', directory: '/tmp' }],
  RepositoryUnreadable: [
    { _tag: 'RepositoryUnreadable', path: '/repo', detail: 'EACCES: permission denied' },
  ],
  RepositoryReplaced: [{ folder: '/home/runs/it' }, { name: 'deploy' }].map((of) => ({
    _tag: 'RepositoryReplaced',
    run: REF.run,
    gitDir: '/repo/.git',
    commit: 'c'.repeat(40),
    ...of,
  })),
  RepositoryGone: [{ _tag: 'RepositoryGone', run: REF.run, gitDir: '/repo/.git' }],
  RunsMoved: [true, false].map((canBegin) => ({
    _tag: 'RunsMoved',
    words: MOVED,
    canBegin,
  })),
  MovedElsewhere: [{ _tag: 'MovedElsewhere', words: MOVED, root: '/other' }],
  BranchInTheWay: [{ _tag: 'BranchInTheWay', branch: 'refold' }],
  UnbornHead: [{ _tag: 'UnbornHead', root: '/repo' }],
  GitMissing: [{ _tag: 'GitMissing' }],
  GitTooOld: [{ _tag: 'GitTooOld', version: '2.17.1', least: '2.34' }],
  GitRefused: [{ _tag: 'GitRefused', root: '/repo', detail: 'fatal: detected dubious ownership' }],
  SourceMissing: [{ _tag: 'SourceMissing', name: './tdd.yaml', looked: ['/repo/tdd.yaml'] }],
  WorkflowNotFound: [
    {
      _tag: 'WorkflowNotFound',
      message:
        'there is no workflow tddd; looked in /repo/.refold/workflows, /home/workflows; did you mean `tdd`?',
    },
  ],
  SourceUnreadable: [{ _tag: 'SourceUnreadable', path: '/w.yaml', detail: 'it is not UTF-8 text' }],
  SourceRefused: [{ _tag: 'SourceRefused', name: 'a/../b', detail: 'a name may not contain `..`' }],
  WorkflowInvalid: [
    {
      _tag: 'WorkflowInvalid',
      path: "/q a/it's w.yaml",
      problems: [
        { file: '/w.yaml', line: 1, column: 1, message: '`name` is missing' },
        { file: '/w.yaml', line: 3, column: 5, message: 'unknown key `promt`; did you mean `prompt`?' },
        { file: '/p.md', line: 2, column: 7, message: 'unknown variable `{spce}`; did you mean `spec`?' },
      ],
      warnings: [],
    },
  ],
  TasksInvalid: [
    {
      _tag: 'TasksInvalid',
      problems: [{ file: '/prd.json', line: 2, column: 7, message: '`T-001` stands twice' }],
    },
  ],
  NoSuchRun: [
    { _tag: 'NoSuchRun', wanted: '7', known: 0 },
    { _tag: 'NoSuchRun', wanted: '7', known: 3 },
    { _tag: 'NoSuchRun', wanted: '7', known: 3, unread: [{ ...REF, number: 1, empty: false }] },
  ],
  AmbiguousRun: [
    {
      _tag: 'AmbiguousRun',
      wanted: '2026',
      candidates: [
        { ...REF, number: 1, empty: false },
        { ...REF, run: '20261121-050000-4d5e6f', number: 2, empty: false },
      ],
    },
  ],
  RunNotFound: [{ _tag: 'RunNotFound', ...REF }],
  CutBeyondEnd: [{ _tag: 'CutBeyondEnd', wanted: '99', last: 42 }],
  CutUnknown: [
    { _tag: 'CutUnknown', wanted: 'impl@9', candidates: ['impl', 'impl@1', 'impl@L1.1'] },
    { _tag: 'CutUnknown', wanted: 'impl', candidates: [] },
  ],
  NothingToDo: [{ _tag: 'NothingToDo' }],
  NotCreated: [{ _tag: 'NotCreated' }],
  NewerLog: [{ _tag: 'NewerLog', type: 'BudgetFrozen', seq: 31, refold: '2.1.0' }],
  RunEnded: [
    { _tag: 'RunEnded', run: REF.run, number: 3, kind: 'discarded', keeps: KEEPS, done: true },
    { _tag: 'RunEnded', run: REF.run, number: 3, kind: 'archived', keeps: KEEPS, done: false },
  ],
  ApplyCutOff: [{ _tag: 'ApplyCutOff', number: 3 }],
  AlreadyEnded: [{ _tag: 'AlreadyEnded', number: 3, kind: 'discarded', keeps: KEEPS }],
  NotPassed: [{ _tag: 'NotPassed', number: 3, status: 'failed' }],
  ...ENDING_ERRORS,
  NoSuchStep: [
    { _tag: 'NoSuchStep', wanted: 'imp', candidates: ['build', 'build/impl'] },
    { _tag: 'NoSuchStep', wanted: 'impl', candidates: ['build/impl', 'mend/impl'] },
  ],
  WorkflowDiffers: [{ _tag: 'WorkflowDiffers', path: 'impl', was: 'tests (code)', now: 'tests (group)' }],
  LimitReached: ['tokens', 'on_unknown_spend'].map((limit) => {
    const detail = 'max_tokens: 12 of 10 (120 %) used; set by --max-tokens';
    return { _tag: 'LimitReached', number: 7, limit, detail };
  }),
  StepNotStarted: [{ _tag: 'StepNotStarted', path: 'build/impl' }],
  LeaseHeld: [true, false].map((checked) => ({ _tag: 'LeaseHeld', ...HELD, checked })),
  StoreUnusable: STORE_FAULTS.map((detail) => {
    return { _tag: 'StoreUnusable', path: '/home/.refold/runs', doing: 'making room for a run', detail };
  }),
  LogLost: [{ _tag: 'LogLost', run: REF.run, path: '/r/events.jsonl', trace: '/r/worktree' }],
  LogUnreadable: [{ _tag: 'LogUnreadable', ...SHUT }],
  LogUnwritable: [{}, { isThere: false }, { detail: STORE_FAULTS[0] ?? '' }].map((how) => {
    return { _tag: 'LogUnwritable', ...SHUT, isThere: true, ...how };
  }),
  LogDamaged: [11, 1].map((seq) => ({
    _tag: 'LogDamaged',
    run: REF.run,
    place: '/r',
    scan: { end: { seq, offset: 4321, hash: 'h' }, tail: TAIL },
  })),
  AppendConflict: [{ _tag: 'AppendConflict', detail: 'another process took the lease' }],
  AppendDiskFull: [{ _tag: 'AppendDiskFull', path: '/r/events.jsonl' }],
  AppendFailed: [{ _tag: 'AppendFailed', path: '/r/events.jsonl', detail: 'EIO: i/o error' }],
  DraftInvalid: [{ _tag: 'DraftInvalid', type: 'StepStarted' }],
  LineTooLong: [{ _tag: 'LineTooLong', type: 'RunCreated', bytes: 2_000_000 }],
  Rejection: [{ _tag: 'Rejection', command: 'StartStep', because: 'impl has started' }],
  DiskFull: [{ _tag: 'DiskFull', doing: 'keeping a payload', path: '/r/payloads' }],
  Drift: [{ _tag: 'Drift', detail: 'refs/heads/x is at 1, where 2 was expected' }],
  Damaged: [{ _tag: 'Damaged', detail: 'the repository no longer holds the commit 1' }],
  Failed: [{ _tag: 'Failed', doing: 'git worktree', detail: 'fatal: it did not' }],
};
