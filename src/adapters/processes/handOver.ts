import { constants } from 'node:os';
import { execa } from 'execa';
import type { NotStarted } from './execute.js';

/** A command line as a person said it, where it is to run, and what it is told beside it. */
export interface CommandLine {
  readonly command: string;
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * Gives the terminal to a command line and answers its exit code; of one that a signal ended, as a shell says it. The
 * command is one argument of `sh -c`, as it stands: nothing is put into it, and whatever else it is told is in variables.
 */
export const handOver = async ({
  command,
  directory,
  environment,
}: CommandLine): Promise<number | NotStarted> => {
  // A signal from the terminal reaches the command as well, and it says what becomes of it.
  const ignore = (): void => undefined;
  const signals = ['SIGINT', 'SIGQUIT'] as const;
  for (const signal of signals) process.on(signal, ignore);
  const { exitCode, signal, code, originalMessage } = await execa('sh', ['-c', command], {
    cwd: directory,
    env: environment,
    extendEnv: false,
    stdio: 'inherit',
    reject: false,
  });
  for (const name of signals) process.off(name, ignore);
  if (exitCode !== undefined) return exitCode;
  if (signal !== undefined) return 128 + constants.signals[signal];
  return { code: code ?? '', detail: originalMessage ?? '' };
};
