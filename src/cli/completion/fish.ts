import { firstWord } from '../commandSpec.js';
import { type CompletedCommand, firstsOf, type Kind } from './table.js';

/** The completion script of fish. */
export const fishScript = (commands: readonly CompletedCommand[]): string => {
  const firsts = firstsOf(commands);
  return [
    '# fish completion for refold; `refold completion fish | source`',
    'complete -c refold -f',
    ...firsts.map(
      (first) =>
        `complete -c refold -n __fish_use_subcommand -a ${first} -d ${quoted(aboutOf(commands, first))}`,
    ),
    ...commands.flatMap((command) => [...memberOf(command), ...linesOf(command)]),
  ].join('\n');
};

const aboutOf = (commands: readonly CompletedCommand[], first: string): string => {
  const all = commands.filter(({ name }) => firstWord(name) === first);
  return all.length === 1 ? (all[0]?.about ?? '') : all.map(({ name }) => name).join(', ');
};

/** The second word of a command that has one. */
const memberOf = ({ name, about }: CompletedCommand): readonly string[] => {
  const [first = '', second] = name.split(' ');
  if (second === undefined) return [];
  const once = `__fish_seen_subcommand_from ${first}; and not __fish_seen_subcommand_from ${second}`;
  return [`complete -c refold -n ${quoted(once)} -a ${second} -d ${quoted(about)}`];
};

const linesOf = ({ name, options, argument }: CompletedCommand): readonly string[] => {
  const seen = name
    .split(' ')
    .map((word) => `__fish_seen_subcommand_from ${word}`)
    .join('; and ');
  const when = `complete -c refold -n ${quoted(seen)}`;
  return [
    ...(argument === undefined ? [] : [`${when} ${valuesOf(argument)}`]),
    ...options.map(({ flag, about, value }) => {
      const named = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
      return `${when} ${named} -d ${quoted(about)}${value === undefined ? '' : ` -x ${valuesOf(value)}`}`;
    }),
  ];
};

const valuesOf = (kind: Kind): string => {
  if (typeof kind !== 'string') return `-a ${quoted(kind.words.join(' '))}`;
  return {
    runs: "-k -a '(refold completion --list runs 2>/dev/null)'",
    workflows: "-a '(refold completion --list workflows 2>/dev/null; __fish_complete_path)'",
    files: "-a '(__fish_complete_path)'",
    folders: "-a '(__fish_complete_directories)'",
    text: '',
  }[kind].trimEnd();
};

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
