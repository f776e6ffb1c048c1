import { type CompletedCommand, firstsOf, type Kind } from './table.js';

/**
 * The completion script of bash 3.2 and newer. It hands nothing that was typed to a shell, and asks refold for names
 * only where one can stand.
 */
export const bashScript = (commands: readonly CompletedCommand[]): string =>
  [
    '# bash completion for refold; `source <(refold completion bash)`',
    '_refold() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}',
    '  local command="" flags="" argument="" value="" index',
    '  for ((index = 1; index < COMP_CWORD; index++)); do',
    '    case "${COMP_WORDS[index]}" in',
    '      -*) ;;',
    `      *) command="$command\${command:+ }\${COMP_WORDS[index]}"; [[ " ${groupsOf(commands).join(' ')} " == *" $command "* ]] || break ;;`,
    '    esac',
    '  done',
    '  case "$command" in',
    ...commands.map(
      ({ name, options, argument }) =>
        `    '${name}') flags='${options.map(({ flag }) => flag).join(' ')}'; argument='${sourceOf(argument)}' ;;`,
    ),
    ...groupsOf(commands).map(
      (group) => `    '${group}') argument='words ${membersOf(commands, group).join(' ')}' ;;`,
    ),
    `    '') argument='words ${firstsOf(commands).join(' ')}'; flags='--help --version' ;;`,
    '  esac',
    '  for ((index++; index < COMP_CWORD; index++)); do',
    '    value=""; _refold_value "$command" "${COMP_WORDS[index-1]}"',
    '    [[ ${COMP_WORDS[index]} == -* || -n $value ]] || argument=""',
    '  done',
    '  value=""; _refold_value "$command" "$before"',
    '  COMPREPLY=()',
    '  if [[ -n $value ]]; then _refold_values "$value" "$current"',
    '  elif [[ $current == -* ]]; then _refold_values "words $flags" "$current"',
    '  else _refold_values "$argument" "$current"; fi',
    '}',
    '_refold_value() {',
    '  case "$1 $2" in',
    ...commands.flatMap(({ name, options }) =>
      options.flatMap(({ flag, value }) =>
        value === undefined ? [] : [`    '${name} ${flag}') value='${sourceOf(value)}' ;;`],
      ),
    ),
    '  esac',
    '}',
    ...VALUES,
    'complete -F _refold refold',
  ].join('\n');

/** The function that offers what can stand in a place. */
const VALUES = [
  '_refold_values() {',
  "  local IFS=$'\\n' word",
  '  case "$1" in',
  '    files) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;',
  '    folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;',
  `    words\\ *) IFS=' '; for word in \${1#words }; do [[ $word == "$2"* ]] && COMPREPLY+=("$word"); done ;;`,
  '    runs|workflows)',
  `      for word in $(refold completion --list "$1" 2>/dev/null | cut -f1); do [[ $word == "$2"* ]] && COMPREPLY+=("$word"); done`,
  '      [[ $1 == runs ]] || { compopt -o filenames 2>/dev/null; COMPREPLY+=($(compgen -f -- "$2")); } ;;',
  '  esac',
  '}',
];

/** What a place takes, as the script tells its function. */
const sourceOf = (kind: Kind | undefined): string => {
  if (kind === undefined) return '';
  return typeof kind === 'string' ? kind : `words ${kind.words.join(' ')}`;
};

/** First words that are no command by themselves. */
const groupsOf = (commands: readonly CompletedCommand[]): readonly string[] =>
  firstsOf(commands.filter(({ name }) => name.includes(' ')));

const membersOf = (commands: readonly CompletedCommand[], group: string): readonly string[] =>
  commands.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1));
