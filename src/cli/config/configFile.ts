import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { parse } from 'yaml';
import { Amount } from '../../events/ids.js';
import { RecordType, strictRecord, UNKNOWN_KEY } from '../../events/record.js';
import type { Permissions } from '../../ports/agents.js';
import { limitCodec } from '../../workflow/limits.js';
import { withNearest } from '../../workflow/nearest.js';
import { namedAgent } from '../../workflow/normalise/agent.js';
import { isText, list, shaped, Text } from '../../workflow/schema/value.js';
import { KNOWN_AGENTS } from '../compose/agents.js';
import type { UsageError } from '../failure/failure.js';

const Texts = t.readonlyArray(shaped('Text', t.string.is, 'a text'));

/** A program and what always goes before its options. A path that begins elsewhere would mean each worktree's own. */
const Command = shaped<readonly string[]>(
  'Command',
  (u): u is readonly string[] =>
    list(Text, 'texts').is(u) && (isAbsolute(u[0] ?? '') || u[0]?.includes('/') === false),
  'a list: a program of the PATH or its absolute path, and its first arguments',
);

/** Variables that tell refold its own processes and their place; nobody else sets them. */
const OWN = /^(REFOLD_.*|PWD)$/;

const Environment = shaped<Readonly<Record<string, string>>>(
  'Environment',
  (u): u is Readonly<Record<string, string>> =>
    t.record(t.string, t.string).is(u) &&
    Object.entries(u).every(
      ([name, value]) => /^[A-Za-z_]\w*$/.test(name) && !OWN.test(name) && !value.includes('\0'),
    ),
  'a mapping of names of variables to texts (`"8080"`, not `8080`), without PWD and REFOLD_…',
);

/** The day that prices are of. */
const Day = shaped<string>(
  'Day',
  (u): u is string => typeof u === 'string' && /^\d{4}-\d\d-\d\d$/.test(u),
  'a day such as 2026-11-21',
);

const Settings = strictRecord(
  {},
  {
    command: Command,
    args: Texts,
    env: Environment,
    prices: strictRecord({ of: Day, in: Amount, out: Amount }, { cacheRead: Amount, cacheWrite: Amount }),
    permissions: shaped<Permissions>(
      'Permissions',
      (u): u is Permissions => u === 'edits' || u === 'full',
      '`edits` or `full`',
    ),
  },
);

/** What can be set for all runs of a repository, or of a user. */
const ConfigFile = strictRecord(
  {},
  {
    gates: strictRecord({}, { compile: Text, test: Text, lint: Text, coverage: Text }),
    worktree: strictRecord({}, { setup: Texts, link: Texts, copy: Texts }),
    limits: strictRecord(
      {},
      {
        tokens: limitCodec('tokens'),
        budget: limitCodec('budget'),
        timeout: limitCodec('timeout'),
        disk: limitCodec('disk'),
        iterations: limitCodec('iterations'),
        rejections: limitCodec('rejections'),
        on_unknown_spend: limitCodec('on_unknown_spend'),
      },
    ),
    agents: t.readonly(t.record(t.string, Settings)),
  },
);
export type ConfigFile = t.TypeOf<typeof ConfigFile>;

/** Reads a file of the configuration; one that is not there says nothing. */
export const readConfigFile = (path: string): E.Either<UsageError, ConfigFile> => {
  if (!existsSync(path)) return E.right({});
  const read = E.tryCatch((): unknown => parse(readFileSync(path, 'utf8')) ?? {}, firstLine);
  return E.isLeft(read) ? invalid(path, read.left) : decodeConfig(path, read.right);
};

/** What of a file a variable can say as well, each in one of its own, written as it is there. */
const BY_VARIABLE = ['gates', 'worktree', 'agents'] as const;

/** The variable that says what stands under a key of the file. */
export const variableOfKey = (key: string): string => `REFOLD_${key.toUpperCase()}`;

/** Reads what the environment says of the configuration. Of limits each has a variable of its own. */
export const readVariables = (env: NodeJS.ProcessEnv): E.Either<UsageError, ConfigFile> => {
  const said: { -readonly [K in keyof ConfigFile]: ConfigFile[K] } = {};
  for (const key of BY_VARIABLE) {
    const variable = variableOfKey(key);
    const text = env[variable];
    if (!text) continue;
    const read = E.tryCatch((): unknown => parse(text), firstLine);
    const decoded = E.isLeft(read)
      ? invalid(variable, read.left)
      : decodeConfig(variable, { [key]: read.right });
    if (E.isLeft(decoded)) return decoded;
    Object.assign(said, decoded.right);
  }
  return E.right(said);
};

const decodeConfig = (path: string, written: unknown): E.Either<UsageError, ConfigFile> => {
  const decoded = ConfigFile.decode(written);
  if (E.isLeft(decoded)) return invalid(path, decoded.left.map(problemOf).join('; '));
  const problem = unfitAgent(decoded.right);
  return problem === undefined ? decoded : invalid(path, problem);
};

const firstLine = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);

/** What is wrong, with the keys that lead there, and the nearest key that is known. */
const problemOf = ({ context, message = 'is not understood' }: t.ValidationError): string => {
  const path = context
    .slice(1)
    .map(({ key }) => key)
    .join('.');
  if (message !== UNKNOWN_KEY) return path === '' ? `it ${message}` : `\`${path}\` ${message}`;
  const around = context.at(-1)?.type;
  const known = around instanceof RecordType ? Object.keys(around.optional) : [];
  return withNearest(`\`${path}\` is an unknown key`, context.at(-1)?.key ?? '', known);
};

/** Settings of an agent that there is none of, or that an agent without a program of its own would not heed. */
const unfitAgent = ({ agents = {} }: ConfigFile): string | undefined => {
  for (const [name, settings] of Object.entries(agents)) {
    const { provider } = namedAgent(name);
    const definition = KNOWN_AGENTS.find((one) => one.provider === provider);
    const known = KNOWN_AGENTS.map((one) => one.provider);
    if (!definition) return withNearest(`\`agents.${name}\` names no agent`, provider, known);
    const idle = Object.keys(settings).find((key) => key !== 'env');
    if (!definition.program && isText(idle))
      return `\`agents.${name}.${idle}\` means nothing: the workflow names the program, and only \`env\` is added`;
  }
  return undefined;
};

const invalid = (path: string, detail: string): E.Either<UsageError, never> =>
  E.left({
    _tag: 'Usage',
    message: `${path} is not understood: ${detail}`,
    hint: '`refold help configuration` shows what it may hold',
  });
