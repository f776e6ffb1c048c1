import type { Refusal } from '../../engine/refusal.js';
import { some } from '../../events/some.js';
import { raisedBy } from '../../inspector/text/limits.js';
import { EXIT } from '../exitCode.js';
import { refused, type TellersOf } from './told.js';
import { quoted } from './wording.js';

type Shown = Exclude<Refusal, { _tag: 'RunEnded' | 'ApplyCutOff' }>;

/** What is said where nothing can be resumed or replayed. */
export const refusalTellers: TellersOf<Shown> = {
  NothingToDo: () => ({ message: 'the run has passed; there is nothing to do', exit: EXIT.done }),
  NotCreated: () =>
    refused(
      'this run holds no event: it was cut off while it was made, and nothing was done',
      'start anew with `refold run <workflow>`',
    ),
  RunOutside: ({ number, name, isActive }) =>
    refused(
      `run #${number} is of ${quoted(name)}, a workflow that refold does not run: no agent, worktree or branch of refold's belongs to it`,
      isActive
        ? `\`refold show ${number}\` tells where it stands, \`refold resume ${number}\` how it goes on (\`--at STEP\` from an earlier step), \`refold complete ${number}\` closes it`
        : `it is closed; \`refold show ${number}\` tells what it came to, \`refold checkpoints ${number}\` lists its steps`,
    ),
  NewerLog: ({ type, seq, refold }) =>
    refused(
      `refold ${refold} wrote ${type} (seq ${seq}) into this log, and this refold does not know what it means`,
      `go on with refold ${refold} or newer; reading commands work`,
    ),
  NoSuchStep: ({ wanted, candidates }) =>
    candidates.length > 1 && candidates.every((path) => path.endsWith(`/${wanted}`) || path === wanted)
      ? refused(`${wanted} can be any of these steps: ${some(candidates)}`, 'name one by its path')
      : refused(`${quoted(wanted)} is not one step of this workflow`, `its steps are ${some(candidates)}`),
  WorkflowDiffers: ({ path, was, now }) =>
    refused(
      `before ${path} the workflow is not the one that has run: ${was} was there, ${now} is`,
      '`--captured` replays the workflow as the run holds it; replay from an earlier step runs the new one from there',
    ),
  StepNotStarted: ({ path }) =>
    refused(`${path} has not started in this run`, 'there is nothing to replay; `refold resume` goes on'),

  LimitReached: ({ number, limit, detail }) => ({
    message: `run #${number} ${limit === 'on_unknown_spend' ? 'would stop at once, as nobody knows what was spent' : 'is at its limit still'}, and nothing was changed: ${detail}`,
    hint: raisedBy(limit),
    exit: EXIT.stopped,
  }),
};
