import type { Outcome } from './command.js';
import type { Context } from './context.js';

export type OptionValue = string | boolean | readonly string[] | undefined;

/** The arguments and options of a command as the command line gives them. */
export interface Given {
  readonly args: readonly string[];
  readonly options: Readonly<Record<string, OptionValue>>;
}

/** A command of the command line. */
export interface CommandSpec {
  /** Words and arguments, as in `workflows check <workflow>`. */
  readonly usage: string;
  readonly about: string;
  readonly options?: ReadonlyArray<readonly [flags: string, about: string, often?: 'often']>;
  readonly required?: ReadonlyArray<readonly [flags: string, about: string]>;
  readonly start: (context: Context, given: Given) => Outcome;
}

/** The first word of a command. */
export const firstWord = (usage: string): string => usage.split(' ')[0] ?? usage;

/** The text of an option that takes one. */
export const textOf = (value: OptionValue): string => (typeof value === 'string' ? value : '');

/** The text of an option that may be left out. */
export const optionalText = (value: OptionValue): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** The option of every command that works on runs of a repository. */
export const MOVED = ['--moved', 'this repository was moved: look for its runs here from now on'] as const;

/** The option of every command that works on a run. */
export const TAKE_OVER = [
  '--take-over',
  'take the run even if its owner on another machine may live',
] as const;

/** The option of every command that compares files with what is recorded of them. */
export const STRICT = [
  '--strict',
  'take what an attempt that was cut off may have done for drift as well',
] as const;
