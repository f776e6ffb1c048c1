import { writeBugReport } from './bugReport.js';
import type { CommandSpec } from './commandSpec.js';
import type { Installation } from './context.js';
import { EXIT } from './exitCode.js';
import { main } from './main.js';

/**
 * Runs the command line of this process with the commands that it knows, and ends the process. With `quits`, it ends as
 * soon as nobody reads what it prints.
 */
export const startWith =
  (commands: readonly CommandSpec[], { quits }: { readonly quits: boolean }) =>
  (installation: Installation): void => {
    let lost: string | undefined;
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      // A reader that went away, as in `refold log | head`, is no error; what only prints has nothing left to do.
      if (error.code !== 'EPIPE') lost ??= error.message;
      else if (quits) process.exit(EXIT.done);
    });
    // Talk that nobody hears is no reason to stop a run.
    process.stderr.on('error', () => undefined);
    process.on('uncaughtException', (error) => process.exit(writeBugReport(error)));
    main(commands, process.argv.slice(2), installation)
      .catch((error: unknown) => writeBugReport(error))
      .then((exit) => {
        // An error of the last write is told a moment after that write.
        const end = (): void => process.exit(lost === undefined ? exit : tellLost(lost, exit));
        process.stdout.write('', () => setImmediate(end));
      });
  };

/** What a program would have read is lost, so even a command that did its work did not end well. */
const tellLost = (why: string, exit: number): number => {
  process.stderr.write(`error: the output could not be written: ${why}\n`);
  return exit === EXIT.done ? EXIT.failed : exit;
};
