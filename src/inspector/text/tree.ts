import type { LimitSetting } from '../../events/limits.js';
import type {
  GateNode,
  GuardNode,
  RetryNode,
  ReviewNode,
  SignalsNode,
  StepNode,
  WorkflowTree,
} from '../../events/tree.js';
import { variablesOfStep } from '../../events/variablesIn.js';
import { duration } from './duration.js';
import { settingWords } from './limits.js';
import { harmless } from './paint.js';

/** A workflow as it would run: its steps with agents, gates, retries and limits, and what their prompts draw on. */
export const treeText = (
  tree: WorkflowTree,
  set: readonly string[] = [],
  limits: readonly LimitSetting[] = [],
): string =>
  [
    harmless(tree.name),
    ...limits.map((limit) => `    ${harmless(settingWords(limit))}`),
    ...tree.steps.flatMap((step) => stepLines(step, 1, set)),
  ].join('\n');

const stepLines = (step: StepNode, depth: number, set: readonly string[]): readonly string[] => {
  const pad = '  '.repeat(depth);
  const facts = [
    step.agent?.name,
    step.session === undefined ? undefined : `session from ${step.session}`,
    step.worktree === undefined || step.worktree === 'read-write' ? undefined : step.worktree,
    step.parallel ? `parallel${step.parallel.max === undefined ? '' : ` ≤ ${step.parallel.max}`}` : undefined,
    step.pause === undefined ? undefined : `asks a person ${step.pause.replace('_', ' ')}`,
  ].filter((fact) => fact !== undefined);
  const variables = variablesOfStep(step);
  const more = [
    ...(step.context ?? []).map(({ name }) => `reads ${name}`),
    ...(variables.length > 0
      ? [`draws on ${variables.map((name) => `{${name}} (${sourceOf(name, set)})`).join(', ')}`]
      : []),
    ...(step.guard ? [`guard ${guardWords(step.guard)}`] : []),
    ...(step.gates ?? []).map((gate) => `gate ${gateWords(gate)}`),
    ...(step.review ? [`review ${reviewWords(step.review)}`] : []),
    ...(step.retry ? [`retry ${retryWords(step.retry)}`] : []),
    ...(step.tasks ? [`tasks ${step.tasks.map(({ slug }) => slug).join(', ')}`] : []),
  ];
  return [
    `${pad}${harmless(step.name)}  ${step.type}${facts.length > 0 ? `, ${harmless(facts.join(', '))}` : ''}`,
    ...more.map((line) => `${pad}    ${harmless(line)}`),
    ...(step.before ? [`${pad}    before it:`, ...stepLines(step.before, depth + 2, set)] : []),
    ...(step.steps ?? []).flatMap((inner) => stepLines(inner, depth + 1, set)),
    ...(step.each
      ? [`${pad}    for each task:`, ...step.each.flatMap((inner) => stepLines(inner, depth + 2, set))]
      : []),
  ];
};

/** Where the value of a variable comes from when the step runs. */
const sourceOf = (name: string, set: readonly string[]): string => {
  const [first = '', field] = name.split('.');
  if (set.includes(name)) return '--set';
  if (name === 'spec') return '--spec';
  const known = field === undefined ? OF_ATTEMPT[first] : OF_GROUP[first];
  if (known !== undefined) return known;
  return field === undefined ? 'what the call is given' : `step ${name.slice(0, name.lastIndexOf('.'))}`;
};

const BEFORE = 'the attempt before';

const OF_ATTEMPT: Readonly<Record<string, string>> = {
  attempt: 'its number',
  error: BEFORE,
  diff: BEFORE,
  output: BEFORE,
  files: BEFORE,
  comments: BEFORE,
};

const OF_GROUP: Readonly<Record<string, string>> = {
  task: 'the task',
  run: 'the run',
  prev: BEFORE,
  gate: 'its gates',
};

const gateWords = ({ name, command, glob, percent, workflow }: GateNode): string =>
  [name, command ?? glob ?? workflow ?? (percent === undefined ? undefined : `${percent} %`)]
    .filter((word) => word !== undefined)
    .join(': ');

const guardWords = ({ maxTurns, maxCost, maxTokens, maxMs, noWrite }: GuardNode): string =>
  [
    maxTurns === undefined ? undefined : `${maxTurns} turns`,
    maxCost === undefined ? undefined : `$${maxCost}`,
    maxTokens === undefined ? undefined : `${maxTokens} tokens`,
    maxMs === undefined ? undefined : duration(maxMs),
    noWrite ? 'no writing' : undefined,
  ]
    .filter((word) => word !== undefined)
    .join(', ');

const reviewWords = ({ evaluator, signals, caseRequired, ...most }: ReviewNode): string =>
  [
    `by ${evaluator.agent?.name}`,
    ...(signals ? signalWords(signals) : []),
    caseRequired ? 'a case is required' : undefined,
    evaluator.guard ? `guard ${guardWords(evaluator.guard)}` : undefined,
    `${most.iterations} iterations`,
    most.rejections === undefined ? undefined : `${most.rejections} rejections`,
    `${most.quietTurns} quiet turns`,
    `${most.emptyResponses} empty responses`,
  ]
    .filter((word) => word !== undefined)
    .join(', ');

const signalWords = ({ done, mode, when }: SignalsNode): readonly string[] => [
  mode === 'both' ? 'both must agree' : 'the reviewer decides',
  when === 'done' ? `once ${done} is said` : `after every turn, until ${done} is said`,
];

const retryWords = ({ attempts, overrides }: RetryNode): string =>
  [
    `${attempts} attempts`,
    ...overrides.map(({ from, not, agent, prompt, reset, newSession }) => {
      const when = from === undefined ? `if ${not} fails` : `from ${from} on`;
      const what = [agent?.name, prompt && 'other prompt', reset && 'reset', newSession && 'new session'];
      return `${when}: ${what.filter(Boolean).join(', ') || 'as before'}`;
    }),
  ].join('; ');
