import { paintWith } from '../../inspector/text/paint.js';
import { showText } from '../../inspector/text/show.js';
import type { Gauge } from '../../projections/limits.js';
import type { RunState } from '../../projections/runState/state.js';
import { summaryOf } from '../../projections/summary.js';
import { asJson } from '../command.js';
import type { Context } from '../context.js';
import { EXIT, exitOfStop } from '../exitCode.js';
import { nextStep } from './nextStep.js';

/** Says how a run ended, and what to do next. */
export const tellEnd = (context: Context, state: RunState, gauge: Gauge): void => {
  const summary = summaryOf(state, { held: false }, { gauge });
  if (!summary) return;
  context.print(context.json ? asJson(summary) : showText(summary, paintWith(context.colour)));
  context.tell(`hint: ${context.fromHere(nextStep(summary))}`);
};

/** The exit code of a run that stands still. */
export const exitOfRun = ({ stop, ended }: RunState): number => {
  if (stop) return exitOfStop(stop.reason, stop.detail);
  return ended?.done ? EXIT.done : EXIT.failed;
};
