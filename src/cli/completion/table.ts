import { type CommandSpec, firstWord } from '../commandSpec.js';

/** What can stand somewhere on the command line: names that refold knows, paths, words of a list, or any text. */
export type Kind =
  | 'runs'
  | 'workflows'
  | 'files'
  | 'folders'
  | 'text'
  | { readonly words: readonly string[] };

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
  /** What its first argument is; undefined where it takes none. */
  readonly argument: Kind | undefined;
}

/** The options of every command. */
const COMMON: readonly CompletedOption[] = [
  { flag: '-C', about: 'work as if started in this directory', value: 'folders' },
  { flag: '--json', about: 'print JSON for programs', value: undefined },
  { flag: '--quiet', about: 'print results only', value: undefined },
  { flag: '--verbose', about: 'say more', value: undefined },
  { flag: '--debug', about: 'show the stack of an error', value: undefined },
  { flag: '--help', about: 'print this help', value: undefined },
];

/** What a placeholder of an argument or an option stands for. */
const KINDS: Readonly<Record<string, Kind>> = {
  run: 'runs',
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
    argument: argumentOf(spec),
  })),
  {
    name: 'help',
    about: 'explain a command or a topic',
    options: [],
    argument: { words: [...new Set([...commands.map((spec) => firstWord(nameOf(spec))), ...topics])] },
  },
];

/** The first words of all commands, each once. */
export const firstsOf = (commands: readonly CompletedCommand[]): readonly string[] => [
  ...new Set(commands.map(({ name }) => firstWord(name))),
];

const nameOf = ({ usage }: CommandSpec): string => usage.replace(/ *[[<].*$/, '');

const argumentOf = ({ usage }: CommandSpec): Kind | undefined => {
  const placeholder = /[[<]([^\]>.]+)/.exec(usage)?.[1];
  return placeholder === undefined ? undefined : kindOf(placeholder);
};

const optionOf = ([flags, about]: readonly [string, string, ...unknown[]]): CompletedOption => {
  const [, flag = flags, placeholder] = /^(\S+)(?: [[<](.+)[\]>])?$/.exec(flags) ?? [];
  return { flag, about, value: placeholder === undefined ? undefined : kindOf(placeholder) };
};
