import { EVALUATOR } from '../normalise/review.js';
import type { Finding, Path } from '../problem.js';
import { GET_KEYS } from '../schema/step.js';
import { isMapping, isName, type Mapping, NAME_RULE } from '../schema/value.js';
import { retryIn } from './retry.js';
import { sessionFindings, sharedSessions } from './session.js';
import { keysIn, type Written, written } from './step.js';

/** What is wrong with steps beside each other; `before` are the names of the steps that surround them. */
export const stepsIn = (steps: unknown, path: Path, outer: readonly string[]): readonly Finding[] => {
  if (!Array.isArray(steps)) return [];
  const names = new Map<unknown, number>();
  const siblings = steps.map((one: unknown) => (isMapping(one) ? one.name : undefined));
  const inner = [...outer, ...siblings.filter((name) => typeof name === 'string')];
  return steps.flatMap((step: unknown, index) => {
    const at = [...path, index];
    if (!isMapping(step)) return [];
    const first = names.get(step.name);
    if (first === undefined) names.set(step.name, index);
    const message = `\`${String(step.name)}\` is the name of step ${(first ?? 0) + 1} here already`;
    const twice =
      first !== undefined && typeof step.name === 'string' ? [{ path: [...at, 'name'], message }] : [];
    return [...twice, ...stepFindings(step, at, { siblings, index, outer, inner })];
  });
};

/** Where a step stands among others. */
export interface Neighbours {
  readonly siblings: readonly unknown[];
  readonly index: number;
  readonly outer: readonly string[];
  /** The names that its own steps can see around them. */
  readonly inner: readonly string[];
}

/** Names stand in paths, branches and folders, so not every text can be one. */
export const nameFindings = ({ name }: Mapping, path: Path): readonly Finding[] =>
  typeof name === 'string' && !isName(name)
    ? [{ path: [...path, 'name'], message: `\`name\` ${NAME_RULE}` }]
    : [];

const stepFindings = (step: Mapping, path: Path, neighbours: Neighbours): readonly Finding[] => {
  const one = written(step, path);
  return [
    ...nameFindings(step, path),
    ...doubledKeys(one),
    ...kindFindings(one),
    ...compositeFindings(one),
    ...guardFindings(one),
    ...sessionFindings(one, neighbours),
    ...sharedSessions(one),
    ...reviewFindings(one),
    ...retryIn(one),
    ...stepsIn(step.steps, [...path, 'steps'], neighbours.inner),
    ...stepsIn(step.each, [...path, 'each'], neighbours.inner),
  ];
};

/** A key may stand on the step or in a block, not in both. */
const doubledKeys = ({ step, path }: Written): readonly Finding[] => {
  const inGet = isMapping(step.get) && 'workflow' in step.get ? [] : keysIn(step.get);
  return [...inGet.filter((key) => GET_KEYS.includes(key)), ...keysIn(step.run)]
    .filter((key) => key in step)
    .map((key) => ({ path: [...path, key], atKey: true, message: `\`${key}\` stands here and in a block` }));
};

const AGENT_TYPES: ReadonlySet<unknown> = new Set(['code', 'split', 'validate', 'artifact']);

/** What a step is, and whether it has what that needs. */
const kindFindings = (one: Written): readonly Finding[] => {
  const { step, has, lacks, finding } = one;
  const findings: Finding[] = [];
  const isGroup = 'steps' in step;
  const isCall = 'workflow' in step;
  const takesTasks = 'tasks' in step;
  if (has('prompt') && lacks('agent')) findings.push(finding('a prompt needs an `agent`', 'prompt'));
  if (has('agent') && lacks('prompt') && one.get('agent') !== 'pass')
    findings.push(finding('an agent needs a `prompt`', 'agent'));
  if (has('agent') && isGroup) findings.push(finding('a step with `steps` has no agent of its own', 'steps'));
  if (has('agent') && isCall)
    findings.push(finding('a step that calls a workflow has no agent of its own', 'workflow'));
  if (has('agent') && takesTasks) findings.push(finding('a step with `tasks` needs no agent', 'tasks'));
  if (isGroup && isCall)
    findings.push(finding('a step has `steps` or calls a `workflow`, not both', 'workflow'));
  if ('with' in step && !isCall) findings.push(finding('`with` needs a `workflow`', 'with'));
  if (isGroup && 'type' in step) findings.push(finding('a step with `steps` has no type', 'type'));
  if (isCall && 'type' in step) findings.push(finding('a step that calls a workflow has no type', 'type'));
  if (has('agent') && !isGroup && !isCall && !('type' in step))
    findings.push(finding(`a step with an agent needs a \`type\`: ${[...AGENT_TYPES].join(', ')}`));
  if (AGENT_TYPES.has(step.type) && lacks('agent') && lacks('prompt') && !isGroup && !takesTasks)
    findings.push(finding(`\`type: ${String(step.type)}\` needs an agent`, 'type'));
  if (['agent', 'prompt', 'type', 'gate', 'steps', 'each', 'workflow', 'tasks'].every(lacks))
    findings.push(finding('a step needs an agent, a `gate`, a `workflow` or `steps`'));
  return findings;
};

/** What holds units: groups, splits, and what runs side by side. */
const compositeFindings = (one: Written): readonly Finding[] => {
  const { step, has, lacks, finding } = one;
  const findings: Finding[] = [];
  const isSplit = step.type === 'split' || 'tasks' in step;
  if (isSplit && !('each' in step))
    findings.push(finding('a split needs `each`: what every task does', 'type'));
  const hasType = AGENT_TYPES.has(step.type) || !('type' in step);
  if ('each' in step && !isSplit && hasType) findings.push(finding('`each` needs `type: split`', 'each'));
  if ('tasks' in step && 'type' in step && hasType && step.type !== 'split')
    findings.push(finding('`tasks` needs `type: split`', 'tasks'));
  if (step.parallel === true && !('each' in step) && !('steps' in step))
    findings.push(finding('`parallel` needs `each` or `steps`', 'parallel'));
  if ('max_parallel' in step && (!('parallel' in step) || step.parallel === false))
    findings.push(finding('`max_parallel` needs `parallel: true`', 'max_parallel'));
  if (('steps' in step || 'workflow' in step) && 'gate' in step)
    findings.push(finding('a step that holds others has no gates of its own', 'gate'));
  if (isSplit && one.get('worktree') === 'read-write')
    findings.push(finding('a split only looks: its tasks are what writes', 'worktree'));
  if (one.get('worktree') === 'none' && step.type === 'code')
    findings.push(finding('`worktree: none` leaves nothing to write to; a code step needs it', 'worktree'));
  if (has('worktree') && lacks('agent')) findings.push(finding('`worktree` needs an agent', 'worktree'));
  return findings;
};

/** Who judges, and what: only an agent that leaves its work in the worktree can be sent back to it. */
const reviewFindings = (one: Written): readonly Finding[] => {
  const { step, finding, has, lacks } = one;
  const findings: Finding[] = [];
  if ('budget' in step && !('review' in step))
    findings.push(
      finding('`budget` needs a `review`: it limits what happens between worker and evaluator', 'budget'),
    );
  if (!('review' in step)) return findings;
  const isWork = step.type === 'code' || lacks('type');
  if (lacks('agent') || one.get('agent') === 'pass')
    findings.push(finding('a `review` needs an agent whose work it judges', 'review'));
  else if (!isWork) findings.push(finding('a `review` needs `type: code`', 'review'));
  if (has('worktree') && one.get('worktree') !== 'read-write')
    findings.push(finding('a `review` judges what was written, and this agent may not write', 'review'));
  if (isMapping(step.review) && step.review.agent === 'pass')
    findings.push({
      path: [...one.path, 'review', 'agent'],
      message: '`pass` judges nothing: name an agent',
    });
  const before = isMapping(step.get) ? step.get.workflow : undefined;
  if (before === EVALUATOR)
    findings.push(
      finding(`\`${EVALUATOR}\` is the name of the evaluator here; the workflow needs another`, 'get'),
    );
  return findings;
};

const guardFindings = (one: Written): readonly Finding[] => {
  const guard = one.get('guard');
  const both = keysIn(guard).includes('max_time') && keysIn(guard).includes('timeout');
  return [
    ...(one.has('guard') && one.lacks('agent') ? [one.finding('a guard needs an agent', 'guard')] : []),
    ...(one.has('hitl') && one.lacks('agent') ? [one.finding('`hitl` needs an agent', 'hitl')] : []),
    ...(both ? [one.finding('`max_time` and `timeout` are the same; give one', 'guard')] : []),
  ];
};
