import fc from 'fast-check';
import type { GateNode, StepNode } from '../../src/events/tree.js';
import { smallWorkflows, workflows } from '../support/workflows.js';
import { TESTS_THE_WORK } from './gates.js';
import { type Temper, tempers } from './temper.js';

/** What people do to a run that nobody works on; `which` chooses among its worktrees. */
export interface Deed {
  readonly does: (typeof DEEDS)[number];
  readonly which: number;
}

/** Those that only move things, and those that change what the run is about. */
const DEEDS = [
  'deletes a worktree',
  'detaches HEAD',
  'switches to a branch',
  'loses the conversations',
  'deletes a branch',
  'writes a file',
  'commits',
] as const;

/** How a life of the engine ends, if not by itself; turns are counted from its beginning. */
export type End =
  | { readonly how: 'by itself' }
  | { readonly how: 'by a signal'; readonly at: number }
  /** It dies. So much of a write that is under way, in percent, is on the disk; so many turns pass without it. */
  | {
      readonly how: 'killed' | 'without power';
      readonly at: number;
      readonly written: number;
      readonly meanwhile: number;
    };

/** One life of the engine: what is done before it, what it is asked for, and what happens to it. */
export interface LifeFate {
  readonly deeds: readonly Deed[];
  /** The step that is replayed, by its place among those that have started; undefined: it is resumed. */
  readonly replays: number | undefined;
  /** Whether somebody answers what waits for a person. */
  readonly answers: boolean;
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
  readonly tempers: readonly Temper[];
  readonly lives: readonly LifeFate[];
}

/** A life in which nothing goes wrong. */
export const CALM: LifeFate = {
  deeds: [],
  replays: undefined,
  answers: true,
  order: 0,
  ends: { how: 'by itself' },
  fails: undefined,
  hangs: undefined,
};

const sometimes = <A>(value: fc.Arbitrary<A>, freq = 5): fc.Arbitrary<A | undefined> =>
  fc.option(value, { nil: undefined, freq });

const moment = fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: 400 }));

const end: fc.Arbitrary<End> = fc.oneof(
  fc.constant({ how: 'by itself' as const }),
  fc.record({
    how: fc.constantFrom('killed' as const, 'killed' as const, 'without power' as const),
    at: moment,
    written: fc.oneof(fc.constantFrom(0, 100), fc.integer({ min: 0, max: 100 })),
    meanwhile: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 12 })),
  }),
  fc.record({ how: fc.constant('by a signal' as const), at: moment }),
);

const deed: fc.Arbitrary<Deed> = fc.record({ does: fc.constantFrom(...DEEDS), which: fc.nat({ max: 5 }) });

const lifeFate: fc.Arbitrary<LifeFate> = fc.record({
  deeds: fc.oneof(
    { weight: 3, arbitrary: fc.constant([]) },
    { weight: 1, arbitrary: fc.array(deed, { maxLength: 2 }) },
  ),
  replays: sometimes(fc.nat({ max: 40 }), 4).map((at) => at),
  answers: fc.boolean().map((no) => !no),
  order: fc.nat({ max: 10_000 }),
  ends: end,
  fails: sometimes(
    fc.record({ at: moment, what: fc.constantFrom('a worktree' as const, 'the log' as const) }),
    1,
  ),
  hangs: sometimes(fc.nat({ max: 4 }), 1),
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
  tempers,
  lives: fc.array(lifeFate, { minLength: 1, maxLength: 6 }),
});
