import { firstWord } from '../commandSpec.js';
import { BEFORE, type CompletedCommand, escaped, firstsOf, type Kind, LISTED } from './table.js';

/** The completion script of zsh, for a folder of `fpath` or to be sourced. */
export const zshScript = (commands: readonly CompletedCommand[]): string => {
  const firsts = firstsOf(commands);
  return [
    '#compdef refold',
    '# zsh completion for refold; `source <(refold completion zsh)`',
    ...LISTS,
    '_refold() {',
    '  local curcontext="$curcontext" state line place=. at',
    '  for (( at = 2; at < CURRENT; at++ )); do',
    '    [[ $words[at] == -C ]] && (( at + 1 < CURRENT )) && place=$words[at+1]',
    '    [[ $words[at] == -C?* ]] && place=${words[at]#-C}',
    '  done',
    '  place=${(Q)place}',
    `  [[ $place == '~' || $place == '~/'* ]] && place=$HOME\${place:1}`,
    '  # What stands before a command is no part of it.',
    '  while [[ $words[2] == -C* ]] && (( CURRENT > 2 )); do',
    '    [[ $words[2] == -C ]] && (( CURRENT == 3 )) && { _files -/; return }',
    '    if [[ $words[2] == -C ]]; then shift 1 words; (( CURRENT -= 1 )); fi',
    '    shift 1 words; (( CURRENT -= 1 ))',
    '  done',
    '  if (( CURRENT == 2 )); then',
    '    local -a commands=(',
    ...firsts.map((first) => `      ${described(first, aboutOf(commands, first))}`),
    '    )',
    '    local -a before=(',
    ...BEFORE.map(({ flag, about }) => `      ${described(flag, about)}`),
    '    )',
    "    if [[ $PREFIX == -* ]]; then _describe -o 'option' before",
    "    else _describe -t commands 'refold command' commands; fi",
    '    return',
    '  fi',
    '  case "$words[2]" in',
    ...firsts.map((first) => `    ${first}) ${bodyOf(commands, first)} ;;`),
    '  esac',
    '}',
    'if [[ $funcstack[1] == _refold ]]; then _refold "$@"; else compdef _refold refold; fi',
  ].join('\n');
};

/** The names that refold knows, asked for when one is to be completed. */
const LISTS = LISTED.flatMap((kind) => [
  `_refold_${kind}() {`,
  `  local -a found=(\${(f)"$(refold completion --list ${kind} -C "$place" 2>/dev/null)"})`,
  '  found=("${(@)found//:/\\\\:}")',
  '  found=("${(@)found/$\'\\t\'/:}")',
  `  _describe -t ${kind} ${kind} found${kind === 'workflows' ? ' || _files' : ''}`,
  '}',
]);

const aboutOf = (commands: readonly CompletedCommand[], first: string): string => {
  const all = commands.filter(({ name }) => firstWord(name) === first);
  const [only] = all;
  if (all.length === 1 && only) return only.about;
  return all.map(({ name }) => name.slice(first.length + 1)).join(', ');
};

const bodyOf = (commands: readonly CompletedCommand[], first: string): string => {
  const alone = commands.find(({ name }) => name === first);
  if (alone) return argumentsOf(alone, 2);
  const members = commands.filter(({ name }) => firstWord(name) === first);
  const names = members.map(({ name, about }) => described(name.slice(first.length + 1), about)).join(' ');
  const bodies = members
    .map((member) => `${member.name.slice(first.length + 1)}) ${argumentsOf(member, 3)} ;;`)
    .join(' ');
  return `if (( CURRENT == 3 )); then local -a members=(${names}); _describe -t commands '${first}' members; else case "$words[3]" in ${bodies} esac; fi`;
};

/** What follows the name of a command, which takes so many words. */
const argumentsOf = ({ options, arguments: kinds }: CompletedCommand, words: number): string => {
  const specs = options.map(({ flag, about, value }) => {
    const action = value === undefined ? '' : `:value:${actionOf(value)}`;
    return quoted(`*${flag}[${inBrackets(about)}]${action}`);
  });
  const own = kinds.map((kind, at) => quoted(`${at + 1}:argument:${actionOf(kind)}`));
  return `shift ${words - 1} words; (( CURRENT -= ${words - 1} )); _arguments ${[...specs, ...own].join(' ')}`;
};

const actionOf = (kind: Kind): string => {
  if (typeof kind !== 'string') return `(${kind.words.map(escaped).join(' ')})`;
  return {
    runs: '_refold_runs',
    active: '_refold_active',
    workflows: '_refold_workflows',
    files: '_files',
    folders: '_files -/',
    text: ' ',
  }[kind];
};

const inBrackets = (text: string): string => text.replace(/[[\]:\\]/g, '\\$&');

const described = (word: string, about: string): string => quoted(`${word}:${about.replaceAll(':', '\\:')}`);

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
