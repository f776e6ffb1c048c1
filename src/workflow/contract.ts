import { nearest } from './nearest.js';
import type { Finding, Problem } from './problem.js';
import { GET_KEYS } from './schema/step.js';
import type { Input } from './schema.js';
import { isKnown, namesIn, SPECIALS } from './scope.js';
import type { CallUse } from './uses.js';
import type { Locate } from './variables.js';
import type { Wanted } from './wanted.js';

/** What a workflow asks of whoever calls it. */
export interface Contract {
  readonly inputs: readonly Input[];
  /** Those of them that are settings: a call cannot give them. */
  readonly settings: ReadonlySet<string>;
  /** What it, and what it calls, draws on without an answer of its own. */
  readonly wants: readonly Wanted[];
  /** Every name that its texts hold, and those of what it calls. */
  readonly names: ReadonlySet<string>;
  /** Something that it names cannot be read, so that nobody can tell what it draws on besides. */
  readonly isPartial: boolean;
}

/** How a call keeps to the contract of what it calls. */
export interface Kept {
  /** Inputs that it gives and that mean nothing there. */
  readonly findings: readonly Finding[];
  /** What it leaves open: its own caller may answer to that. */
  readonly wants: readonly Wanted[];
}

/** Holds a call to what the called workflow asks for. */
export const keptBy = (call: CallUse, contract: Contract, locate: Locate): Kept => {
  const open = contract.wants.filter(({ name }) => !isGiven(call, name));
  const lacking = contract.inputs.filter(({ name, required }) => required && !isGiven(call, name));
  const meant = unknownInputs(call, contract, [...lacking, ...open]);
  // What was misspelt has been given, so nothing is said of that besides.
  const spelt = new Set(meant.map(({ near }) => near));
  const place = placeOf(locate([{ path: call.at, message: '' }])[0]);
  const names = (): readonly string[] => [...call.inputs.keys(), ...namesIn(call.scope, NOBODY)];
  return {
    findings: [...meant.map(({ finding }) => finding), ...settingsGiven(call, contract)],
    wants: [
      ...lacking.filter(({ name }) => !spelt.has(name)).flatMap(({ name }) => lack(call, name, locate)),
      ...open
        .filter(({ name }) => !spelt.has(name))
        .map((one) => ({ ...one, known: () => [...one.known(), ...names()], calls: [...one.calls, place] })),
    ],
  };
};

/** Whoever looks from within a called workflow sees what is around the call, and none of the gates of the caller. */
const NOBODY = { name: '' };

const isGiven = ({ inputs, scope }: CallUse, name: string): boolean =>
  inputs.has(name) || isKnown(name, scope, NOBODY);

/** The inputs that mean nothing to the called workflow, and what was most likely meant by each. */
const unknownInputs = (
  { workflow, inputs, at }: CallUse,
  { inputs: declared, wants, names, isPartial }: Contract,
  open: readonly { readonly name: string }[],
): readonly { readonly near: string | undefined; readonly finding: Finding }[] => {
  const known = new Set([...SPECIALS, ...declared.map(({ name }) => name), ...names]);
  const keys = at.at(-2) === 'get' ? GET_KEYS : [];
  const candidates = [...open, ...declared, ...wants].map(({ name }) => name);
  return [...inputs].flatMap(([name, path]) => {
    if (known.has(name)) return [];
    const near = nearest(name, [...new Set([...candidates, ...keys])]);
    if (near === undefined && isPartial) return [];
    const instead = near === undefined ? '' : `; did you mean \`${near}\`?`;
    return [
      { near, finding: { path, atKey: true, message: `${workflow} has no input \`${name}\`${instead}` } },
    ];
  });
};

/** The settings of the called workflow that a call would give: they were read before anything runs. */
const settingsGiven = ({ workflow, inputs }: CallUse, { settings }: Contract): readonly Finding[] =>
  [...inputs]
    .filter(([name]) => settings.has(name))
    .map(([name, path]) => ({
      path,
      atKey: true,
      message: `\`${name}\` is a setting of ${workflow}: only \`--set\` and its default give it a value`,
    }));

const lack = ({ workflow, at }: CallUse, name: string, locate: Locate): readonly Wanted[] =>
  locate([{ path: at, message: `${workflow} needs the input \`${name}\`, and nothing gives it` }]).map(
    (problem) => ({
      name,
      problem,
      known: () => [],
      calls: [],
    }),
  );

const placeOf = (problem: Problem | undefined): string =>
  problem ? `${problem.file}:${problem.line}:${problem.column}` : '';
