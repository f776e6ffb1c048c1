import * as TE from 'fp-ts/lib/TaskEither.js';
import type { CommandSpec } from './commandSpec.js';
import { type OptionValue, optionalText, TAKE_OVER, textOf } from './commandSpec.js';
import { doctor } from './commands/doctor.js';
import { dryRun } from './commands/dryRun.js';
import { fork } from './commands/fork.js';
import { replay } from './commands/replay.js';
import { resume } from './commands/resume.js';
import { run } from './commands/run.js';
import { workflowsCheck } from './commands/workflowsCheck.js';
import { workflowsList } from './commands/workflowsList.js';
import { workflowsShow } from './commands/workflowsShow.js';
import { endingCommands } from './endingCommands.js';
import type { WorkflowOptions } from './loadWorkflow.js';
import { readingCommands } from './reading.js';
import { startWith } from './start.js';
import { wayOf } from './wayOfRun.js';

const WORKFLOW_OPTIONS: NonNullable<CommandSpec['options']> = [
  ['--set <name=value>', 'give a value to a variable; once for each', 'often'],
  ['--agent <name>', 'put this agent in the place of every other; `scripted:FILE` plays a scenario'],
  ['--pause-after <step>', 'ask a person after the agent of this step'],
  ['--tasks <path>', 'a file or a folder of tasks, for a workflow that takes them, such as `tasks`'],
];

const workflowOptions = (options: Readonly<Record<string, OptionValue>>): WorkflowOptions => ({
  agent: optionalText(options.agent),
  pauseAfter: optionalText(options.pauseAfter),
  tasks: optionalText(options.tasks),
  set: Array.isArray(options.set) ? options.set : [],
});

type Start = CommandSpec['start'];

const startRun: Start = (context, { args: [workflow = ''], options }) => {
  const asked = { ...workflowOptions(options), spec: optionalText(options.spec) };
  if (options.dryRun === true) return dryRun(context, workflow, asked);
  return run(context, workflow, { ...asked, alongside: options.new === true });
};

/** Two options of a resume that ask for different things; each would do what the other one must not. */
const AT_ODDS = [
  ['dryRun', 'fromStart', '`--from-start` begins a new run, and `--dry-run` does nothing'],
  ['continue', 'abort', '`--continue` and `--abort` are two answers to one question'],
] as const;

const startResume: Start = (context, given) => {
  const odd = AT_ODDS.find(([one, other]) => given.options[one] === true && given.options[other] === true);
  return odd
    ? TE.left({ _tag: 'Usage', message: odd[2], hint: 'give one of them' })
    : resumeWith(context, given);
};

const resumeWith: Start = (context, { args: [wanted], options }) =>
  resume(context, wanted ?? optionalText(options.run), {
    session: optionalText(options.session),
    fromStart: options.fromStart === true,
    dryRun: options.dryRun === true,
    takeOver: options.takeOver === true,
    ...(options.continue === true ? { answer: 'continue' } : {}),
    ...(options.abort === true ? { answer: 'abort' } : {}),
  });

const startReplay: Start = (context, { args: [wanted], options }) =>
  replay(context, wanted ?? optionalText(options.run), {
    ...workflowOptions(options),
    fromStep: textOf(options.fromStep),
    captured: options.captured === true,
    fork: options.fork === true,
    workflow: optionalText(options.workflow),
    takeOver: options.takeOver === true,
  });

/** Every command. */
export const workingCommands: readonly CommandSpec[] = [
  {
    usage: 'run [workflow]',
    about: 'start a run of a workflow from the commit that is checked out',
    options: [
      ['--spec <file>', 'the text that `{spec}` stands for'],
      ...WORKFLOW_OPTIONS,
      ['--new', 'start alongside runs of this repository that are unfinished'],
      ['--dry-run', 'show what would run, and touch nothing'],
      ['--resume', 'go on with a run instead, as `refold resume` does'],
      ['--replay', 'go back in a run instead, as `refold replay` does'],
      ['--from-step <path>', 'with --replay: the step to begin with'],
      ['--run <run>', 'with --resume or --replay: the run'],
    ],
    start: (context, given) => {
      const way = wayOf(given);
      if (typeof way !== 'string') return TE.left(way);
      return { run: startRun, resume: startResume, replay: startReplay }[way](context, given);
    },
  },
  {
    usage: 'resume [run]',
    about: 'go on with a run where it stopped or was killed',
    options: [
      ['--session <id>', 'the run in which an agent had this conversation'],
      ['--from-start', 'discard the run, and begin a new one of the same workflow and inputs'],
      ['--dry-run', 'show the plan, and touch nothing'],
      TAKE_OVER,
      ['--continue', 'go on with a step that waits for a person'],
      ['--abort', 'let a step that waits for a person fail'],
    ],
    start: startResume,
  },
  {
    usage: 'replay [run]',
    about: 'go back to just before a step and run again from there',
    required: [['--from-step <path>', 'the step to begin with, such as build/impl']],
    options: [
      ['--captured', 'go by the workflow as the run holds it, though its files have changed'],
      ['--workflow <file>', 'go by another workflow from there on'],
      ['--fork', 'leave the run as it is, and replay in a new one that is forked from it'],
      ...WORKFLOW_OPTIONS,
      TAKE_OVER,
    ],
    start: startReplay,
  },
  {
    usage: 'fork [run]',
    about: 'make a new run that goes on from any moment of this one',
    required: [['--at <cut>', 'a seq, a step, `step@2`, `step@L2.1`, or a time']],
    options: [['--prepare', 'make it, and start nothing; `refold resume` does']],
    start: (context, { args: [wanted], options }) =>
      fork(context, wanted, { at: textOf(options.at), prepare: options.prepare === true }),
  },
  ...endingCommands,
  ...readingCommands,
  {
    usage: 'doctor',
    about: 'look for agents, git and the home folder, and say what is wrong',
    start: (context) => doctor(context),
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
];

/** Starts a process that knows every command. */
export const start = startWith(workingCommands, { quits: false });
