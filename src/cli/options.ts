import { type CommandSpec, firstWord, MOVED, STRICT, TAKE_OVER } from './commandSpec.js';
import { ON_DRIFT, REPLAY_ON_DRIFT } from './drift/askAboutDrift.js';
import { LIMIT_OPTIONS } from './limits/limits.js';

export type Options = NonNullable<CommandSpec['options']>;

/** What the command line says about a workflow. */
export const WORKFLOW_OPTIONS: Options = [
  ['--set <name=value>', 'give a value to a variable; once for each', 'often'],
  ['--agent <agent>', 'put this agent in the place of every other; `scripted:FILE` plays a scenario'],
  ['--pause-after <step>', 'ask a person after the agent of this step'],
  ['--tasks <path>', 'a file or a folder of tasks, for a workflow that takes them, such as `tasks`'],
];

/** The options of a command whose run may go on without a terminal. */
const DETACH_OPTIONS: Options = [
  ['--detach', 'let the run go on without a terminal; `refold attach` follows it'],
  ['--tmux', 'the same, and show it in a tmux session, above what its agents print'],
];

/** The option of every command that has a plan. */
export const DRY_RUN = ['--dry-run', 'show what would be done, and touch nothing'] as const;

/** The step that a replay begins with. */
export const FROM_STEP = [
  '--from-step <step>',
  'the step to begin with, such as build/impl; the name of one that tasks share means all of the tasks',
] as const;

/** The option of a command that goes by what was read from files. */
const CAPTURED = [
  '--captured',
  'go by the workflow and its tasks as the run holds them, though their files have changed',
] as const;

/** What `refold run` can be asked to do: start a run, or what other commands do, as other tools write it. */
export type Way = 'run' | 'resume' | 'replay';

/** What each way is told: the same by the name of its command, and as an option of `run`. */
export const OPTIONS_OF: Readonly<Record<Way, Options>> = {
  run: [
    ['--spec <file>', 'the text that `{spec}` stands for'],
    ...WORKFLOW_OPTIONS,
    ...LIMIT_OPTIONS,
    ['--new', 'start alongside runs of this repository that are unfinished'],
    MOVED,
    DRY_RUN,
    ...DETACH_OPTIONS,
  ],
  resume: [
    ['--session <id>', 'the run in which an agent had this session'],
    CAPTURED,
    ['--from-start', 'discard the run, and begin a new one of the same workflow and inputs'],
    ON_DRIFT,
    STRICT,
    DRY_RUN,
    MOVED,
    TAKE_OVER,
    ['--at <step>', 'an earlier checkpoint of a workflow that refold does not run'],
    ['--exec', 'run the command that goes on with a workflow that refold does not run'],
    ['--continue', 'go on with a step that waits for a person'],
    ['--abort', 'let a step that waits for a person fail'],
    ...DETACH_OPTIONS,
    ...LIMIT_OPTIONS,
  ],
  replay: [
    CAPTURED,
    ['--workflow <file>', 'go by another workflow from there on'],
    ['--fork', 'leave the run as it is, and replay in a new one that is forked from it'],
    ...WORKFLOW_OPTIONS,
    ...LIMIT_OPTIONS,
    REPLAY_ON_DRIFT,
    DRY_RUN,
    MOVED,
    TAKE_OVER,
  ],
};

/** What only makes sense where `run` is to do what another command does. */
const NAMING: ReadonlyArray<readonly [option: Options[number], ways: readonly Way[]]> = [
  [FROM_STEP, ['replay']],
  [
    ['--run <run>', 'the run'],
    ['resume', 'replay'],
  ],
];

/** Every option of `refold run` with the ways that it goes with. */
export const optionsByWay = (): ReadonlyArray<readonly [option: Options[number], ways: readonly Way[]]> => {
  const ways = Object.keys(OPTIONS_OF) as readonly Way[];
  const all = new Map<string, Options[number]>();
  // What two ways are told by one option is told in the words of the first.
  for (const option of ways.flatMap((way) => OPTIONS_OF[way]))
    if (!all.has(flagOf(option))) all.set(flagOf(option), option);
  const knows = (way: Way, flag: string): boolean => OPTIONS_OF[way].some((known) => flagOf(known) === flag);
  const shared = [...all].map(([flag, option]) => [option, ways.filter((way) => knows(way, flag))] as const);
  return [...shared, ...NAMING];
};

const flagOf = ([flags]: Options[number]): string => firstWord(flags);

/** The options of `refold run`: its own, and those of the commands in whose place it stands. */
export const runOptions = (): Options => [
  ...optionsByWay().map(([[flags, about, often], ways]): Options[number] => {
    const told = ways.includes('run')
      ? about
      : `with ${ways.map((way) => `--${way}`).join(' or ')}: ${about}`;
    return often ? [flags, told, often] : [flags, told];
  }),
  ['--resume', 'go on with a run instead, as `refold resume` does'],
  ['--replay', 'go back in a run instead, as `refold replay` does'],
];
