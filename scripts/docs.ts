import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { DEFINITIONS } from '../src/adapters/agents/definitions.js';
import type { CommandSpec } from '../src/cli/commandSpec.js';
import { TOPICS } from '../src/cli/topics.js';
import { workingCommands } from '../src/cli/working.js';
import { catalogue, type EventType } from '../src/events/catalogue.js';
import type { EventDefinition } from '../src/events/define.js';
import * as ids from '../src/events/ids.js';
import { OpenSetType } from '../src/events/openSet.js';
import { RecordType } from '../src/events/record.js';
import { program } from './program.js';

/** Documents that are made from the code. With `--check`, one that is not fresh is an error. */

/** The family files of events, by what a reader looks for. */
const FAMILIES: Readonly<Record<string, string>> = {
  run: 'The run',
  life: 'Lives and repair',
  limit: 'Limits of a run',
  step: 'Steps and attempts',
  attempt: 'Inside an attempt',
  call: 'Calls of agents',
  session: 'Sessions',
  review: 'Reviews',
  message: 'Messages between the agents of a review',
  gate: 'Gates',
  setup: 'Setting up a worktree',
  workspace: 'Worktree, branch and commits',
  drift: 'Files that somebody changed',
  ending: 'Applied, discarded, archived',
  outside: 'Workflows that refold does not run',
};

const SETTLED = {
  mailbox: 'its mailbox is looked at, and an agent that still runs is adopted',
  rerun: 'what is left of it is stopped, and it runs again',
  finish: 'it is looked at how far it came, and finished',
} as const;

const eventsDocument = async (): Promise<string> => {
  const sections: string[] = [];
  const missing = new Set<string>(Object.keys(catalogue));
  for (const [family, title] of Object.entries(FAMILIES)) {
    const types = Object.keys(await import(`../src/events/families/${family}.js`)) as EventType[];
    sections.push(`## ${title}\n\n${types.map(eventSection).join('\n')}`);
    for (const type of types) missing.delete(type);
  }
  if (missing.size > 0) throw new Error(`no family here holds ${[...missing].join(', ')}`);
  return [
    '# Events',
    '',
    'Everything that can have happened in a run. This page is made from the catalogue (`npm run docs`); the form of a',
    'line is in [log-format.md](log-format.md). A field with `?` may be missing. Names and versions are a contract:',
    'they are never changed, only added to.',
    '',
    ...sections,
    '## Kinds of values',
    '',
    '| kind | a value of it |',
    '|---|---|',
    ...Object.values(ids).map(kindRow),
    '',
  ].join('\n');
};

/** A kind of value says in its own words what it wants; asked with a value that none accepts. */
const kindRow = (codec: t.Mixed): string => {
  const [error] = PathReporter.report(codec.decode(null));
  return `| \`${codec.name}\` | ${error?.replace(/^must be /, '')} |`;
};

const eventSection = (type: EventType): string => {
  const definition = catalogue[type] as unknown as EventDefinition;
  const notes = [
    ...(definition.settledBy ? [`An intent: after a crash ${SETTLED[definition.settledBy]}.`] : []),
    ...(definition.outcome ? ['Ends the intent that it names.'] : []),
    ...(definition.critical
      ? ['Critical: a refold that does not know it does not write to the log any more.']
      : []),
  ];
  return `### ${type} v${definition.v}\n\n${[definition.about, ...notes].join(' ')}\n\n${fieldTable(definition.data)}\n`;
};

const fieldTable = (codec: t.Mixed): string => {
  if (!(codec instanceof RecordType)) throw new Error('the data of an event is a record');
  const { required, optional } = codec as RecordType<Record<string, t.Mixed>, Record<string, t.Mixed>>;
  const row = (name: string, field: t.Mixed, mark: string): string =>
    `| \`${name}${mark}\` | ${words(field).replaceAll('|', '\\|')} |`;
  return [
    '| field | what |',
    '|---|---|',
    ...Object.entries(required).map(([name, field]) => row(name, field, '')),
    ...Object.entries(optional).map(([name, field]) => row(name, field, '?')),
  ].join('\n');
};

interface Tagged {
  readonly _tag?: string;
  readonly type?: t.Mixed;
  readonly types?: readonly t.Mixed[];
  readonly value?: unknown;
  readonly keys?: Readonly<Record<string, unknown>>;
}

/** What a codec accepts, in words. */
const words = (codec: t.Mixed): string => {
  const { _tag, type, types, value, keys } = codec as unknown as Tagged;
  if (codec instanceof RecordType) return recordWords(codec as never);
  if (codec instanceof OpenSetType)
    return `text, such as ${codec.known.map((one: string) => `\`${one}\``).join(', ')}`;
  if (_tag === 'ReadonlyArrayType') return `list of ${words(type as t.Mixed)}`;
  if (_tag === 'UnionType') return (types ?? []).map(words).join(' or ');
  if (_tag === 'LiteralType') return `\`${JSON.stringify(value)}\``;
  if (_tag === 'KeyofType')
    return Object.keys(keys ?? {})
      .map((key) => `\`${key}\``)
      .join(', ');
  if (_tag === 'RecursiveType') return `${codec.name} (see src/events/tree.ts)`;
  return { string: 'text', boolean: 'true or false' }[codec.name] ?? codec.name;
};

const recordWords = ({
  required,
  optional,
}: RecordType<Record<string, t.Mixed>, Record<string, t.Mixed>>): string => {
  const fields = [
    ...Object.entries(required).map(([name, field]) => `\`${name}\`: ${words(field)}`),
    ...Object.entries(optional).map(([name, field]) => `\`${name}?\`: ${words(field)}`),
  ];
  return `{${fields.join('; ')}}`;
};

/** The rooms and who imports whom, drawn from the imports that there are. */
const roomsPicture = (): string => {
  const config = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json'];
  const cruised = execFileSync(program('depcruise'), [...config, 'src'], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
  const edges = new Set<string>();
  for (const { source, dependencies } of JSON.parse(cruised).modules) {
    for (const { resolved } of dependencies) {
      const [from, to] = [roomOf(source), roomOf(resolved)];
      if (from && to && from !== to) edges.add(`  ${from} --> ${to}`);
    }
  }
  return ['```mermaid', 'graph TD', ...[...edges].sort(), '```'].join('\n');
};

const roomOf = (path: string): string | undefined => /^src\/(adapters\/\w+|\w+)\//.exec(path)?.[1];

/** The agents with a program of their own, as their definitions know them. */
const agentsTables = (): string => {
  const programs = DEFINITIONS.flatMap(({ provider, program }) => (program ? [{ provider, program }] : []));
  return [
    '',
    table(
      ['agent', 'program', 'install it with', 'tested with'],
      [
        ...programs.map(({ provider, program: { title, name, install, version } }) => [
          `\`${provider}\` (${title})`,
          `\`${name}\``,
          `\`${install.replaceAll('|', '\\|')}\``,
          version.tested ?? 'its documents alone',
        ]),
      ],
    ),
    '',
    'What each does without asking:',
    '',
    table(
      ['agent', 'with `edits` it', 'with `full` it'],
      [
        ...programs.map(({ provider, program: { unasked } }) => [
          `\`${provider}\``,
          unasked.edits,
          unasked.full,
        ]),
      ],
    ),
    '',
  ].join('\n');
};

/** Every command with all that it can be told, and every topic of the help, as the program itself has them. */
const commandsDocument = (): string =>
  [
    '# Commands',
    '',
    'Everything that the command line knows. This page is made from the program (`npm run docs`), which tells the same:',
    '`refold <command> --help`, `refold help <topic>`. Every command takes `-C <dir>` (work as if started there), `--json`,',
    '`-q`, `-v` and `--debug`.',
    '',
    ...workingCommands.flatMap(commandSection),
    '# Topics of the help',
    '',
    ...Object.entries(TOPICS).flatMap(([topic, text]) => [`## ${topic}`, '', '```', text, '```', '']),
  ].join('\n');

const commandSection = ({ usage, about, required = [], options = [] }: CommandSpec): readonly string[] => [
  `## refold ${usage}`,
  '',
  `${about}.`,
  '',
  ...[...required, ...options].map(([flags, told]) => `- \`${flags}\`: ${told.replaceAll('<', '\\<')}`),
  ...(required.length + options.length > 0 ? [''] : []),
];

/** A table with its columns aligned, as the formatter wants it. */
const table = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((cell, at) => Math.max(cell.length, ...rows.map((row) => row[at]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
};

/** A page with the part between its two marks made anew. */
const withPart = (page: string, mark: string, part: string): string => {
  const [before = '', , after = ''] = readFileSync(page, 'utf8').split(`<!-- ${mark} -->`);
  return `${before}<!-- ${mark} -->\n${part}\n<!-- ${mark} -->${after}`;
};

const documents: Readonly<Record<string, string>> = {
  'docs/events.md': await eventsDocument(),
  'docs/commands.md': commandsDocument(),
  'docs/agents.md': withPart('docs/agents.md', 'agents', agentsTables()),
  'ARCHITECTURE.md': withPart('ARCHITECTURE.md', 'rooms', roomsPicture()),
};

for (const [path, text] of Object.entries(documents)) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) continue;
  if (process.argv.includes('--check')) {
    console.error(`${path} is not fresh: run \`npm run docs\``);
    process.exitCode = 1;
  } else {
    writeFileSync(path, text);
    console.log(`wrote ${path}`);
  }
}
