import { grouped } from '../../events/limits.js';
import type { Report, ReportedAttempt, ReportTotal, Verdicts } from '../../projections/report.js';
import type { SpendSummary } from '../../projections/summary.js';
import { aligned } from './aligned.js';
import { counted } from './counted.js';
import { duration } from './duration.js';
import { harmless, type Paint } from './paint.js';
import { headingOf, money, spendWords, underWayWords } from './show.js';

/** What a run took: a line for each attempt, then by step and by agent where that says more, then all of it. */
export const reportText = (report: Report, paint: Paint): string => {
  const { ms, attempts, steps, agents, total, underWay, forkOf } = report;
  const shown = underWayWords(underWay);
  const own = attempts.filter(({ inherited }) => !inherited);
  const again = steps.filter((step) => step.attempts > 1);
  const rows: readonly (readonly string[])[] = [
    HEAD,
    ...own.map(attemptCells),
    ...(again.length > 0 ? [['by step'], ...again.map((step) => totalCells(step.path, step))] : []),
    ...(agents.length > 1 ? [['by agent'], ...agents.map((agent) => totalCells(agent.agent, agent))] : []),
    [],
    totalCells('in all', total),
  ];
  return [
    `${headingOf(report, paint)}, at work for ${duration(ms)}`,
    ...(forkOf
      ? [paint.dim(`fork of ${forkOf.run} at seq ${forkOf.cut}; before it: ${usedWords(forkOf.inherited)}`)]
      : []),
    '',
    ...aligned(
      rows.map((row) => row.map(harmless)),
      isNumber,
    ).map((line, index) => (index === 0 ? paint.dim(line) : line)),
    ...(shown === undefined ? [] : [paint.dim(`not counted above: ${shown}`)]),
  ].join('\n');
};

const verdictWords = (verdicts: Verdicts = {}): string =>
  Object.entries(verdicts)
    .map(([said, count]) => `${harmless(said)} ${count}`)
    .join(', ');

const HEAD = ['step', 'attempt', 'agent', 'result', 'time', 'turns', 'tokens in', 'out', 'cost', 'verdicts'];

/** Whether the cells of a column stand to the right. */
const isNumber = (column: number): boolean => column >= 4 && column < HEAD.length - 1;

const attemptCells = (one: ReportedAttempt): readonly string[] => [
  one.path,
  `L${one.life}.${one.attempt}`,
  one.agent ?? '',
  one.reason === undefined ? one.result : `${one.result} (${one.reason})`,
  duration(one.ms),
  ...spendCells(one.spend),
  verdictWords(one.verdicts),
];

const totalCells = (
  name: string,
  { attempts, retries, ms, spend, verdicts }: ReportTotal,
): readonly string[] => [
  name,
  counted(attempts, 'attempt'),
  retries === 0 ? '' : counted(retries, 'retry', 'retries'),
  '',
  duration(ms),
  ...spendCells(spend),
  verdictWords(verdicts),
];

/** Turns, tokens and cost: what is not known is said, beside what is. */
const spendCells = (spend: SpendSummary): readonly string[] => {
  if (spendWords(spend) === undefined) return [spend.turns === undefined ? '' : `${spend.turns}`, '', '', ''];
  const { turns, tokensIn = 0, tokensOut = 0, callsWithoutTokens } = spend;
  const tokens = (count: number): string => {
    if (callsWithoutTokens === 0) return grouped(count);
    return tokensIn + tokensOut === 0 ? 'unknown' : `≥ ${grouped(count)}`;
  };
  return [turns === undefined ? '' : `${turns}`, tokens(tokensIn), tokens(tokensOut), money(spend)];
};

const usedWords = (spend: SpendSummary): string => spendWords(spend) ?? 'nothing was used';
