import type { DataOf, Draft, EventType } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { project } from '../../src/projections/projection.js';
import type { RunAccumulator } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { writeLog } from './lines.js';

export const COMMIT = 'c0ffee0000000000000000000000000000000000';
export const TREE = '7ee0000000000000000000000000000000000000';

/** Where the run works. */
export const WORKTREE = '/home/runs/repo-123456/20261121-040000-1a2b3c/worktree';
export const BRANCH = 'refs/heads/refold/20261121-040000-1a2b3c/main';

/** The n-th object of a kind, as a git id. */
export const object = (kind: 'c' | 'e', n: number): string => `${kind}${String(n).padStart(39, '0')}`;

export const PROCESS = { pid: 7, start: '1', host: 'here', boot: 'b', pidns: 'n' };

export const agent = { name: 'command', provider: 'command', command: ['true'] };

/** Agents that keep conversations: two of one program, and one of another. */
export const talkers = [
  { name: 'claude-a', provider: 'claude', sessions: 'chosen' },
  { name: 'claude-b', provider: 'claude', sessions: 'chosen' },
  { name: 'codex', provider: 'codex', sessions: 'given' },
] as const;

/** A step with an agent, gates by name, and so many attempts. */
export const codeStep = (name: string, gates: readonly string[] = [], attempts?: number): StepNode => ({
  name,
  type: 'code',
  agent,
  prompt: ['do it'],
  gates: gates.map((gate) => ({ name: gate, kind: 'bash', command: 'true' })),
  ...(attempts === undefined ? {} : { retry: { attempts, overrides: [] } }),
});

export const gateStep = (name: string): StepNode => ({
  name,
  type: 'gates',
  gates: [{ name: 'bash', kind: 'bash', command: 'true' }],
});

export const group = (name: string, ...steps: readonly StepNode[]): StepNode => ({
  name,
  type: 'group',
  steps,
});

/** The first event of a run of these steps. */
export const created = (...steps: readonly StepNode[]): DataOf<'RunCreated'> => ({
  run: '20261121-040000-1a2b3c',
  number: 1,
  refold: '0.0.0',
  repository: { id: 'repo-123456', root: '/repo', gitDir: '/repo/.git' },
  base: { commit: COMMIT, tree: TREE, dirty: false },
  branch: BRANCH.replace('refs/heads/', ''),
  worktree: WORKTREE,
  ident: { name: 'refold', email: 'refold@localhost' },
  workflow: { source: { text: 'name: w' }, tree: { name: 'w', steps } },
});

export const life = (lease = 1) => ({ lease, refold: '0.0.0', process: PROCESS, torn: [] });

export const draft = <T extends EventType>(type: T, data: DataOf<T>): Draft =>
  ({ type, data }) as unknown as Draft;

/** The events of a run of these steps up to where its worktree stands. */
export const begun = (...steps: readonly StepNode[]): readonly Draft[] => [
  draft('RunCreated', created(...steps)),
  draft('LifeBegan', { life: 1, lease: 1, refold: '0.0.0', process: PROCESS }),
  draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT }),
  draft('WorktreeCreated', { intent: 3 }),
];

/** The id of a fork. */
export const FORK = '20261121-050000-0f0f0f';

/** What makes a fork of the run behind its first events. */
export const forkedAt = (cut: number): Draft =>
  draft('RunForked', {
    parent: '20261121-040000-1a2b3c',
    cut,
    cutHash: 'h',
    run: FORK,
    number: 2,
    refold: '0.0.0',
    branch: `refold/${FORK}/main`,
    worktree: WORKTREE.replace('20261121-040000-1a2b3c', FORK),
    keeps: `refs/refold/${FORK}/inherited`,
  });

/** The state after these events. */
export const given = (drafts: readonly Draft[]): RunAccumulator =>
  project(runState, writeLog(drafts.map((one) => [[one]])).stored);
