import type { Template } from '../../events/content.js';
import type { GateNode, GuardNode, RetryNode, StepNode, WorkflowTree } from '../../events/tree.js';
import { duration } from './duration.js';
import { harmless } from './paint.js';

/** A workflow as it would run: its steps with agents, gates, retries and limits, and what their prompts draw on. */
export const treeText = (tree: WorkflowTree): string =>
  [harmless(tree.name), ...tree.steps.flatMap((step) => stepLines(step, 1))].join('\n');

const stepLines = (step: StepNode, depth: number): readonly string[] => {
  const pad = '  '.repeat(depth);
  const facts = [
    step.agent?.name,
    step.session === undefined ? undefined : `session from ${step.session}`,
    step.worktree === undefined || step.worktree === 'read-write' ? undefined : step.worktree,
    step.parallel ? `parallel${step.parallel.max === undefined ? '' : ` ≤ ${step.parallel.max}`}` : undefined,
    step.pause === undefined ? undefined : `asks a person ${step.pause.replace('_', ' ')}`,
  ].filter((fact) => fact !== undefined);
  const variables = [
    ...new Set([
      ...variablesIn(step.prompt ?? []),
      ...(step.with ?? []).flatMap(({ value }) => variablesIn(value)),
    ]),
  ];
  const more = [
    ...(step.context ?? []).map(({ name }) => `reads ${name}`),
    ...(variables.length > 0 ? [`draws on ${variables.map((name) => `{${name}}`).join(', ')}`] : []),
    ...(step.guard ? [`guard ${guardWords(step.guard)}`] : []),
    ...(step.gates ?? []).map((gate) => `gate ${gateWords(gate)}`),
    ...(step.retry ? [`retry ${retryWords(step.retry)}`] : []),
    ...(step.tasks ? [`tasks ${step.tasks.map(({ slug }) => slug).join(', ')}`] : []),
  ];
  return [
    `${pad}${harmless(step.name)}  ${step.type}${facts.length > 0 ? `, ${harmless(facts.join(', '))}` : ''}`,
    ...more.map((line) => `${pad}    ${harmless(line)}`),
    ...(step.before ? [`${pad}    before it:`, ...stepLines(step.before, depth + 2)] : []),
    ...(step.steps ?? []).flatMap((inner) => stepLines(inner, depth + 1)),
    ...(step.each
      ? [`${pad}    for each task:`, ...step.each.flatMap((inner) => stepLines(inner, depth + 2))]
      : []),
  ];
};

const variablesIn = (template: Template): readonly string[] =>
  template.flatMap((part) => (typeof part !== 'string' && 'variable' in part ? [part.variable] : []));

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

const retryWords = ({ attempts, overrides }: RetryNode): string =>
  [
    `${attempts} attempts`,
    ...overrides.map(({ from, not, agent, prompt, reset, newSession }) => {
      const when = from === undefined ? `if ${not} fails` : `from ${from} on`;
      const what = [agent?.name, prompt && 'other prompt', reset && 'reset', newSession && 'new session'];
      return `${when}: ${what.filter(Boolean).join(', ') || 'as before'}`;
    }),
  ].join('; ');
