import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LimitSetting } from '../events/limits.js';
import type { Outcome } from './command.js';
import type { CommandSpec, Given } from './commandSpec.js';
import { MOVED, type OptionValue, optionalText, textOf } from './commandSpec.js';
import { completion } from './commands/completion.js';
import { config } from './commands/config.js';
import { doctor } from './commands/doctor.js';
import { dryRun } from './commands/dryRun.js';
import { fork } from './commands/fork.js';
import { replay } from './commands/replay.js';
import { resume } from './commands/resume.js';
import { run } from './commands/run.js';
import { workflowsCheck } from './commands/workflowsCheck.js';
import { workflowsList } from './commands/workflowsList.js';
import { workflowsShow } from './commands/workflowsShow.js';
import { LISTED } from './completion/table.js';
import type { Context } from './context.js';
import { detachable } from './detach/detach.js';
import { driftChoice, REPLAY_WORDS } from './drift/askAboutDrift.js';
import { fileCommands, withGit } from './drift/fileCommands.js';
import { endingCommands } from './ending/endingCommands.js';
import { LIMIT_OPTIONS, limitsNow, optionAmong } from './limits/limits.js';
import { afterMove, unlessAlongside } from './moved/followMoved.js';
import { DRY_RUN, FROM_STEP, OPTIONS_OF, runOptions, WORKFLOW_OPTIONS } from './options.js';
import { optionalStep } from './outside/asked.js';
import { outsideCommands } from './outside/outsideCommands.js';
import { readingCommands } from './reading.js';
import { startWith } from './start.js';
import { wayOf } from './wayOfRun.js';
import type { WorkflowOptions } from './workflow/loadWorkflow.js';

const workflowOptions = (options: Readonly<Record<string, OptionValue>>): WorkflowOptions => ({
  agent: optionalText(options.agent),
  pauseAfter: optionalText(options.pauseAfter),
  tasks: optionalText(options.tasks),
  set: Array.isArray(options.set) ? options.set : [],
});

type Start = CommandSpec['start'];

/** A command that starts agents, with the limits that are asked for now. */
const limited =
  (start: (context: Context, given: Given, limits: readonly LimitSetting[]) => Outcome): Start =>
  (context, given) =>
    pipe(
      TE.fromEither(limitsNow(context, given.options)),
      TE.chainW((limits) => start(context, given, limits)),
    );

const runWith = limited((context, { args: [workflow = ''], options }, limits) => {
  const asked = { ...workflowOptions(options), limits, spec: optionalText(options.spec) };
  if (options.dryRun === true) return dryRun(context, workflow, asked);
  return run(context, workflow, { ...asked, alongside: options.new === true });
});

/** Two options, be it by one value, that ask for different things; each would do what the other one must not. */
const AT_ODDS = [
  ['dryRun', 'fromStart', '`--from-start` begins a new run, and `--dry-run` does nothing'],
  ['dryRun', 'detach', '`--detach` lets a run go on, and `--dry-run` does nothing'],
  ['dryRun', 'tmux', '`--tmux` shows a run that goes on, and `--dry-run` does nothing'],
  ['continue', 'abort', '`--continue` and `--abort` are two answers to one question'],
  ['dryRun', 'exec', '`--exec` runs a command, and `--dry-run` does nothing'],
  ['at', 'fromStart', '`--at` goes on from a checkpoint, and `--from-start` begins anew'],
  ['exec', 'json', '`--exec` lets a command speak, and `--json` is one document'],
  ['captured', 'workflow', '`--captured` goes by the workflow of the run, and `--workflow` by another one'],
  ['onDrift=review', 'fromStart', '`--from-start` begins a new run, and `--on-drift review` does nothing'],
  ['onDrift=review', 'fork', '`--fork` makes a run, and `--on-drift review` does nothing'],
] as const;

/** A command that is refused where two of its options are at odds. */
const unlessAtOdds =
  (start: Start): Start =>
  (context, given) => {
    const isGiven = (option: string): boolean => {
      const [name = '', value] = option.split('=');
      const said = given.options[name] ?? false;
      return value === undefined ? said !== false : said === value;
    };
    const message = AT_ODDS.find(([one, other]) => isGiven(one) && isGiven(other))?.[2];
    return message === undefined
      ? start(context, given)
      : TE.left({ _tag: 'Usage', message, hint: 'give one of them' });
  };

const startRun = unlessAtOdds(unlessAlongside(detachable(runWith)));

const resumeWith = limited((context, { args: [wanted], options }, limits) =>
  pipe(
    TE.fromEither(optionalStep('--at', options.at)),
    TE.chainW((at) =>
      resume(context, wanted ?? optionalText(options.run), {
        at,
        exec: options.exec === true,
        session: optionalText(options.session),
        fromStart: options.fromStart === true,
        captured: options.captured === true,
        dryRun: options.dryRun === true,
        takeOver: options.takeOver === true,
        strict: options.strict === true,
        onDrift: optionalText(options.onDrift),
        ...(options.continue === true ? { answer: 'continue' } : {}),
        ...(options.abort === true ? { answer: 'abort' } : {}),
        apart: options.detach === true ? '--detach' : options.tmux === true ? '--tmux' : undefined,
        limits,
      }),
    ),
  ),
);

const startResume = unlessAtOdds(afterMove(detachable(resumeWith)));

const replayWith = limited((context, { args: [wanted], options }, limits) =>
  pipe(
    TE.fromEither(driftChoice(optionalText(options.onDrift), REPLAY_WORDS)),
    TE.chain((onDrift) =>
      replay(context, wanted ?? optionalText(options.run), {
        ...workflowOptions(options),
        fromStep: textOf(options.fromStep),
        captured: options.captured === true,
        fork: options.fork === true,
        workflow: optionalText(options.workflow),
        dryRun: options.dryRun === true,
        takeOver: options.takeOver === true,
        ...(onDrift ? { onDrift } : {}),
        limits,
      }),
    ),
  ),
);

const startReplay = unlessAtOdds(afterMove(replayWith));

const startFork = afterMove(
  limited((context, { args: [wanted], options }, limits) => {
    const asked = {
      at: textOf(options.at),
      prepare: options.prepare === true,
      dryRun: options.dryRun === true,
    };
    const option = optionAmong(limits);
    if (!asked.prepare || option === undefined) return fork(context, wanted, { ...asked, limits });
    const message = `\`--prepare\` starts nothing, and \`${option}\` limits what is started`;
    return TE.left({ _tag: 'Usage', message, hint: 'give it to the `refold resume` that starts it' });
  }),
);

/** Every command. */
export const workingCommands: readonly CommandSpec[] = [
  {
    usage: 'run [workflow]',
    about: 'start a run of a workflow from the commit that is checked out',
    options: runOptions(),
    start: (context, given) => {
      const way = wayOf(given);
      if (typeof way !== 'string') return TE.left(way);
      return { run: startRun, resume: startResume, replay: startReplay }[way](context, given);
    },
  },
  {
    usage: 'resume [run]',
    about: 'go on with a run where it stopped or was killed',
    options: OPTIONS_OF.resume,
    start: startResume,
  },
  {
    usage: 'replay [run]',
    about: 'go back to just before a step and run again from there',
    required: [FROM_STEP],
    options: OPTIONS_OF.replay,
    start: startReplay,
  },
  {
    usage: 'fork [run]',
    about: 'make a new run that goes on from any moment of this one',
    required: [['--at <cut>', 'a seq, a step, `step@2`, `step@L2.1`, or a time']],
    options: [
      ['--prepare', 'make it, and start nothing; `refold resume` does'],
      DRY_RUN,
      MOVED,
      ...LIMIT_OPTIONS,
    ],
    start: startFork,
  },
  ...outsideCommands,
  ...endingCommands,
  ...readingCommands.map(withGit),
  ...fileCommands,
  {
    usage: 'doctor',
    about: 'look for agents, git and the home folder, and say what is wrong',
    start: (context) => doctor(context),
  },
  {
    usage: 'config',
    about: 'show every value of the configuration here, and which place says it',
    options: LIMIT_OPTIONS,
    start: limited((context, _, limits) => config(context, limits)),
  },
  {
    usage: 'workflows check <workflow>',
    about: 'check a workflow and report every problem with its place',
    options: WORKFLOW_OPTIONS,
    start: (context, { args: [workflow = ''], options }) =>
      workflowsCheck(context, workflow, workflowOptions(options)),
  },
  {
    usage: 'workflows list',
    about: 'list the workflows that can be named here',
    start: (context) => workflowsList(context),
  },
  {
    usage: 'workflows show <workflow>',
    about: 'print a workflow, to be copied or read',
    start: (context, { args: [workflow = ''] }) => workflowsShow(context, workflow),
  },
  {
    usage: 'completion [bash|zsh|fish]',
    about: 'print the script by which a shell completes this command line',
    options: [[`--list <${LISTED.join('|')}>`, 'print the names that such a script asks for']],
    start: (context, { args: [shell], options }) =>
      completion(context, workingCommands, { shell, list: optionalText(options.list) }),
  },
];

/** Starts a process that knows every command. */
export const start = startWith(workingCommands, { quits: false });
