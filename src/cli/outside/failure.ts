import { whyNoName } from '../../events/runName.js';
import { shellWord } from '../../events/shellWord.js';
import { some } from '../../events/some.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { PathRefused } from '../../ports/checkout.js';
import type { LogUnreadable } from '../../ports/eventLog.js';
import type { LeaseHeld, RunEntry } from '../../ports/runStore.js';
import { EXIT } from '../exitCode.js';
import { refused, type TellersOf } from '../failure/told.js';
import { quoted, unreadWords } from '../failure/wording.js';
import { othersWords, type PlacedRun, wayTo } from '../find/elsewhereFailure.js';

/** A run of a name, begun behind one that cannot be gone on with, whose workflow is done. */
export interface LaterRun {
  readonly number: number;
  readonly status: 'completed' | 'archived';
}

/** What can keep a command from its work on a workflow that refold does not run. */
export type OutsideError =
  | PathRefused
  | {
      readonly _tag: 'WorkflowClosed';
      readonly name: string;
      readonly status: string;
      readonly at: string;
      /** What was to be done with it. */
      readonly doing: 'close' | 'resume' | 'restore';
    }
  | {
      readonly _tag: 'NothingCalled';
      readonly wanted: string;
      readonly unread: readonly RunEntry[];
      /** Runs of other repositories that have this number or name there. */
      readonly others: readonly PlacedRun[];
    }
  /** Nothing that can be read bears this name; these runs of the repository at hand may, but their logs do not tell it any more. */
  | {
      readonly _tag: 'NameUnread';
      readonly wanted: string;
      readonly unread: readonly RunEntry[];
      /** The command begins a run of the name where somebody says so. */
      readonly canBegin: boolean;
      readonly later?: LaterRun;
    }
  /** The same where the log of one of these runs cannot be read. */
  | (Omit<LogUnreadable, '_tag'> & { readonly _tag: 'NameUnreadable'; readonly wanted: string })
  | { readonly _tag: 'StillActive'; readonly name: string }
  | { readonly _tag: 'NotOutside'; readonly run: string }
  | { readonly _tag: 'NoSuchCheckpoint'; readonly name: string; readonly steps: readonly number[] }
  | {
      readonly _tag: 'CheckoutGone';
      readonly name: string;
      readonly root: string;
      readonly isActive: boolean;
    }
  /** The run is of another checkout of the repository. */
  | { readonly _tag: 'CheckoutElsewhere'; readonly name: string; readonly root: string }
  /** What a checkpoint names is lost; `earlier` is one that is whole, `step` the last one that is known. */
  | {
      readonly _tag: 'CheckpointDamaged';
      readonly name: string;
      readonly lines: readonly string[];
      readonly step: number | undefined;
      readonly earlier: number | undefined;
      readonly later?: LaterRun;
    }
  /** What a checkpoint names is there, and may be whole. */
  | { readonly _tag: 'CheckpointUnreadable'; readonly lines: readonly string[] }
  /** The log itself is damaged, so that nothing is written to it any more; `step` is the last one that it tells. */
  | {
      readonly _tag: 'OutsideLogDamaged';
      readonly name: string;
      readonly message: string;
      readonly place: string;
      readonly step: number | undefined;
      readonly later?: LaterRun;
    }
  /** Somebody writes to the run, or begins one of its name, for longer than is waited. */
  | (Omit<LeaseHeld, '_tag'> & { readonly _tag: 'WriterHeld' })
  | { readonly _tag: 'NotPutBack'; readonly path: string; readonly why: string }
  | {
      readonly _tag: 'NotForced';
      readonly path: string;
      readonly root: string;
      /** A file stands there; else there is nothing to be kept. */
      readonly isThere: boolean;
      /** What is recorded is that it is deleted. */
      readonly removes: boolean;
    }
  | { readonly _tag: 'NoCommand'; readonly name: string }
  | { readonly _tag: 'NoFolder'; readonly command: string; readonly directory: string }
  | { readonly _tag: 'NoProgram'; readonly command: string; readonly word: string };

/** A line that others look for, so that it stands alone. */
const NO_ACTIVE = 'No active workflows to resume';

/** How another run of a name is begun, where the one that is there cannot be gone on with. */
const anewAt = (name: string, step: number | undefined): string =>
  step === undefined
    ? 'the next checkpoint of that name, with `--new`, begins a new run'
    : `\`refold checkpoint ${shellWord(name)} --new --step ${step}\` begins a new run of that name behind step ${step}`;

/** Nobody is to do a workflow again that a later run of its name has done. */
const laterLine = (later: LaterRun | undefined): string =>
  later ? `\nrun #${later.number} of that name, begun later, is ${later.status}` : '';

/** How a run is begun anew, and before that what else there is to do where the workflow may be done. */
const unlessDone = (later: LaterRun | undefined, isDone: string, anew: string): string =>
  later ? `if that was the rest of this workflow, ${isDone}; else ${anew}` : anew;

const keptWords = (name: string): string =>
  `\`refold state ${shellWord(name)}\` names what is kept of each file, under \`payloads\` in the folder of the run`;

/** Says of each what happened, where, and what to do next. */
export const outsideTellers: TellersOf<OutsideError> = {
  PathRefused: ({ path, why }) =>
    refused(
      `${pathWords(path)} cannot be kept: ${why}`,
      'nothing was recorded; name files of the repository that you may read',
    ),
  WorkflowClosed: ({ name, status, at, doing }) => {
    const why = `${quoted(name)} was ${status} at ${at}`;
    const next = 'the next checkpoint of that name begins a new run';
    if (doing === 'resume') return { ...refused(NO_ACTIVE, `${why}; ${next}`), plain: true };
    const putAway = status === 'completed' ? `\`refold archive ${shellWord(name)}\` puts it away; ` : '';
    return doing === 'close'
      ? refused(why, putAway + next)
      : refused(`${why}, and files are put back only while it is active`, keptWords(name));
  },
  NothingCalled: ({ wanted, unread, others }) => {
    const isElsewhere = others.length > 0;
    const called = `no run ${isElsewhere ? 'of this repository ' : ''}is called ${quoted(wanted)}${unreadWords(unread)}`;
    return refused(
      // What cannot be a name is no workflow that others run.
      whyNoName(wanted) === undefined ? `${called}\n${NO_ACTIVE}` : called,
      isElsewhere
        ? `${othersWords(others)}; ${wayTo(others)}`
        : '`refold runs` lists those of this repository, by number, name and id',
    );
  },
  NameUnread: ({ wanted, unread, canBegin, later }) => ({
    message: `no ${later ? 'active ' : ''}run that can be read is called ${quoted(wanted)}; ${some(unread.map(({ run }) => run))} may be, but the log does not tell it any more${laterLine(later)}`,
    hint: `nothing was changed; \`refold verify ${unread[0]?.run ?? ''}\` names the log: put it back from a copy, or move the folder that it is in elsewhere, and no command looks at it${canBegin ? '; `--new` begins a new run of that name beside it' : ''}`,
    exit: EXIT.damaged,
  }),
  NameUnreadable: ({ wanted, path, detail }) => ({
    message: `no run that can be read is called ${quoted(wanted)}; one may be, but its log ${path} could not be read: ${detail}`,
    hint: 'nothing was changed; make the file readable and try again',
    exit: EXIT.damaged,
  }),
  StillActive: ({ name }) =>
    refused(
      `${quoted(name)} is active, and only what is completed is put away`,
      `\`refold complete ${shellWord(name)}\` completes it, \`refold discard ${shellWord(name)}\` gives it up`,
    ),
  NotOutside: ({ run }) =>
    refused(
      `${run} is a run of refold's own, which makes its checkpoints and ends by itself`,
      `\`refold show ${run}\` tells where it stands`,
    ),
  NoSuchCheckpoint: ({ name, steps }) =>
    refused(
      `${quoted(name)} has no such checkpoint`,
      `\`--at\` takes the number of a step; there are ${some(steps.map(String))}`,
    ),
  CheckoutGone: ({ name, root, isActive }) => {
    const found = `\`refold resume ${shellWord(name)} --moved\``;
    return refused(
      `the checkout of ${quoted(name)} is not at ${root} any more`,
      isActive
        ? `${found} where it is now, or in another checkout of its repository, looks for it there from now on; a checkpoint with \`--new\` begins a new run of that name`
        : `put it back there; if its repository was moved, ${found} there finds it; ${keptWords(name)}`,
    );
  },
  CheckoutElsewhere: ({ name, root }) =>
    refused(
      `${quoted(name)} is at work in another checkout of this repository, ${root}`,
      `go there (\`-C ${shellWord(root)}\`); a checkpoint under another name, or with \`--new\`, begins a run here`,
    ),
  CheckpointDamaged: ({ name, lines, step, earlier, later }) => {
    const ways =
      earlier === undefined
        ? `no earlier checkpoint is whole: ${anewAt(name, step)}`
        : `\`refold resume ${shellWord(name)} --at ${earlier}\` takes an earlier checkpoint, which is whole; ${anewAt(name, step)}`;
    return {
      message: `${lines.join('\n')}${laterLine(later)}`,
      hint: `nothing was changed; ${unlessDone(later, `\`refold discard ${shellWord(name)}\` gives this one up`, ways)}`,
      exit: EXIT.damaged,
    };
  },
  CheckpointUnreadable: ({ lines }) => ({
    message: lines.join('\n'),
    hint: 'nothing was changed; make that file readable, under `payloads` in the folder of the run, and try again',
    exit: EXIT.damaged,
  }),
  OutsideLogDamaged: ({ name, message, place, step, later }) => ({
    message: `${message}${laterLine(later)}`,
    hint: `nothing was changed; ${unlessDone(later, `move ${place} elsewhere`, anewAt(name, step))}${step === undefined ? '' : `, \`refold resume ${shellWord(name)} --at ${step}\` only tells what is known of this one`}; once ${place} is moved elsewhere, no command looks at it`,
    exit: EXIT.damaged,
  }),
  WriterHeld: (held) => ({
    message: `another process writes to this: pid ${held.by.pid}, since ${held.since}`,
    hint: 'nothing was changed; try again, or stop that process; `REFOLD_WAIT_SECONDS` says how long it is waited for',
    exit: EXIT.busy,
  }),
  NotPutBack: ({ path, why }) =>
    refused(
      `${pathWords(path)} is not put back: ${why}`,
      'nothing was changed; what a checkpoint recorded is put back where a file stands, or nothing',
    ),
  NotForced: ({ path, root, isThere, removes }) =>
    refused(
      `${pathWords(path)} is a file of your own checkout, ${root}, and nothing was changed`,
      isThere
        ? `\`--force\` ${removes ? 'removes' : 'replaces'} it; what is there is kept`
        : '`--force` puts it back; nothing is there now',
    ),
  NoCommand: ({ name }) =>
    refused(
      `${quoted(name)} never said which command it goes on by`,
      'say it with the next checkpoint, by `--command`',
    ),
  NoFolder: ({ command, directory }) =>
    refused(
      `\`${command}\` was recorded in ${directory}, and there is no such folder any more`,
      `\`mkdir -p ${shellWord(directory)}\` makes one; without \`--exec\` the command is only told`,
    ),
  NoProgram: ({ command, word }) =>
    refused(
      `there is no program ${word}; \`${command}\` looks like a command of an agent`,
      'give it to the agent; without `--exec` it is only told',
    ),
};
