import {
  BEFORE,
  type CompletedCommand,
  type CompletedOption,
  firstsOf,
  groupsOf,
  type Kind,
  LISTED,
} from './table.js';

/**
 * The completion script of bash 3.2 and newer. It hands nothing that was typed to a shell, and asks refold for names
 * only where one can stand.
 */
export const bashScript = (commands: readonly CompletedCommand[]): string =>
  [
    '# bash completion for refold; `source <(refold completion bash)`',
    '_refold() {',
    '  local current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}',
    '  local command="" flags="" value="" place=. plain="" word="" index given=0 assigned=""',
    '  local -a arguments=()',
    '  # Where `=` stands, bash begins another word.',
    '  if [[ $current == = ]]; then assigned=1 current=""',
    '  elif [[ $before == = ]]; then assigned=1 before=${COMP_WORDS[COMP_CWORD-2]}; fi',
    '  for ((index = 1; index < COMP_CWORD; index++)); do',
    '    case "${COMP_WORDS[index]}" in',
    '      -C) ((++index < COMP_CWORD)) && _refold_place "${COMP_WORDS[index]}" ;;',
    '      -C*) _refold_place "${COMP_WORDS[index]#-C}" ;;',
    '      -*) ;;',
    `      *) command="$command\${command:+ }\${COMP_WORDS[index]}"; [[ " ${groupsOf(commands).join(' ')} " == *" $command "* ]] || break ;;`,
    '    esac',
    '  done',
    '  case "$command" in',
    ...commands.map(({ name, options, arguments: all }) => caseOf(name, options, all)),
    ...groupsOf(commands).map((group) => caseOf(group, [], [{ words: membersOf(commands, group) }])),
    caseOf('', BEFORE, [{ words: firstsOf(commands) }]),
    '  esac',
    '  for ((index++; index < COMP_CWORD; index++)); do',
    '    word=${COMP_WORDS[index]}',
    '    if [[ $word == = ]]; then ((index++)); continue; fi',
    '    _refold_value "$command" "${COMP_WORDS[index-1]}"',
    '    if [[ ${COMP_WORDS[index-1]} == -C ]]; then _refold_place "$word"',
    '    elif [[ -z $value && $word == -C?* ]]; then _refold_place "${word#-C}"',
    '    elif [[ -z $value && $word != -* ]]; then ((given++)); fi',
    '  done',
    '  _refold_value "$command" "$before"',
    '  COMPREPLY=()',
    '  if [[ -n $value ]]; then _refold_values "$value"',
    '  elif [[ -n $assigned ]]; then return',
    `  elif [[ $current == -* ]]; then _refold_values "words|$flags"`,
    '  else _refold_values "${arguments[given]-}"; fi',
    '}',
    '_refold_value() {',
    '  value=""',
    '  case "$1 $2" in',
    ...[{ name: '', options: BEFORE }, ...commands].flatMap(({ name, options }) =>
      options.flatMap(({ flag, value }) =>
        value === undefined ? [] : [`    '${name} ${flag}') value='${sourceOf(value)}' ;;`],
      ),
    ),
    '  esac',
    '}',
    ...VALUES,
    'complete -F _refold refold',
  ].join('\n');

/** The functions that offer what can stand in a place. */
const VALUES = [
  '# What a word means that was typed with quotes; nothing in it is carried out.',
  `_refold_plain() { plain=\${1//[\\\\\\"\\']/}; }`,
  '_refold_place() {',
  '  _refold_plain "$1"; place=$plain',
  `  [[ $place == '~' || $place == '~/'* ]] && place=$HOME\${place:1}`,
  '}',
  '_refold_values() {',
  "  local IFS=$'\\n' word typed written=%q",
  '  _refold_plain "$current"; typed=$plain',
  '  # Behind a quote that is open, and among files, the shell quotes what is taken by itself.',
  `  [[ $current == [\\"\\']* || $1 == workflows ]] && written=%s`,
  '  case "$1" in',
  '    files|workflows) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$typed")) ;;',
  '    folders) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$typed")) ;;',
  `    words\\|*) IFS='|'; for word in \${1#words|}; do _refold_offer; done ;;`,
  '  esac',
  '  case "$1" in',
  `    ${LISTED.join('|')})`,
  `      while IFS=$'\\t' read -r word _; do _refold_offer; done < <(refold completion --list "$1" -C "$place" 2>/dev/null) ;;`,
  '  esac',
  '}',
  '_refold_offer() {',
  '  [[ $word == "$typed"* ]] && printf -v word "$written" "$word" && COMPREPLY+=("$word")',
  '}',
];

/** What stands behind a command, or before one. */
const caseOf = (name: string, options: readonly CompletedOption[], kinds: readonly Kind[]): string => {
  const flags = options.map(({ flag }) => flag).join('|');
  const each = kinds.map((kind) => `'${sourceOf(kind)}'`).join(' ');
  return `    '${name}') flags='${flags}'; arguments=(${each}) ;;`;
};

/** What a place takes, as the script tells its function. */
const sourceOf = (kind: Kind): string => (typeof kind === 'string' ? kind : `words|${kind.words.join('|')}`);

const membersOf = (commands: readonly CompletedCommand[], group: string): readonly string[] =>
  commands.filter(({ name }) => name.startsWith(`${group} `)).map(({ name }) => name.slice(group.length + 1));
