import type { Rejection } from '../../engine/decide/decision.js';
import type { EndingRefusal } from '../../engine/ending.js';
import type { RunId } from '../../events/ids.js';
import { shellWord } from '../../events/shellWord.js';
import { some } from '../../events/some.js';
import { NO_RUNS } from '../../inspector/text/noRuns.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import type { AppendError, LogUnreadable } from '../../ports/eventLog.js';
import type { Failure } from '../../ports/failure.js';
import type { RepositoryError } from '../../ports/repositoryError.js';
import type { OpenError, RunEntry } from '../../ports/runStore.js';
import type { CutNotResolved } from '../../projections/resolveCut.js';
import type { RunNotResolved } from '../../projections/resolveRun.js';
import type { WorkflowError } from '../../workflow/load.js';
import { type IntegrityError, integrityTellers } from '../drift/integrityFailure.js';
import { type ApplyRefusal, type DisposalRefusal, endingTellers } from '../ending/endingFailure.js';
import { EXIT } from '../exitCode.js';
import { elsewhereTellers, type RunElsewhere, type RunUnnamed } from '../find/elsewhereFailure.js';
import { type MovedRefusal, movedTellers } from '../moved/movedFailure.js';
import { type OutsideError, outsideTellers } from '../outside/failure.js';
import type { TasksInvalid } from '../workflow/takeTasks.js';
import { refusalTellers } from './refusalFailure.js';
import { diskFull, storeTellers } from './storeFailure.js';
import { refused, type TellersOf, type Told } from './told.js';
import { heldBy, heldHint, quoted, unreadWords } from './wording.js';

/** A command that was called in a way that means nothing. */
export interface UsageError {
  readonly _tag: 'Usage';
  readonly message: string;
  readonly hint: string;
}

/** Such a command, as it is refused. */
export const usage = (message: string, hint: string): UsageError => ({ _tag: 'Usage', message, hint });

/** There is no run that the command could be about. */
export interface NoRuns {
  readonly _tag: 'NoRuns';
  readonly what: string;
  /** The newest of those that do not fit, as it is called. */
  readonly newest?: string;
  /** The newest that has passed, where it would fit if it was merged. */
  readonly passed?: string;
}

/** Every run has passed, or there is none. */
export interface NothingToResume {
  readonly _tag: 'NothingToResume';
}

/** No run is known to have been in this session; it may be in one that could not be read. */
export interface NoSuchSession {
  readonly _tag: 'NoSuchSession';
  readonly session: string;
  readonly unread: readonly RunEntry[];
}

/** A person was asked, and wanted none of it. */
export interface NothingChosen {
  readonly _tag: 'NothingChosen';
  /** Files that were put back before, as somebody chose. */
  readonly restored?: readonly string[];
}

/** A run of this repository is unfinished, and nobody said what is to become of it. */
export interface Unfinished {
  readonly _tag: 'Unfinished';
  readonly run: RunId;
  /** Where it stands, in one line. */
  readonly line: string;
  /** How many more there are. */
  readonly others: number;
  /** Its merge was cut off, and is finished before anything else is done with it. */
  readonly isApplying: boolean;
}

/** Everything that can keep a command from doing what it was asked for. */
export type CliError =
  | AppendError
  | ApplyRefusal
  | CutNotResolved
  | DisposalRefusal
  | EndingRefusal
  | Failure
  | IntegrityError
  | LogUnreadable
  | MovedRefusal
  | NoRuns
  | NoSuchSession
  | NothingChosen
  | NothingToResume
  | OpenError
  | OutsideError
  | Rejection
  | RepositoryError
  | RunElsewhere
  | RunNotResolved
  | RunUnnamed
  | TasksInvalid
  | Unfinished
  | UsageError
  | WorkflowError;

/** The file that all problems are in: it may be one of tasks, or a workflow that is called. */
const fileOf = (problems: TasksInvalid['problems']): string | undefined => {
  const files = new Set(problems.map(({ file }) => file));
  return files.size === 1 ? [...files][0] : undefined;
};

const bug = (message: string): Told => ({
  message,
  hint: 'report it; the log holds everything up to here',
  exit: EXIT.bug,
});

const placesOf = (problems: TasksInvalid['problems']): string =>
  problems.map(({ file, line, column, message }) => `  ${file}:${line}:${column}: ${message}`).join('\n');

const tellers: TellersOf<CliError> = {
  Usage: ({ message, hint }) => refused(message, hint),
  NoRuns: ({ what, newest, passed }) =>
    refused(
      what,
      passed !== undefined
        ? `\`refold apply ${passed}\` merges the newest that has passed, or finds that it is merged already`
        : newest === undefined
          ? 'start one with `refold run <workflow>`'
          : `the newest is ${newest}; \`refold runs\` tells where each stands`,
    ),

  NothingToResume: () => ({ message: 'No active runs to resume', exit: EXIT.done }),
  NothingChosen: ({ restored = [] }) =>
    refused(
      restored.length === 0
        ? 'nothing was chosen, and nothing was changed'
        : `nothing was chosen; put back before that: ${some(restored.map(pathWords))}; nothing else was changed`,
      'give the command again; what it asks can be said by its options and by the name of a run',
    ),
  NoSuchSession: ({ session, unread }) =>
    refused(
      `no run holds a session ${quoted(session)}${unreadWords(unread)}`,
      '`refold show <run> --json` tells the sessions of a run',
    ),
  Unfinished: ({ run, line, others, isApplying }) =>
    refused(
      `a run is unfinished here: ${line}${others === 0 ? '' : `, and ${others} more`}`,
      isApplying
        ? `\`refold apply ${run}\` finishes its merge, which was cut off, \`--new\` starts alongside`
        : `\`refold resume ${run}\` goes on with it, \`refold discard ${run}\` ends it, \`--new\` starts alongside`,
    ),

  NoRepository: ({ directory }) =>
    refused(`${directory} is in no git repository`, 'go to one, or name it with `-C DIR`'),
  RepositoryUnreadable: ({ path, detail }) =>
    refused(
      `the repository at ${path} cannot be read: ${detail}`,
      'make it readable, or name another with `-C DIR`',
    ),
  UnbornHead: ({ root }) =>
    refused(
      `${root} has no commit yet, and a run begins from one`,
      'commit something first: `git commit --allow-empty -m start`',
    ),
  BranchInTheWay: ({ branch }) =>
    refused(
      `a branch is called ${branch}, so that git can make none below it, as those of runs are`,
      `rename it: \`git branch -m ${branch} <name>\``,
    ),
  GitMissing: () => refused('there is no `git` on the PATH', 'install git 2.34 or newer'),
  GitTooOld: ({ version, least }) =>
    refused(`git ${version} is too old`, `refold needs git ${least} or newer`),
  GitRefused: ({ root, detail }) =>
    refused(
      `git refused to look at ${root}: ${detail}`,
      `mend what git says; \`git -C ${shellWord(root)} status\` tells the same`,
    ),

  SourceMissing: ({ name, looked }) =>
    refused(
      `there is no workflow ${quoted(name)}; looked for ${looked.join(', ')}`,
      'name a file, such as `./workflow.yaml`',
    ),
  WorkflowNotFound: ({ message }) =>
    refused(
      message,
      '`refold workflows list` lists those that can be named; a file is named by its path, such as `./workflow.yaml`',
    ),
  SourceUnreadable: ({ path, detail }) =>
    refused(`${path} cannot be read: ${detail}`, 'a workflow is a YAML file in UTF-8 that you may read'),
  SourceRefused: ({ name, detail }) =>
    refused(`${name}: ${detail}`, 'name the file itself, such as `./workflow.yaml`'),
  WorkflowInvalid: ({ path, problems, tasks, isSet }) => ({
    message: `${fileOf(problems) ?? path} does not hold together:\n${placesOf(problems)}`,
    hint: `\`refold workflows check ${shellWord(path)}${tasks === undefined ? '' : ` --tasks ${shellWord(tasks)}`}${isSet ? ' --set …' : ''}\` tells the same`,
    exit: EXIT.refused,
  }),

  TasksInvalid: ({ problems }) =>
    refused(
      `the tasks of the run have changed, and do not hold together:\n${placesOf(problems)}`,
      'mend them, or go by what the run holds of them, with `--captured`',
    ),

  NoSuchRun: ({ wanted, known, unread = [] }) =>
    refused(
      `no run is called ${quoted(wanted)}${unreadWords(unread)}`,
      known === 0
        ? NO_RUNS
        : 'a run is named by its number, its id, the beginning of its id, its name, or the session of an agent',
    ),
  AmbiguousRun: ({ wanted, candidates }) =>
    refused(
      `${wanted} can be any of these runs: ${some(candidates.map(({ run, repository }) => `${run} (${repository})`))}`,
      'name one by its id',
    ),
  RunNotFound: ({ run }) =>
    refused(
      `the folder of run ${run} is gone`,
      `what it committed may still be on its branch, \`refold/${run}/main\``,
    ),

  CutBeyondEnd: ({ wanted, last }) =>
    refused(`there is no event ${wanted}: the last one is ${last}`, '`refold log` lists them'),
  CutUnknown: ({ wanted, candidates }) =>
    refused(
      `${quoted(wanted)} names no moment of this run`,
      candidates.length === 0
        ? 'no step has started yet; use a seq'
        : `known are ${some(candidates)}, a seq, or a time such as 2026-11-21T04:00:00.000Z`,
    ),

  ...refusalTellers,
  ...endingTellers,
  ...integrityTellers,
  ...outsideTellers,
  ...movedTellers,
  ...elsewhereTellers,
  ...storeTellers,

  LeaseHeld: (held) => ({ message: heldBy(held), ...heldHint(held), exit: EXIT.busy }),
  AppendConflict: ({ detail }) => ({
    message: `another process writes to this run: ${detail}`,
    hint: 'this process wrote nothing more; `refold show` tells where the run stands',
    exit: EXIT.busy,
  }),
  AppendDiskFull: ({ path }) => ({
    message: `the disk is full: ${path} cannot grow`,
    hint: 'everything up to the last event is kept; make room, then `refold resume`',
    exit: EXIT.stopped,
  }),
  AppendFailed: ({ path, detail }) => ({
    message: `${path} could not be written: ${detail}`,
    hint: 'everything up to the last event is kept; mend this, then `refold resume`',
    exit: EXIT.stopped,
  }),
  DraftInvalid: ({ type }) => bug(`a ${type} event that does not decode was about to be written`),
  LineTooLong: ({ type, bytes }) =>
    refused(
      `the ${type} event would take ${bytes} bytes, and a line holds 1 MiB`,
      'make the workflow smaller',
    ),
  Rejection: ({ command, because }) => bug(`${command} was rejected: ${because}`),

  DiskFull: diskFull,
  Drift: ({ detail }) => ({ message: detail, hint: 'then the same command again', exit: EXIT.stopped }),
  Damaged: ({ detail }) => ({
    message: detail,
    hint: '`refold verify` and `git fsck` tell what is left: put back the rest from a copy; `refold fork <run> --at <cut>` begins a new run from a moment that needs nothing of it',
    exit: EXIT.damaged,
  }),
  Failed: ({ doing, detail }) => ({
    message: `${doing} failed: ${detail}`,
    hint: 'mend this, then try again; what was recorded is kept',
    exit: EXIT.stopped,
  }),
};

/** Says of an error what happened, where, and what to do next. */
export const tell = (error: CliError): Told => (tellers[error._tag] as (error: CliError) => Told)(error);
