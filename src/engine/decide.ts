import * as E from 'fp-ts/lib/Either.js';
import type { Draft } from '../events/catalogue.js';
import type { RunState } from '../projections/runState/state.js';
import type { Command, CommandType } from './command.js';
import type { Decision, Rejection } from './decide/decision.js';
import { onAttempt } from './decide/onAttempt.js';
import { onEnding } from './decide/onEnding.js';
import { commitWork, onInspection } from './decide/onInspection.js';
import { onLimits } from './decide/onLimits.js';
import { onMerge } from './decide/onMerge.js';
import { onOutside } from './decide/onOutside.js';
import { onProcess } from './decide/onProcess.js';
import { onReview } from './decide/onReview.js';
import { onRun } from './decide/onRun.js';
import { onSalvage } from './decide/onSalvage.js';
import { onStep } from './decide/onStep.js';
import { onWork } from './decide/onWork.js';
import { onWorkspace } from './decide/onWorkspace.js';

const deciders = {
  ...onRun,
  ...onStep,
  ...onAttempt,
  ...onProcess,
  ...onReview,
  ...onWorkspace,
  ...onMerge,
  ...onEnding,
  ...onLimits,
  ...onOutside,
  ReportInspection: onInspection,
  CommitWork: commitWork,
  ReportWork: onWork,
  ReportSalvage: onSalvage,
} satisfies { readonly [T in CommandType]: (state: RunState, command: never) => Decision };

/**
 * Says what happens when this is asked of the run as it stands: the events that follow, or why it does not apply.
 * Pure and total; it reads no clock and no disk.
 */
export const decide = (command: Command, state: RunState): E.Either<Rejection, readonly Draft[]> => {
  const decider = deciders[command.type] as (state: RunState, command: Command) => Decision;
  return E.mapLeft((because: string): Rejection => ({ _tag: 'Rejection', command: command.type, because }))(
    decider(state, command),
  );
};
