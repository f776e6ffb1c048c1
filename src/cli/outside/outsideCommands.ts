import { type CommandSpec, MOVED, optionalText, TAKE_OVER, textOf } from '../commandSpec.js';
import { checkpoint } from '../commands/checkpoint.js';
import { complete } from '../commands/complete.js';
import { afterMove, afterMoveOfActive } from '../moved/followMoved.js';

/** The commands by which a workflow that refold does not run makes itself resumable. */
export const outsideCommands: readonly CommandSpec[] = [
  {
    usage: 'checkpoint <name>',
    about:
      'say how far a workflow got that refold does not run; its first checkpoint begins the run of that name',
    required: [['--step <number>', 'the step that is done; `refold resume` goes on at the next']],
    options: [
      ['--title <text>', 'what the step is called'],
      ['--var <name=value>', 'a value to be restored; once for each', 'often'],
      [
        '--file <path>',
        'a file of the repository that the step made, changed or deleted; once for each',
        'often',
      ],
      ['--command <line>', 'what goes on with the workflow'],
      ['--new', 'begin a new run of this name, whatever became of the one before'],
      MOVED,
      TAKE_OVER,
    ],
    start: afterMoveOfActive((context, { args: [name = ''], options }) =>
      checkpoint(context, name, {
        step: textOf(options.step),
        title: optionalText(options.title),
        command: optionalText(options.command),
        vars: Array.isArray(options.var) ? options.var : [],
        files: Array.isArray(options.file) ? options.file : [],
        anew: options.new === true,
        takeOver: options.takeOver === true,
      }),
    ),
  },
  {
    usage: 'complete <name>',
    about: 'say that a workflow is done that refold does not run',
    options: [MOVED, TAKE_OVER],
    start: afterMove((context, { args: [name = ''], options }) =>
      complete(context, name, { takeOver: options.takeOver === true }),
    ),
  },
];
