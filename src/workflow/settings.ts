import type { Finding, Path } from './problem.js';
import { Agent } from './schema/agent.js';
import { isMapping, type Mapping } from './schema/value.js';
import type { Input } from './schema.js';

/** What an input of a workflow was given on the command line. */
export interface GivenValue {
  readonly name: string;
  readonly value: string;
}

/** A workflow file in which every setting that was an input is what that input was given. */
export interface Settled {
  readonly value: unknown;
  /** The place in the file of a place in it. */
  readonly placeOf: (path: Path) => Path;
  /** The same finding, with the input that its place had its value from. */
  readonly told: (finding: Finding) => Finding;
  /** Settings whose input nobody gives a value. */
  readonly findings: readonly Finding[];
  /** The inputs that are settings. */
  readonly settings: ReadonlySet<string>;
}

/** What holds templates, names or other workflows' inputs, and no settings. */
const OTHERS: ReadonlySet<string> = new Set([
  'name',
  'description',
  'inputs',
  'prompt',
  'context',
  'session',
  'with',
  'get',
  'workflow',
  'validate',
]);

/** Settings that are a text, whatever it looks like. */
const TEXTS: ReadonlySet<string> = new Set(['agent', 'bash', 'done', 'touched', 'untouched']);

/** What a setting is without a value, so that nothing is said there. */
const NOTHING = Symbol('nothing');

/**
 * Puts the values of inputs in the places of settings: wherever `{name}` of an input stands alone for an agent, a number,
 * a word or a command. One that may be left out and is takes its setting along. Texts that agents read are templates
 * instead, and filled in when they are read.
 */
export const settle = (value: unknown, inputs: readonly Input[], given: readonly GivenValue[]): Settled => {
  const filled: Filled = { values: new Map(), kept: new Map(), findings: [], settings: new Set() };
  const known = new Map(
    inputs.map((input) => [
      input.name,
      { ...input, value: given.find(({ name }) => name === input.name)?.value ?? input.default },
    ]),
  );
  const settled = inside(value, [], filled, known);
  return {
    value: settled === NOTHING ? undefined : settled,
    placeOf: (path) =>
      path.map((key, index) => {
        const list = filled.kept.get(keyOf(path.slice(0, index)));
        return typeof key === 'number' ? (list?.[key] ?? key) : key;
      }),
    told: (finding) => {
      const from = givenAt(filled.values, finding.path);
      return from ? { ...finding, message: toldOf(finding, from) } : finding;
    },
    findings: filled.findings,
    settings: filled.settings,
  };
};

/** An input is a text, so that of all agents it can only name one. */
const toldOf = ({ path, message }: Finding, { name, value }: GivenValue): string =>
  path.at(-1) === 'agent' && !Agent.is(value)
    ? `\`agent\` must be the name of an agent where an input gives it: \`${name}\` gives it \`${value}\`; write any other into a copy of the workflow, as \`refold workflows show\` prints it`
    : `${message}; \`${name}\` gives it \`${value}\``;

interface Filled {
  /** What was given, by where it stands now. */
  readonly values: Map<string, GivenValue>;
  /** Of lists that something was taken out of: where their entries were. */
  readonly kept: Map<string, readonly number[]>;
  readonly findings: Finding[];
  readonly settings: Set<string>;
}

type Known = ReadonlyMap<string, Input & { readonly value: string | undefined }>;

/** What was given for a place; a gate is told of as a whole. */
const givenAt = (values: Filled['values'], path: Path): GivenValue | undefined => {
  const key = keyOf(path);
  const [inGate] =
    path.at(-2) === 'gate' ? [...values.keys()].filter((one) => one.startsWith(`${key.slice(0, -1)},`)) : [];
  return values.get(inGate ?? key);
};

const keyOf = (path: Path): string => JSON.stringify(path);

const inside = (value: unknown, path: Path, filled: Filled, known: Known): unknown => {
  const name = inputIn(value);
  const input = name === undefined ? undefined : known.get(name);
  if (input) return settingOf(input, path, filled);
  if (Array.isArray(value)) return listOf(value, path, filled, known);
  return isMapping(value) ? mappingOf(value, path, filled, known) : value;
};

/** The name that stands alone in braces; without quotes YAML makes a mapping of it. */
const inputIn = (value: unknown): string | undefined => {
  if (typeof value === 'string') return /^\{([\p{L}_][\p{L}\p{N}_-]*)\}$/u.exec(value)?.[1];
  if (!isMapping(value)) return undefined;
  const [key, ...more] = Object.keys(value);
  return key !== undefined && more.length === 0 && value[key] === null ? key : undefined;
};

const settingOf = (
  { name, value, required }: Input & { readonly value: string | undefined },
  path: Path,
  { values, findings, settings }: Filled,
): unknown => {
  settings.add(name);
  if (value === undefined) {
    const message = `\`${name}\` is a setting here, and has no value: give it a \`default\` in \`inputs\`, or \`--set ${name}=…\``;
    if (required) findings.push({ path, message });
    return NOTHING;
  }
  values.set(keyOf(path), { name, value });
  return TEXTS.has(String(path.at(-1))) ? value : scalarOf(value);
};

/** A text as YAML reads it where it stands without quotes. */
const scalarOf = (text: string): string | number | boolean => {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text);
  return text === 'true' || text === 'false' ? text === 'true' : text;
};

const listOf = (list: readonly unknown[], path: Path, filled: Filled, known: Known): unknown => {
  const entries: unknown[] = [];
  const kept: number[] = [];
  for (const [index, entry] of list.entries()) {
    const settled = inside(entry, [...path, entries.length], filled, known);
    if (settled === NOTHING) continue;
    entries.push(settled);
    kept.push(index);
  }
  if (kept.length < list.length) filled.kept.set(keyOf(path), kept);
  return entries.length === 0 && list.length > 0 ? NOTHING : entries;
};

const mappingOf = (mapping: Mapping, path: Path, filled: Filled, known: Known): unknown => {
  const isCall = 'validate' in mapping;
  const entries = Object.entries(mapping).map(
    ([key, value]) =>
      [key, isCall || OTHERS.has(key) ? value : inside(value, [...path, key], filled, known)] as const,
  );
  const left = entries.filter(([, value]) => value !== NOTHING);
  return left.length === 0 && entries.length > 0 ? NOTHING : Object.fromEntries(left);
};
