import { amountOf, grouped, type LimitStanding } from '../../../events/limits.js';
import type { BoardEntry, BoardRun, DamagedRun } from '../../../projections/board.js';
import { isAtWork } from '../../../projections/status.js';
import { duration } from '../duration.js';
import { cut, widthOf } from '../fit.js';
import { harmless, type Paint } from '../paint.js';
import { money } from '../show.js';

/** A piece of a line, plain and painted. */
interface Piece {
  readonly plain: string;
  readonly painted: string;
}

const SPACE = '   ';

/** What a run has used and said, as much of it as fits: its limits with bars, tokens, messages, verdicts. */
export const factsLine = (run: BoardRun, width: number, indent: number, paint: Paint): string => {
  let line = '';
  let room = width - indent;
  for (const { plain, painted } of piecesOf(run, paint)) {
    const takes = widthOf(plain) + (line === '' ? 0 : SPACE.length);
    if (takes > room) break;
    line += `${line === '' ? '' : SPACE}${painted}`;
    room -= takes;
  }
  return line === '' ? '' : `${' '.repeat(indent)}${line}`;
};

/** Why a run stands still, or cannot be read, where there is more to say than its state and its step. */
export const whyLine = (
  run: BoardEntry | DamagedRun,
  width: number,
  indent: number,
  paint: Paint,
): string => {
  const words = whyOf(run);
  if (words === '' || width - indent < LEAST) return '';
  return `${' '.repeat(indent)}${paint.dim(cut(harmless(words), width - indent))}`;
};

const whyOf = (run: BoardEntry | DamagedRun): string => {
  if ('fault' in run) return run.fault;
  if ('outside' in run) return '';
  return run.stop?.detail === undefined || isAtWork(run.status)
    ? ''
    : `${run.stop.reason}: ${run.stop.detail}`;
};

/** With less room than this, half a sentence helps nobody. */
const LEAST = 16;

const piecesOf = (run: BoardRun, paint: Paint): readonly Piece[] => {
  const { spend, limits, bridge, steps } = run;
  const tokens = (spend.tokensIn ?? 0) + (spend.tokensOut ?? 0);
  const isHeldTo = (limit: string): boolean => limits.some((one) => one.limit === limit);
  const known = spend.cost !== undefined || spend.estimatedCost > 0;
  return [
    ...limits.flatMap((standing) => barOf(standing, paint)),
    ...(known && !isHeldTo('budget') ? [same(money(spend))] : []),
    ...(tokens > 0 && !isHeldTo('tokens') ? [same(`${grouped(tokens)} tokens`)] : []),
    ...bridgePieces(bridge, paint),
    ...(isAtWork(run.status) ? [same(`${steps.passed} of ${steps.all} steps passed`)] : []),
  ];
};

const same = (text: string): Piece => ({ plain: text, painted: text });

const bridgePieces = ({ messages, pass, fail }: BoardRun['bridge'], paint: Paint): readonly Piece[] => {
  if (messages === 0) return [];
  const failed = `${fail} fail`;
  return [
    same(messages === 1 ? '1 message' : `${grouped(messages)} messages`),
    {
      plain: `${pass} pass, ${failed}`,
      painted: `${pass > 0 ? paint.good(`${pass} pass`) : `${pass} pass`}, ${fail > 0 ? paint.bad(failed) : failed}`,
    },
  ];
};

/** How many columns a bar takes. */
const BAR = 10;

/** From which part of a limit on its bar warns. */
const NEAR = 0.8;

/** How much of a limit is used, where that is counted over the run: `$0.42 ██░░░░░░░░ of $2.00`. */
const barOf = ({ limit, value, used, unknown }: LimitStanding, paint: Paint): readonly Piece[] => {
  if (used === undefined || value <= 0) return [];
  const part = Math.min(1, used / value);
  const full = Math.min(BAR, Math.round(part * BAR));
  const [done, left] = ['█'.repeat(full), '░'.repeat(BAR - full)];
  const colour = part >= 1 ? paint.bad : part >= NEAR ? paint.note : paint.good;
  const before = `${unknown === undefined ? '' : '≥ '}${limit === 'tokens' ? grouped(used) : wordsFor(limit, used)}`;
  const after = `of ${wordsFor(limit, value)}`;
  return [
    {
      plain: `${before} ${done}${left} ${after}`,
      painted: `${before} ${colour(done)}${paint.dim(left)} ${after}`,
    },
  ];
};

const wordsFor = (limit: string, value: number): string => {
  if (limit === 'timeout') return duration(value);
  return limit === 'tokens' ? `${grouped(value)} tokens` : amountOf(limit, value);
};
