import { firstWord } from '../commandSpec.js';
import {
  BEFORE,
  type CompletedCommand,
  type CompletedOption,
  escaped,
  firstsOf,
  groupsOf,
  type Kind,
} from './table.js';

/** The completion script of fish. */
export const fishScript = (commands: readonly CompletedCommand[]): string => {
  const firsts = firstsOf(commands);
  return [
    '# fish completion for refold; `refold completion fish | source`',
    ...lineFunctions(commands),
    'complete -c refold -f',
    ...firsts.map((first) => `${behind('', 0)} -a ${first} -d ${quoted(aboutOf(commands, first))}`),
    ...BEFORE.map((option) => optionLine('', option)),
    ...commands.flatMap((command) => [...memberOf(command), ...linesOf(command)]),
  ].join('\n');
};

/** The functions that tell what stands on the line so far, and that ask refold for names. */
const lineFunctions = (commands: readonly CompletedCommand[]): readonly string[] => [
  '# The command, how many arguments it has, and where it works, a line each.',
  'function __refold_line',
  "  set -l command ''; set -l given 0; set -l place .; set -l takes ''",
  '  set -l words (commandline -opc)',
  '  set -e words[1]',
  '  for word in $words',
  '    if test -n "$takes"',
  '      test "$takes" = -C; and set place $word',
  "      set takes ''",
  '      continue',
  '    end',
  '    switch $word',
  '      case -C; set takes -C',
  "      case '-C*'; set place (string sub -s 3 -- $word)",
  '      case \'-*\'; __refold_takes "$command $word"; and set takes $word',
  "      case '*'",
  `        if contains -- "$command" '' ${groupsOf(commands).map(quoted).join(' ')}`,
  '          set command (string trim -- "$command $word")',
  '        else',
  '          set given (math $given + 1)',
  '        end',
  '    end',
  '  end',
  "  printf '%s\\n' \"$command\" $given (string replace -r '^~(?=/|$)' $HOME -- $place)",
  'end',
  '# Whether the word behind an option of a command is its value.',
  'function __refold_takes',
  `  contains -- $argv[1] ${commands.flatMap(takersOf).join(' ')}`,
  'end',
  '# Whether the line is at this command, and has so many arguments, if that is asked.',
  'function __refold_at',
  '  set -l line (__refold_line)',
  '  test "$line[1]" = "$argv[1]"; and contains -- "$line[2]" $argv[2] (test (count $argv) = 1; and echo $line[2])',
  'end',
  '# Names that refold knows, where the command works.',
  'function __refold_list',
  '  refold completion --list $argv[1] -C (__refold_line)[3] 2>/dev/null',
  'end',
];

const takersOf = ({ name, options }: CompletedCommand): readonly string[] =>
  options.flatMap(({ flag, value }) => (value === undefined ? [] : [quoted(`${name} ${flag}`)]));

/** A completion of what stands behind a command with so many arguments, or with any number of them. */
const behind = (name: string, given?: number): string =>
  `complete -c refold -n ${quoted(`__refold_at ${quoted(name)}${given === undefined ? '' : ` ${given}`}`)}`;

const aboutOf = (commands: readonly CompletedCommand[], first: string): string => {
  const all = commands.filter(({ name }) => firstWord(name) === first);
  return all.length === 1 ? (all[0]?.about ?? '') : all.map(({ name }) => name).join(', ');
};

/** The second word of a command that has one. */
const memberOf = ({ name, about }: CompletedCommand): readonly string[] => {
  const [first = '', second] = name.split(' ');
  return second === undefined ? [] : [`${behind(first, 0)} -a ${second} -d ${quoted(about)}`];
};

const linesOf = ({ name, options, arguments: kinds }: CompletedCommand): readonly string[] => [
  ...kinds.map((kind, given) => `${behind(name, given)} ${valuesOf(kind)}`),
  ...options.map((option) => optionLine(name, option)),
];

const optionLine = (name: string, { flag, about, value }: CompletedOption): string => {
  const named = flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`;
  return `${behind(name)} ${named} -d ${quoted(about)}${value === undefined ? '' : ` -x ${valuesOf(value)}`}`;
};

const valuesOf = (kind: Kind): string => {
  if (typeof kind !== 'string') return `-a ${quoted(kind.words.map(escaped).join(' '))}`;
  return {
    runs: "-k -a '(__refold_list runs)'",
    active: "-k -a '(__refold_list active)'",
    workflows: "-a '(__refold_list workflows; __fish_complete_path)'",
    files: "-a '(__fish_complete_path)'",
    folders: "-a '(__fish_complete_directories)'",
    text: '',
  }[kind].trimEnd();
};

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
