import type { RunSummary, StepSummary } from '../../projections/summary.js';
import { between, duration } from './duration.js';
import { harmless, type Paint } from './paint.js';

/** Where a run stands, as a tree of steps under what it is. */
export const showText = (summary: RunSummary, paint: Paint): string => {
  const { number, run, workflow, status, base, branch, worktree, life, events, owner, stop } = summary;
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['from', `${base.commit.slice(0, 7)}${base.branch ? ` (${base.branch})` : ' (detached HEAD)'}`],
    ['branch', branch],
    ['worktree', worktree],
    ['life', `${life}, ${events} events, ${duration(between(summary.createdAt, summary.updatedAt))}`],
    ...(owner
      ? ([['owner', `pid ${owner.pid} on ${owner.host.split('/')[0]}, since ${owner.since}`]] as const)
      : []),
    ...(stop && stop.reason !== 'passed' ? ([['stopped', stopWords(stop)]] as const) : []),
  ];
  return [
    `${paint.bold(`run #${number}`)} ${run}  ${harmless(workflow)}  ${paintStatus(status, paint)}`,
    ...facts.map(([name, value]) => `  ${paint.dim(name.padEnd(9))} ${harmless(value)}`),
    '',
    ...stepLines(summary.steps, paint),
  ].join('\n');
};

const stopWords = ({ reason, step, detail }: NonNullable<RunSummary['stop']>): string =>
  `${reason}${step ? ` at ${step}` : ''}${detail ? `: ${detail}` : ''}`;

/** A line for each step: mark, name, attempts, time, files, commit. */
export const stepLines = (steps: readonly StepSummary[], paint: Paint): readonly string[] => {
  const width = Math.max(0, ...steps.map(({ path, depth }) => nameOf(path).length + depth * 2));
  return steps.map((step) => {
    const name = `${'  '.repeat(step.depth)}${harmless(nameOf(step.path))}`.padEnd(width);
    return `  ${mark(step.state, paint)} ${name}  ${paint.dim(detailsOf(step))}`.trimEnd();
  });
};

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const detailsOf = (step: StepSummary): string =>
  [
    step.state === 'pending' ? '' : step.state,
    step.agent ?? '',
    step.attempts > 1 ? `${step.attempts} attempts` : '',
    step.startedAt && step.endedAt ? duration(between(step.startedAt, step.endedAt)) : '',
    step.files > 0 ? `${step.files} ${step.files === 1 ? 'file' : 'files'}` : '',
    step.commit ? step.commit.slice(0, 7) : '',
    step.state === 'failed' && step.reason ? step.reason : '',
    ...Object.entries(step.gates).map(([gate, result]) =>
      result === 'passed' ? '' : `gate ${gate} ${result}`,
    ),
  ]
    .filter((part) => part !== '')
    .join(', ');

const mark = (state: StepSummary['state'], paint: Paint): string =>
  ({
    pending: paint.dim('·'),
    running: paint.note('▶'),
    interrupted: paint.note('‖'),
    passed: paint.good('✓'),
    failed: paint.bad('✗'),
  })[state];

const paintStatus = (status: RunSummary['status'], paint: Paint): string => {
  if (status === 'passed') return paint.good(status);
  return status === 'failed' ? paint.bad(status) : paint.note(status);
};
