import type { CommandSpec } from './commandSpec.js';
import { textOf } from './commandSpec.js';
import { replay } from './commands/replay.js';
import { resume } from './commands/resume.js';
import { run } from './commands/run.js';
import { workflowsCheck } from './commands/workflowsCheck.js';
import { readingCommands } from './reading.js';
import { startWith } from './start.js';

const TAKE_OVER = ['--take-over', 'take the run even if its owner on another machine may live'] as const;

/** Every command. */
export const workingCommands: readonly CommandSpec[] = [
  {
    usage: 'run <workflow>',
    about: 'start a run of a workflow from the commit that is checked out',
    start: (context, { args: [workflow = ''] }) => run(context, workflow),
  },
  {
    usage: 'resume [run]',
    about: 'go on with a run where it stopped or was killed',
    options: [TAKE_OVER],
    start: (context, { args: [wanted], options }) =>
      resume(context, wanted, { takeOver: options.takeOver === true }),
  },
  {
    usage: 'replay [run]',
    about: 'go back to just before a step and run again from there',
    required: [['--from-step <path>', 'the step to begin with, such as build/impl']],
    options: [TAKE_OVER],
    start: (context, { args: [wanted], options }) =>
      replay(context, wanted, { fromStep: textOf(options.fromStep), takeOver: options.takeOver === true }),
  },
  ...readingCommands,
  {
    usage: 'workflows check <workflow>',
    about: 'check a workflow and report every problem with its place',
    start: (context, { args: [workflow = ''] }) => workflowsCheck(context, workflow),
  },
];

/** Starts a process that knows every command. */
export const start = startWith(workingCommands, { quits: false });
