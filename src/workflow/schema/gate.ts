import * as t from 'io-ts';
import { nearest, withNearest } from '../nearest.js';
import { isMapping, isText, type Mapping } from './value.js';

/** A gate as a person writes it: its name alone, or with what it measures by. */
export type GateValue = string | Mapping;

/** What a gate needs to be told. */
type Argument = 'nothing' | 'command' | 'glob' | 'percent' | 'workflow';

/** Every gate there is, with what it is told. */
export const GATES: Readonly<Record<string, Argument>> = {
  compile: 'nothing',
  test: 'nothing',
  lint: 'nothing',
  coverage: 'percent',
  schema: 'nothing',
  touched: 'glob',
  untouched: 'glob',
  tests_found: 'nothing',
  bash: 'command',
  validate: 'workflow',
};

/** The kind of a gate, a misspelt one as it was meant; undefined if the value names none. */
export const gateKind = (value: unknown): string | undefined => {
  const kind = writtenKind(value);
  return kind === undefined || isKind(kind) ? kind : (nearest(kind, Object.keys(GATES)) ?? kind);
};

/** The kind of a gate as it is written. */
export const writtenKind = (value: unknown): string | undefined => {
  if (typeof value === 'string') return value;
  if (!isMapping(value)) return undefined;
  const keys = Object.keys(value);
  return keys.find(isKind) ?? keys[0];
};

const isKind = (word: string): boolean => Object.hasOwn(GATES, word);

/** Whether nobody can tell by what name a gate was meant to go, so broken is it. */
export const isUnclear = (value: unknown): boolean => {
  const kind = gateKind(value);
  if (kind === undefined || !isKind(kind)) return true;
  return GATES[kind] === 'workflow' && !(isMapping(value) && isText(value[kind]));
};

/** What is wrong with a gate, in words; undefined if nothing is. */
export const gateProblem = (value: unknown): string | undefined => {
  const kind = writtenKind(value);
  const wants = kind === undefined || !isKind(kind) ? undefined : GATES[kind];
  if (kind === undefined) return 'must be a gate: its name, or `{name: argument}`';
  if (!wants) return withNearest(`there is no gate \`${kind}\``, kind, Object.keys(GATES));
  const argument = isMapping(value) ? value[kind] : undefined;
  const others = isMapping(value) ? Object.keys(value).filter((key) => key !== kind) : [];
  if (others.length > 0 && wants !== 'workflow') return `\`${others[0]}\` means nothing beside \`${kind}\``;
  switch (wants) {
    case 'nothing':
      return argument === undefined || argument === null || argument === true
        ? undefined
        : `\`${kind}\` takes nothing`;
    case 'percent':
      return typeof argument === 'number' && argument > 0 && argument <= 100
        ? undefined
        : `\`${kind}\` needs a percentage, as in \`{${kind}: 80}\``;
    default:
      return isText(argument) ? undefined : `\`${kind}\` needs a ${wants}, as in \`{${kind}: …}\``;
  }
};

export const Gate: t.Type<GateValue> = new t.Type<GateValue>(
  'Gate',
  (u): u is GateValue => gateProblem(u) === undefined,
  (u, c) => {
    const problem = gateProblem(u);
    return problem === undefined ? t.success(u as GateValue) : t.failure(u, c, problem);
  },
  t.identity,
);
