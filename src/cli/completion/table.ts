import { STATE_WORDS } from '../../projections/stateWords.js';
import { type CommandSpec, firstWord } from '../commandSpec.js';

/** The kinds of names that a script asks refold for; `active` are those of active workflows that refold does not run. */
export const LISTED = ['runs', 'workflows', 'active'] as const;
export type Listed = (typeof LISTED)[number];

/** What can stand somewhere on the command line: names that refold knows, paths, words of a list, or any text. */
export type Kind = Listed | 'files' | 'folders' | 'text' | { readonly words: readonly string[] };

export interface CompletedOption {
  readonly flag: string;
  readonly about: string;
  /** Undefined for an option without a value. */
  readonly value: Kind | undefined;
}

export interface CompletedCommand {
  /** `run`, or `workflows check`. */
  readonly name: string;
  readonly about: string;
  readonly options: readonly CompletedOption[];
  /** What each of its arguments is. */
  readonly arguments: readonly Kind[];
}

/** Where a command works. */
const WHERE: CompletedOption = {
  flag: '-C',
  about: 'work as if started in this directory',
  value: 'folders',
};

/** What can stand before a command. */
export const BEFORE: readonly CompletedOption[] = [
  WHERE,
  { flag: '--help', about: 'print this help', value: undefined },
  { flag: '--version', about: 'print the version', value: undefined },
];

/** The options of every command. */
const COMMON: readonly CompletedOption[] = [
  WHERE,
  { flag: '--json', about: 'print JSON for programs', value: undefined },
  { flag: '--quiet', about: 'print results only', value: undefined },
  { flag: '--verbose', about: 'say more', value: undefined },
  { flag: '--debug', about: 'show the stack of an error', value: undefined },
  { flag: '--help', about: 'print this help', value: undefined },
];

/** What a placeholder of an argument or an option stands for. */
const KINDS: Readonly<Record<string, Kind>> = {
  run: 'runs',
  name: 'active',
  state: { words: STATE_WORDS },
  workflow: 'workflows',
  file: 'files',
  path: 'files',
  dir: 'folders',
};

const kindOf = (placeholder: string): Kind => {
  const words = placeholder.split('|');
  return words.length > 1 ? { words } : (KINDS[placeholder] ?? 'text');
};

/** The command line as shells complete it: every command, and help on each and on each topic. */
export const completed = (
  commands: readonly CommandSpec[],
  topics: readonly string[],
): readonly CompletedCommand[] => [
  ...commands.map((spec) => ({
    name: nameOf(spec),
    about: spec.about,
    options: [...(spec.required ?? []), ...(spec.options ?? [])].map(optionOf).concat(COMMON),
    arguments: argumentsOf(spec),
  })),
  {
    name: 'help',
    about: 'explain a command or a topic',
    options: [],
    arguments: [{ words: [...new Set([...commands.map((spec) => firstWord(nameOf(spec))), ...topics])] }],
  },
];

/** First words that are no command by themselves. */
export const groupsOf = (commands: readonly CompletedCommand[]): readonly string[] =>
  firstsOf(commands.filter(({ name }) => name.includes(' ')));

/** The first words of all commands, each once. */
export const firstsOf = (commands: readonly CompletedCommand[]): readonly string[] => [
  ...new Set(commands.map(({ name }) => firstWord(name))),
];

/** A word in a list of words, as fish and zsh read one. */
export const escaped = (word: string): string => word.replace(/[^\w.-]/g, '\\$&');

const nameOf = ({ usage }: CommandSpec): string => usage.replace(/ *[[<].*$/, '');

const argumentsOf = ({ usage }: CommandSpec): readonly Kind[] =>
  [...usage.matchAll(/[[<]([^\]>]+)/g)].map(([, placeholder = '']) => kindOf(placeholder));

const optionOf = ([flags, about]: readonly [string, string, ...unknown[]]): CompletedOption => {
  const [, flag = flags, placeholder] = /^(\S+)(?: [[<](.+)[\]>])?$/.exec(flags) ?? [];
  return { flag, about, value: placeholder === undefined ? undefined : kindOf(placeholder) };
};
