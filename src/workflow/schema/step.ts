import * as t from 'io-ts';
import { strictRecord } from '../../events/record.js';
import { parseDuration } from '../duration.js';
import { isDoneWord } from '../signals.js';
import { Agent, type AgentValue } from './agent.js';
import { Gate, type GateValue } from './gate.js';
import {
  Amount,
  Flag,
  hasOnly,
  isMapping,
  isText,
  list,
  type Mapping,
  Name,
  Prompt,
  type PromptValue,
  shaped,
  Text,
  Times,
} from './value.js';

const oneOf = <const K extends string>(...words: readonly K[]): t.Type<K> =>
  shaped(
    words.join('|'),
    (u): u is K => words.includes(u as K),
    words
      .map((word) => `\`${word}\``)
      .join(', ')
      .replace(/, ([^,]*)$/, ' or $1'),
  );

const Duration = shaped(
  'Duration',
  (u): u is string => typeof u === 'string' && parseDuration(u) !== undefined,
  'a duration such as `90s`, `30m` or `2h`',
);

export type SessionValue = 'new' | { readonly from: string };

const Session = shaped<SessionValue>(
  'Session',
  (u): u is SessionValue => u === 'new' || (hasOnly(u, 'from') && isText(u.from)),
  '`new`, or `{from: step}`',
);

export type ContextValue = { readonly file: string } | { readonly bash: string };

const Context = shaped<ContextValue>(
  'Context',
  (u): u is ContextValue => (hasOnly(u, 'file') && isText(u.file)) || (hasOnly(u, 'bash') && isText(u.bash)),
  '`{file: path}` or `{bash: command}`',
);

/** Where the tasks of a split are: in a file, in a folder, or where the command line says. */
export type TasksValue = { readonly file: string } | { readonly dir: string } | 'given';

const Tasks = shaped<TasksValue>(
  'Tasks',
  (u): u is TasksValue =>
    (hasOnly(u, 'file') && isText(u.file)) || (hasOnly(u, 'dir') && isText(u.dir)) || u === 'given',
  '`{file: path}`, `{dir: folder}`, or `given`, by the command line',
);

const Guard = strictRecord(
  {},
  {
    max_turns: Times,
    max_budget: Amount,
    max_tokens: Times,
    max_time: Duration,
    timeout: Duration,
    no_write: Flag,
  },
);
export type GuardValue = t.TypeOf<typeof Guard>;

export type HitlValue = true | 'before_gate' | 'after_gate';

const Hitl = shaped<HitlValue>(
  'Hitl',
  (u): u is HitlValue => u === true || u === 'before_gate' || u === 'after_gate',
  '`true`, `before_gate` or `after_gate`',
);

const RetryEntry = strictRecord(
  {},
  {
    attempt: Times,
    not: Text,
    validate: Text,
    exit: Times,
    prompt: Prompt,
    agent: Agent,
    session: shaped('NewSession', (u): u is 'new' => u === 'new', '`new`'),
    worktree: shaped('Reset', (u): u is 'reset' => u === 'reset', '`reset`'),
  },
);
export type RetryEntry = t.TypeOf<typeof RetryEntry>;

/** What an agent is given. */
const input = {
  prompt: Prompt,
  context: list(Context, 'sources'),
  session: Session,
  worktree: oneOf('read-write', 'read-only', 'none'),
};

/** Who the agent is, and where it ends. */
const agency = { agent: Agent, guard: Guard, hitl: Hitl };

const Count = shaped(
  'Count',
  (u): u is number => Number.isSafeInteger(u) && (u as number) >= 0,
  'a whole number from 0 on',
);

const DoneWord = shaped(
  'DoneWord',
  (u): u is string => typeof u === 'string' && isDoneWord(u),
  'a word of letters and digits, or a few, that stand on a line of their own, other than `PASS` and `FAIL`',
);

const Review = strictRecord(
  { agent: Agent },
  {
    prompt: Prompt,
    guard: Guard,
    case: oneOf('optional', 'required'),
    rejections: Count,
    mode: oneOf('reviewer', 'both', 'claudex'),
    when: oneOf('always', 'done'),
    done: DoneWord,
  },
);
export type ReviewValue = t.TypeOf<typeof Review>;

/** The most that may happen in one attempt of a step whose work is reviewed. */
export const Caps = strictRecord(
  {},
  { iterations: Times, rejections: Count, quiet_turns: Times, empty_responses: Times },
);
export type CapsValue = t.TypeOf<typeof Caps>;

const WorkflowName = shaped(
  'WorkflowName',
  (u): u is string => isText(u) && !u.split('/').includes('..'),
  'the name of a workflow, without `..`',
);

const GetFields = strictRecord({}, { ...input, workflow: WorkflowName });

/** The keys of `get` that mean something by themselves; beside a `workflow`, others are its inputs. */
export const GET_KEYS = Object.keys(GetFields.optional);

/** A `get` block: strict, but where it calls a workflow, whose inputs the other keys are. */
const GetBlock = new t.Type<t.TypeOf<typeof GetFields> & Mapping>(
  'Get',
  (u): u is t.TypeOf<typeof GetFields> & Mapping => GetFields.is(ownKeys(u)),
  (u, context) =>
    GetFields.validate(ownKeys(u), context) as t.Validation<t.TypeOf<typeof GetFields> & Mapping>,
  t.identity,
);

const ownKeys = (u: unknown): unknown =>
  isMapping(u) && 'workflow' in u
    ? Object.fromEntries(
        Object.entries(u).filter(([key, value]) => GET_KEYS.includes(key) || typeof value === 'object'),
      )
    : u;

/** A step as a person writes it, in flat form, in blocks, or mixed. */
export interface StepValue {
  readonly name: string;
  readonly type?: 'code' | 'split' | 'validate' | 'artifact';
  readonly get?: t.TypeOf<typeof GetBlock>;
  readonly run?: t.TypeOf<typeof RunBlock>;
  readonly prompt?: PromptValue;
  readonly context?: readonly ContextValue[];
  readonly session?: SessionValue;
  readonly worktree?: 'read-write' | 'read-only' | 'none';
  readonly agent?: AgentValue;
  readonly guard?: GuardValue;
  readonly hitl?: HitlValue;
  readonly gate?: readonly GateValue[];
  readonly review?: t.TypeOf<typeof Review>;
  readonly budget?: CapsValue;
  readonly retry?: readonly RetryEntry[];
  readonly steps?: readonly StepValue[];
  readonly each?: readonly StepValue[];
  readonly tasks?: TasksValue;
  readonly parallel?: boolean;
  readonly max_parallel?: number;
  readonly workflow?: string;
  readonly with?: Mapping;
}

const RunBlock = strictRecord({}, agency);

/** The keys of `run`. */
export const RUN_KEYS = Object.keys(agency);

export const Step: t.Type<StepValue> = t.recursion('Step', () =>
  strictRecord(
    { name: Name },
    {
      type: oneOf('code', 'split', 'validate', 'artifact'),
      get: GetBlock,
      run: RunBlock,
      ...input,
      ...agency,
      gate: list(Gate, 'gates'),
      review: Review,
      budget: Caps,
      retry: list(RetryEntry, 'retry entries'),
      steps: list(Step, 'steps'),
      each: list(Step, 'steps'),
      tasks: Tasks,
      parallel: Flag,
      max_parallel: Times,
      workflow: WorkflowName,
      with: shaped('With', isMapping, 'a mapping of inputs'),
    },
  ),
) as t.Type<StepValue>;
