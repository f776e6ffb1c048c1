import { type CommandSpec, optionalText, TAKE_OVER } from './commandSpec.js';
import { restore } from './commands/restore.js';
import { verifyFiles } from './commands/verifyFiles.js';

/** A command that only looks, with what it does where git is at hand. */
export const withGit = (spec: CommandSpec): CommandSpec =>
  spec.usage === 'verify [run]'
    ? {
        ...spec,
        start: (context, given) =>
          given.options.files === true
            ? verifyFiles(context, given.args[0], { strict: given.options.strict === true })
            : spec.start(context, given),
      }
    : spec;

/** The commands about the files of a run. */
export const fileCommands: readonly CommandSpec[] = [
  {
    usage: 'restore <file> [run]',
    about: 'put a file of a run back to what is recorded of it; what it replaces is kept',
    options: [['--unit <path>', 'in the worktree of this unit of a parallel step'], TAKE_OVER],
    start: (context, { args: [file = '', wanted], options }) =>
      restore(context, file, wanted, {
        unit: optionalText(options.unit),
        takeOver: options.takeOver === true,
      }),
  },
];
