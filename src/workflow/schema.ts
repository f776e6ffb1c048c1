import * as t from 'io-ts';
import { strictRecord } from '../events/record.js';

/** A codec for a value of this form; the message says what it must be. */
const shaped = <A>(name: string, is: (u: unknown) => u is A, wants: string): t.Type<A> =>
  new t.Type<A>(name, is, (u, c) => (is(u) ? t.success(u) : t.failure(u, c, `must be ${wants}`)), t.identity);

const isText = (u: unknown): u is string => typeof u === 'string' && u.trim() !== '';

const NAME = /^[\p{L}\p{N}_][\p{L}\p{N}_.-]*$/u;

const Name = shaped(
  'Name',
  (u): u is string => typeof u === 'string' && NAME.test(u) && !u.includes('..'),
  'a name of letters, digits, `_`, `-` and `.`',
);

const Times = shaped(
  'Times',
  (u): u is number => Number.isSafeInteger(u) && (u as number) >= 1,
  'a whole number from 1 on',
);

const hasOnly = <K extends string>(u: unknown, key: K): u is Record<K, unknown> =>
  typeof u === 'object' && u !== null && Object.keys(u).length === 1 && Object.hasOwn(u, key);

export type PromptValue = string | { readonly file: string };

const Prompt = shaped<PromptValue>(
  'Prompt',
  (u): u is PromptValue => isText(u) || (hasOnly(u, 'file') && isText(u.file)),
  'a text, or `{file: path}`',
);

export type AgentValue = { readonly command: readonly string[] } | { readonly scripted: string };

const isCommand = (u: unknown): u is readonly string[] =>
  Array.isArray(u) && u.length > 0 && u.every((word) => typeof word === 'string') && u[0] !== '';

const Agent = shaped<AgentValue>(
  'Agent',
  (u): u is AgentValue =>
    (hasOnly(u, 'command') && isCommand(u.command)) || (hasOnly(u, 'scripted') && isText(u.scripted)),
  'an agent: `{command: [program, argument, …]}` or `{scripted: file}`',
);

export type GateValue = { readonly bash: string };

const Gate = shaped<GateValue>(
  'Gate',
  (u): u is GateValue => hasOnly(u, 'bash') && isText(u.bash),
  'a gate: `{bash: command}`',
);

const Reset = shaped('Reset', (u): u is 'reset' => u === 'reset', '`reset`');

const RetryEntry = strictRecord(
  {},
  { attempt: Times, exit: Times, prompt: Prompt, agent: Agent, worktree: Reset },
);
export type RetryEntry = t.TypeOf<typeof RetryEntry>;

const GetBlock = strictRecord({}, { prompt: Prompt });
const RunBlock = strictRecord({}, { agent: Agent });

/** A step as a person writes it, in flat form, in blocks, or mixed. */
export interface StepValue {
  readonly name: string;
  readonly type?: 'code';
  readonly get?: t.TypeOf<typeof GetBlock>;
  readonly run?: t.TypeOf<typeof RunBlock>;
  readonly prompt?: PromptValue;
  readonly agent?: AgentValue;
  readonly gate?: readonly GateValue[];
  readonly retry?: readonly RetryEntry[];
  readonly steps?: readonly StepValue[];
}

const list = <A>(of: t.Type<A>, what: string): t.Type<readonly A[]> =>
  new t.Type<readonly A[]>(
    `list of ${of.name}`,
    (u): u is readonly A[] => Array.isArray(u) && u.length > 0 && u.every(of.is),
    (u, c) =>
      Array.isArray(u) && u.length > 0
        ? t.readonlyArray(of).validate(u, c)
        : t.failure(u, c, `must be a list of ${what}, not empty`),
    t.identity,
  );

const Step: t.Type<StepValue> = t.recursion('Step', () =>
  strictRecord(
    { name: Name },
    {
      type: shaped('Type', (u): u is 'code' => u === 'code', '`code`'),
      get: GetBlock,
      run: RunBlock,
      prompt: Prompt,
      agent: Agent,
      gate: list(Gate, 'gates'),
      retry: list(RetryEntry, 'retry entries'),
      steps: list(Step, 'steps'),
    },
  ),
) as t.Type<StepValue>;

/** A workflow file as a person writes it. */
export const WorkflowFile = strictRecord(
  { name: Name, steps: list(Step, 'steps') },
  { description: t.unknown, inputs: t.unknown, review: t.unknown },
);
export type WorkflowFile = t.TypeOf<typeof WorkflowFile>;

/** Keys of the root that are accepted and mean nothing here. */
export const IDLE_KEYS = ['description', 'inputs', 'review'] as const;

/** Every key that may stand somewhere, for the nearest-word hints. */
export const KNOWN_KEYS = [
  'name',
  'steps',
  'description',
  'inputs',
  'review',
  'type',
  'get',
  'run',
  'prompt',
  'agent',
  'gate',
  'retry',
  'attempt',
  'exit',
  'worktree',
] as const;
