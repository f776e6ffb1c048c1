import { dollars, grouped } from '../../events/limits.js';
import {
  finishing,
  type RunSummary,
  type SpendSummary,
  type StepSummary,
} from '../../projections/summary.js';
import { counted } from './counted.js';
import { duration } from './duration.js';
import { settingWords, standingWords } from './limits.js';
import { harmless, type Paint } from './paint.js';

/** What is said of a run, each by its name. */
export type Rows = ReadonlyArray<readonly [name: string, value: string]>;

/** Where a run stands, as a tree of steps under what it is. */
export const showText = (summary: RunSummary, paint: Paint, more: Rows = []): string => {
  const { base, branch, worktree, life, events, owner, stop } = summary;
  const { onItsOwn = [] } = summary;
  const rows: Rows = [
    ['from', `${base.commit.slice(0, 7)}${base.branch ? ` (${base.branch})` : ' (detached HEAD)'}`],
    ...(summary.kept?.done
      ? []
      : ([
          ['branch', branch],
          ['worktree', `${worktree}${summary.unmade ? unmadeWords(summary) : ''}`],
        ] as const)),
    ...endRows(summary),
    ...reviewRows(summary),
    ['life', `${life}, ${events} events, ${duration(summary.ms)}`],
    ...spendRows(summary),
    ...limitRows(summary),
    ...(onItsOwn.length > 0 ? ([['agent', onItsOwn.map(outlivingWords).join(', ')]] as const) : []),
    ...(owner
      ? ([['owner', `pid ${owner.pid} on ${owner.host.split('/')[0]}, since ${owner.since}`]] as const)
      : []),
    ...(stop && !['passed', 'forked'].includes(stop.reason) ? ([['stopped', stopWords(stop)]] as const) : []),
    ...more,
  ];
  return [
    headingOf(summary, paint),
    ...rows.map(([name, value]) => `  ${paint.dim(name.padEnd(9))} ${harmless(value)}`),
    '',
    ...stepLines(summary.steps, paint),
  ].join('\n');
};

/** A run in one line: its number and id, what it is of, and how it stands. */
export const headingOf = (
  { number, run, workflow, status }: Pick<RunSummary, 'number' | 'run' | 'workflow' | 'status'>,
  paint: Paint,
): string => `${paint.bold(`run #${number}`)} ${run}  ${harmless(workflow)}  ${paintStatus(status, paint)}`;

const unmadeWords = ({ forkOf }: RunSummary): string =>
  ` (made when the run goes on${forkOf ? ', with its branch' : ''})`;

/** How far the review of a run is, and who agrees on what. */
const reviewRows = (summary: RunSummary): Rows => {
  const { state, current_iteration: iteration, max_iterations: most } = summary;
  if (iteration === undefined || most === undefined) return [];
  const { primary_agent: worker, secondary_agent: evaluator, review_mode: mode, done_signal: done } = summary;
  const who = `${worker ?? 'nobody'} works, ${evaluator ?? 'nobody'} reviews${mode === 'both' ? ', both must agree' : ''}`;
  return [
    ['review', `${state}, iteration ${iteration} of ${most}: ${who}${done ? `; done is ${done}` : ''}`],
  ];
};

/** An agent whose engine is gone. */
const outlivingWords = ({ path, pid, found }: NonNullable<RunSummary['onItsOwn']>[number]): string =>
  found === 'at work'
    ? `${path} is at work (pid ${pid})`
    : `${path} has finished; a resume takes what it did`;

/** Where the work of a run is that is merged, discarded or archived; what was cut off while nobody holds the run is finished by a command. */
const endRows = (summary: RunSummary): Rows => {
  const { applied, kept, forkOf, run, owner } = summary;
  const command = finishing(summary);
  return [
    ...(applied ? ([['applied', `to ${applied.branch} as ${applied.commit.slice(0, 7)}`]] as const) : []),
    ...(kept ? ([['kept', keptWords(kept, forkOf)]] as const) : []),
    ...(kept?.left === undefined ? [] : ([['left', kept.left]] as const)),
    ...(command === undefined || owner
      ? []
      : ([['cut off', `\`refold ${command} ${run}\` finishes it`]] as const)),
  ];
};

const keptWords = (
  { refs, done, nothing, collected }: NonNullable<RunSummary['kept']>,
  forkOf: RunSummary['forkOf'],
): string => {
  if (nothing && forkOf) return `nothing of its own; what it took over from ${forkOf.run} stays until gc`;
  if (nothing) return 'nothing but its log: the repository held nothing of it';
  if (collected) return `nothing any more: gc has deleted what was under ${refs}`;
  return `under ${refs}${done ? ' until gc' : ', and not removed yet'}`;
};

const spendRows = ({ spend, underWay, forkOf }: RunSummary): Rows => {
  const own = spendWords(spend);
  const shown = underWayWords(underWay);
  const inherited = forkOf && spendWords(forkOf.inherited);
  return [
    ...(forkOf ? ([['fork of', `${forkOf.run} at seq ${forkOf.cut}`]] as const) : []),
    ...(own === undefined ? [] : ([['spend', own]] as const)),
    ...(shown === undefined ? [] : ([['under way', shown]] as const)),
    ...(inherited === undefined ? [] : ([['inherited', inherited]] as const)),
  ];
};

const limitRows = ({ limits, onUnknownSpend }: RunSummary): Rows => [
  ...limits.map((standing) => ['limit', standingWords(standing)] as const),
  ...(onUnknownSpend
    ? [
        [
          'limit',
          settingWords({ limit: 'on_unknown_spend', value: onUnknownSpend.does, from: onUnknownSpend.from }),
        ] as const,
      ]
    : []),
];

/** What is known of the money, and that it is not all where that is so; undefined where nothing was used. */
export const spendWords = (spend: SpendSummary): string | undefined => {
  const { cost = 0, estimatedCost, tokensIn = 0, tokensOut = 0, callsWithoutTokens } = spend;
  if (cost + estimatedCost + tokensIn + tokensOut + callsWithoutTokens === 0) return undefined;
  const least = callsWithoutTokens > 0 ? '≥ ' : '';
  const untold = callsWithoutTokens > 0 ? `; ${counted(callsWithoutTokens, 'call')} told nothing` : '';
  const tokens = `${least}${grouped(tokensIn)} tokens in, ${least}${grouped(tokensOut)} out`;
  return `${money(spend)}, ${tokens}${untold}`;
};

/** What agents that are not done have shown of what they use; undefined where they have shown nothing. */
export const underWayWords = (underWay: RunSummary['underWay']): string | undefined => {
  if (!underWay) return undefined;
  const { calls, tokens, cost, estimatedCost, unheard = 0 } = underWay;
  if (tokens + cost + estimatedCost + unheard === 0) return undefined;
  const told = cost + estimatedCost > 0 ? [money({ ...underWay, callsWithoutCost: unheard })] : [];
  const shown = [...told, `${unheard > 0 ? '≥ ' : ''}${grouped(tokens)} tokens`].join(', ');
  const alone = unheard > 0 ? `; what ${counted(unheard, 'agent')} used alone a resume finds out` : '';
  return `${shown} shown so far by ${counted(calls, 'call')}${alone}`;
};

/** The cost alone, as far as it is known. */
export const money = ({
  cost = 0,
  estimatedCost,
  callsWithoutCost,
}: Pick<SpendSummary, 'cost' | 'estimatedCost' | 'callsWithoutCost'>): string => {
  const least = callsWithoutCost > 0 ? '≥ ' : '';
  const parts = [
    ...(cost > 0 || (estimatedCost === 0 && callsWithoutCost === 0) ? [dollars(cost)] : []),
    ...(estimatedCost > 0 ? [`${dollars(estimatedCost)} estimated`] : []),
  ];
  return parts.length === 0 ? 'cost unknown' : `${least}${parts.join(' + ')}`;
};

const stopWords = ({ reason, step, detail }: NonNullable<RunSummary['stop']>): string =>
  `${reason}${step ? ` at ${step}` : ''}${detail ? `: ${detail}` : ''}`;

/** A line for each step: mark, name, attempts, time, files, commit. */
export const stepLines = (steps: readonly StepSummary[], paint: Paint): readonly string[] => {
  const shown = condensed(steps);
  const width = shown.reduce(
    (most, step) => ('hidden' in step ? most : Math.max(most, nameOf(step.path).length + step.depth * 2)),
    0,
  );
  return shown.flatMap((step) => {
    if ('hidden' in step) {
      return [
        `  ${mark('passed', paint)} ${'  '.repeat(step.depth)}${paint.dim(`${step.hidden} more tasks passed`)}`,
      ];
    }
    const name = `${'  '.repeat(step.depth)}${harmless(nameOf(step.path))}`.padEnd(width);
    const line = `  ${mark(step.state, paint)} ${name}  ${paint.dim(detailsOf(step))}`.trimEnd();
    return step.error === undefined
      ? [line]
      : [line, `${' '.repeat(step.depth * 2 + 6)}${harmless(step.error)}`];
  });
};

/** In a row of more tasks that passed than this, only the last one is shown with its steps. */
const MOST_PASSED = 8;

/** Where tasks are that are not shown. */
interface Hidden {
  readonly depth: number;
  readonly hidden: number;
}

/** The steps, but of a long row of tasks that passed no more than their number, and the last of them. */
const condensed = (steps: readonly StepSummary[]): readonly (StepSummary | Hidden)[] => {
  const shown: (StepSummary | Hidden)[] = [];
  for (let at = 0; at < steps.length; ) {
    const first = steps[at] as StepSummary;
    const row = isDone(first) ? rowOf(steps, at) : [at];
    const last = row.at(-1) ?? at;
    if (row.length > MOST_PASSED) shown.push({ depth: first.depth, hidden: row.length - 1 });
    else shown.push(...steps.slice(at, last));
    shown.push(steps[last] as StepSummary);
    at = last + 1;
  }
  return shown;
};

const isDone = ({ type, state }: StepSummary): boolean => type === 'task' && state === 'passed';

/** The places of the tasks beside each other, from this one on, that passed. */
const rowOf = (steps: readonly StepSummary[], from: number): readonly number[] => {
  const depth = steps[from]?.depth ?? 0;
  const row: number[] = [];
  for (let at = from; at < steps.length; at += 1) {
    const step = steps[at] as StepSummary;
    if (step.depth > depth) continue;
    if (step.depth < depth || !isDone(step)) break;
    row.push(at);
  }
  return row;
};

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const detailsOf = (step: StepSummary): string =>
  [
    step.state === 'pending' ? '' : step.state,
    step.agent ?? '',
    step.attempts > 1 ? `${step.attempts} attempts` : '',
    step.ms === undefined ? '' : duration(step.ms),
    step.files > 0 ? counted(step.files, 'file') : '',
    step.commit ? step.commit.slice(0, 7) : '',
    step.state === 'failed' && step.reason ? step.reason : '',
    step.verdicts ? verdictWords(step.verdicts) : '',
    step.waits ? 'waits for a person' : '',
    step.branch && step.state !== 'passed' ? `on ${step.branch}` : '',
    ...Object.entries(step.gates).map(([gate, result]) =>
      result === 'passed' ? '' : `gate ${gate} ${result}`,
    ),
  ]
    .filter((part) => part !== '')
    .join(', ');

const verdictWords = ({ count, last }: NonNullable<StepSummary['verdicts']>): string =>
  count === 1 ? `the verdict: ${last}` : `${count} verdicts, the last: ${last}`;

const mark = (state: StepSummary['state'], paint: Paint): string =>
  ({
    pending: paint.dim('·'),
    running: paint.note('▶'),
    interrupted: paint.note('‖'),
    passed: paint.good('✓'),
    failed: paint.bad('✗'),
  })[state];

/** A state in its colour; `text` where it is to be wider than its word. */
export const paintStatus = (status: RunSummary['status'], paint: Paint, text: string = status): string => {
  if (status === 'passed' || status === 'integrated') return paint.good(text);
  return status === 'failed' ? paint.bad(text) : paint.note(text);
};
