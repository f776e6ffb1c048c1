import { writeBugReport } from './bugReport.js';
import type { CommandSpec } from './commandSpec.js';
import type { Installation } from './context.js';
import { EXIT, exitOfStop } from './exitCode.js';
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
    process.on('uncaughtException', (error) => process.exit(endOf(error)));
    main(commands, process.argv.slice(2), installation)
      .catch(endOf)
      .then((exit) => {
        // An error of the last write is told a moment after that write.
        const end = (): void => process.exit(lost === undefined ? exit : tellLost(lost, exit));
        process.stdout.write('', () => setImmediate(end));
      });
  };

/** The exit code behind an error that nothing awaited: a bug, or a window that was closed while keys were read from it. */
const endOf = (error: unknown): number => (hasHungUp(error) ? HUNG_UP : writeBugReport(error));

const HUNG_UP = exitOfStop('interrupted', 'SIGHUP');

/** The mode of a terminal that is gone can be neither taken nor given back. */
const hasHungUp = (error: unknown): boolean => error instanceof Error && error.message === 'setRawMode EIO';

/** What a program would have read is lost, so even a command that did its work did not end well. */
const tellLost = (why: string, exit: number): number => {
  process.stderr.write(`error: the output could not be written: ${why}\n`);
  return exit === EXIT.done ? EXIT.failed : exit;
};
