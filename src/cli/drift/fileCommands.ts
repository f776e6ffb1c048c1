import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { type CommandSpec, optionalText, TAKE_OVER } from '../commandSpec.js';
import { restore } from '../commands/restore.js';
import { verifyFiles } from '../commands/verifyFiles.js';
import { optionalStep } from '../outside/asked.js';

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
    options: [
      ['--unit <path>', 'in the worktree of this unit of a parallel step'],
      ['--force', 'in your own checkout, where refold does not run the workflow'],
      ['--at <step>', 'from an earlier checkpoint of such a workflow'],
      TAKE_OVER,
    ],
    start: (context, { args: [file = '', wanted], options }) =>
      pipe(
        TE.fromEither(optionalStep('--at', options.at)),
        TE.chain((at) =>
          restore(context, file, wanted, {
            at,
            unit: optionalText(options.unit),
            force: options.force === true,
            takeOver: options.takeOver === true,
          }),
        ),
      ),
  },
];
