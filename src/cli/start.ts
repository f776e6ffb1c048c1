import { writeBugReport } from './bugReport.js';
import type { CommandSpec } from './commandSpec.js';
import type { Installation } from './context.js';
import { EXIT } from './exitCode.js';
import { main } from './main.js';

/** Runs the command line of this process with the commands that it knows, and ends the process. */
export const startWith =
  (commands: readonly CommandSpec[]) =>
  (installation: Installation): void => {
    // A reader that went away, as in `refold log | head`, is no error.
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(EXIT.done);
      throw error;
    });
    main(commands, process.argv.slice(2), installation).then(
      (exit) => process.exit(exit),
      (error: unknown) => process.exit(writeBugReport(error)),
    );
  };
