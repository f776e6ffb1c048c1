import * as E from 'fp-ts/lib/Either.js';
import type { StepPath } from '../events/ids.js';
import type { RunState } from '../projections/runState/state.js';
import { ancestorsOf, childrenOf, type StepIndex } from '../projections/stepIndex.js';
import type { Refusal } from './refusal.js';

/** Where a replay begins: with a step, or with the first of the tasks of a split, whose plan stays. */
export interface ReplayTarget {
  readonly from: StepPath;
  readonly each?: true;
  /** Steps of tasks that bear the name by which the whole `each` was meant: how many, and the first of them. */
  readonly meant?: { readonly count: number; readonly first: readonly StepPath[] };
}

/** How many steps are named that are meant by one name. */
const NAMED = 10;

/** The step that a person means by a path or a name; a name inside of `each` means all tasks of its split. */
export const replayTarget = (
  state: RunState,
  wanted: string,
): E.Either<Extract<Refusal, { _tag: 'NoSuchStep' }>, ReplayTarget> => {
  const { steps } = state.index;
  if (steps.has(wanted)) return E.right({ from: ownerOf(state.index, wanted) });
  const found = [...steps.values()].filter(({ node }) => node.name === wanted).map(({ path }) => path);
  const [first] = found;
  if (first === undefined) return E.left({ _tag: 'NoSuchStep', wanted, candidates: [...steps.keys()] });
  const split = eachOf(state, found);
  if (split !== undefined)
    return E.right({
      from: split,
      each: true,
      meant: { count: found.length, first: found.slice(0, NAMED) },
    });
  return found.length === 1
    ? E.right({ from: ownerOf(state.index, first) })
    : E.left({ _tag: 'NoSuchStep', wanted, candidates: found });
};

/** The innermost split whose tasks hold all of these steps, if they are one step of the workflow. */
const eachOf = ({ index }: RunState, found: readonly StepPath[]): StepPath | undefined => {
  const isTask = (at: StepPath): boolean => index.steps.get(at)?.task !== undefined;
  const template = (path: StepPath): string =>
    [path, ...ancestorsOf(index, path)].map((at) => (isTask(at) ? '' : at.split('/').at(-1))).join('/');
  if (new Set(found.map(template)).size > 1) return undefined;
  const splitsOf = (path: StepPath): readonly StepPath[] =>
    ancestorsOf(index, path).flatMap((at) => (isTask(at) ? (index.steps.get(at)?.parent ?? []) : []));
  const [around = [], ...others] = found.map((path) => splitsOf(ownerOf(index, path)));
  return around.find((split) => others.every((splits) => splits.includes(split)));
};

/** The steps that a target is, as far as they have begun, in workflow order: units of a parallel split may have begun in another. */
export const begunOf = ({ index, steps }: RunState, { from, each }: ReplayTarget): readonly StepPath[] =>
  (each ? childrenOf(index, from) : [from]).filter((path) => steps.has(path));

/** What runs before an agent, or judges it, belongs to its step: that one is replayed as a whole. */
const ownerOf = (index: StepIndex, path: StepPath): StepPath => {
  const aside = [path, ...ancestorsOf(index, path)].findLast((at) => index.steps.get(at)?.aside);
  return aside === undefined ? path : (index.steps.get(aside)?.parent ?? path);
};
