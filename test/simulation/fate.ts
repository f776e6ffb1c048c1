import fc from 'fast-check';
import type { GateNode, StepNode } from '../../src/events/tree.js';
import { smallWorkflows, workflows } from '../support/workflows.js';
import { TESTS_THE_WORK } from './gates.js';
import { type Temper, tempers } from './temper.js';

/** What people do to a run that nobody works on; `which` chooses among its worktrees. */
export interface Deed {
  readonly does: (typeof MOVING | typeof CHANGING)[number];
  readonly which: number;
}

/** Those that only move things, and those that change what the run is about. */
const MOVING = [
  'deletes a worktree',
  'detaches HEAD',
  'switches to a branch',
  'loses the conversations',
  'deletes a branch',
  'takes a commit back',
] as const;
const CHANGING = ['writes a file', 'edits a file', 'deletes a file', 'commits'] as const;

/** Before which turn something happens: the how manieth of those to something of this kind, or of all. */
export interface Moment {
  readonly at: number;
  readonly upon: string;
}

/** How a life of the engine ends, if not by itself. */
export type End =
  | { readonly how: 'by itself' }
  | ({ readonly how: 'by a signal' } & Moment)
  /** It dies. So much of a write that is under way, in percent, is on the disk; so many turns pass without it. */
  | ({
      readonly how: 'killed' | 'without power';
      readonly written: number;
      readonly meanwhile: number;
    } & Moment);

/** One life of the engine: what is done before it, what it is asked for, and what happens to it. */
export interface LifeFate {
  readonly deeds: readonly Deed[];
  /** The step that is replayed, by its place among those that have started; undefined: it is resumed. */
  readonly replays: number | undefined;
  /** Before it, the run is forked so far into its log, in percent, and goes on as the fork. */
  readonly forks: number | undefined;
  /** Whether somebody answers what waits for a person. */
  readonly answers: boolean;
  /** What is said of files that somebody changed, where the run is resumed. */
  readonly onDrift: 'proceed' | 'redo' | 'abort';
  /** The order in which everybody has their turns; 0: first come, first served. */
  readonly order: number;
  readonly ends: End;
  /** The disk is full at a step of what is done in worktrees, or at a write of the log. */
  readonly fails: { readonly at: number; readonly what: 'a worktree' | 'the log' } | undefined;
  /** How many agents are launched before one hangs. */
  readonly hangs: number | undefined;
}

/** A workflow, and all that happens to its run. */
export interface Fate {
  readonly steps: readonly StepNode[];
  readonly isSetUp: boolean;
  /** How many tokens the run may use, until a person allows more. */
  readonly tokens: number | undefined;
  readonly tempers: readonly Temper[];
  readonly lives: readonly LifeFate[];
}

/** A life in which nothing goes wrong. */
export const CALM: LifeFate = {
  deeds: [],
  replays: undefined,
  forks: undefined,
  answers: true,
  onDrift: 'proceed',
  order: 0,
  ends: { how: 'by itself' },
  fails: undefined,
  hangs: undefined,
};

const seldom = <A>(oneIn: number, value: fc.Arbitrary<A>): fc.Arbitrary<A | undefined> =>
  fc.oneof({ weight: oneIn - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const turns = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 250 }));

/** What is seldom, and worth to be interrupted. */
const SELDOM = [
  'the write goes on',
  'the write is acknowledged',
  'let it go',
  'hear that an agent',
  'ensure',
  'remove',
  'inspect',
  'merge',
  'commit',
  'reset',
  'unwind',
  'reattach',
];

const moment: fc.Arbitrary<Moment> = fc.oneof(
  fc.record({ at: turns, upon: fc.constant('') }),
  fc.record({ at: fc.nat({ max: 9 }), upon: fc.constantFrom(...SELDOM) }),
);

const death: fc.Arbitrary<End> = fc
  .record({
    how: fc.constantFrom('killed' as const, 'killed' as const, 'without power' as const),
    written: fc.oneof(fc.constantFrom(0, 100), fc.integer({ min: 0, max: 100 })),
    meanwhile: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
    when: moment,
  })
  .map(({ when, ...rest }) => ({ ...rest, ...when }));

const end: fc.Arbitrary<End> = fc.oneof(
  fc.constant({ how: 'by itself' as const }),
  { weight: 4, arbitrary: death },
  moment.map((when) => ({ how: 'by a signal' as const, ...when })),
);

const deed: fc.Arbitrary<Deed> = fc.record({
  does: fc.constantFrom(...MOVING, ...CHANGING, ...CHANGING),
  which: fc.nat({ max: 5 }),
});

const lifeFate: fc.Arbitrary<LifeFate> = fc.record({
  deeds: seldom(4, fc.array(deed, { maxLength: 2 })).map((deeds) => deeds ?? []),
  replays: seldom(3, fc.nat({ max: 40 })),
  forks: seldom(6, fc.integer({ min: 1, max: 100 })),
  answers: seldom(4, fc.constant(false)).map((answers) => answers ?? true),
  onDrift: fc.constantFrom('proceed' as const, 'redo' as const, 'abort' as const),
  order: fc.nat({ max: 10_000 }),
  ends: end,
  fails: seldom(
    8,
    fc.record({ at: turns, what: fc.constantFrom('a worktree' as const, 'the log' as const) }),
  ),
  hangs: seldom(8, fc.nat({ max: 4 })),
});

/** The commands of gates, by what their steps do. */
const rigged = (node: StepNode): StepNode => {
  const isWork = node.type === 'code' && node.agent !== undefined && node.agent.provider !== 'pass';
  const mayWrite = (node.worktree ?? 'read-write') === 'read-write' && !node.guard?.noWrite;
  const gate = (one: GateNode): GateNode => ({
    ...one,
    ...(one.kind === 'bash' && isWork && mayWrite ? { command: TESTS_THE_WORK } : {}),
    ...(one.steps ? { steps: one.steps.map(rigged) } : {}),
  });
  return {
    ...node,
    ...(node.gates ? { gates: node.gates.map(gate) } : {}),
    ...(node.steps ? { steps: node.steps.map(rigged) } : {}),
    ...(node.each ? { each: node.each.map(rigged) } : {}),
    ...(node.before ? { before: rigged(node.before) } : {}),
  };
};

/** Any workflow with any fate. */
export const fates: fc.Arbitrary<Fate> = fc.record({
  steps: fc.oneof(smallWorkflows, smallWorkflows, workflows).map((steps) => steps.map(rigged)),
  isSetUp: fc.boolean(),
  tokens: seldom(3, fc.integer({ min: 1, max: 150 })),
  tempers,
  lives: fc.array(lifeFate, { minLength: 1, maxLength: 6, size: 'max' }),
});
