import { type CommandSpec, type OptionValue, STRICT, textOf } from './commandSpec.js';
import { attach } from './commands/attach.js';
import { bridge } from './commands/bridge.js';
import { checkpoints } from './commands/checkpoints.js';
import { dashboard } from './commands/dashboard.js';
import { log } from './commands/log.js';
import { report } from './commands/report.js';
import { runs } from './commands/runs.js';
import { show } from './commands/show.js';
import { state } from './commands/state.js';
import { verify } from './commands/verify.js';
import { startWith } from './start.js';

/** The words of an option that takes several, given once for each or with commas. */
const wordsIn = (given: OptionValue): readonly string[] =>
  Array.isArray(given) ? given.flatMap((one: string) => one.split(',')).map((one) => one.trim()) : [];

/** The commands that only look. They are built apart, and load no engine, no YAML and no git. */
export const readingCommands: readonly CommandSpec[] = [
  {
    usage: 'runs',
    about: 'list the runs of this repository, the newest first',
    options: [
      ['--tree', 'each fork under the run that it was made from'],
      ['--all', 'the runs of all repositories'],
      [
        '--state <state>',
        'only those in this state, such as `failed`; also several: `failed,stopped`',
        'often',
      ],
    ],
    start: (context, { options }) =>
      runs(context, {
        tree: options.tree === true,
        all: options.all === true,
        states: wordsIn(options.state),
      }),
  },
  {
    usage: 'show [run]',
    about: 'show where a run stands',
    start: (context, { args: [run] }) => show(context, run),
  },
  {
    usage: 'log [run]',
    about: 'print the events of a run',
    options: [
      ['--full', 'with the data of each event'],
      ['--follow', 'and of what happens from now on, as long as the run is at work'],
      ['--output', 'what its agents printed, instead; with --follow, what they print from now on'],
    ],
    start: (context, { args: [run], options }) =>
      log(context, run, {
        full: options.full === true,
        follow: options.follow === true,
        output: options.output === true,
      }),
  },
  {
    usage: 'state [run]',
    about: 'print all that was known of a run at a cut',
    options: [['--at <cut>', 'a seq, a step, `step@2`, `step@L2.1`, or a time; default: the end']],
    start: (context, { args: [run], options }) =>
      state(context, run, options.at === undefined ? {} : { at: textOf(options.at) }),
  },
  {
    usage: 'report [run]',
    about: 'what each attempt, step and agent took: time, turns, tokens, cost',
    start: (context, { args: [run] }) => report(context, run),
  },
  {
    usage: 'bridge [run]',
    about: 'what the agents of a run tell each other, in numbers; without a run, a line for each',
    options: [
      ['--messages', 'the messages themselves'],
      ['--follow', 'the messages as they come, until the run stands still'],
    ],
    start: (context, { args: [run], options }) =>
      bridge(context, run, { messages: options.messages === true, follow: options.follow === true }),
  },
  {
    usage: 'verify [run]',
    about: 'check that a log is what was written, complete and understood',
    options: [['--files', 'compare the files of its worktrees with what is recorded of them, too'], STRICT],
    start: (context, { args: [run] }) => verify(context, run),
  },
  {
    usage: 'checkpoints [run]',
    about: 'list what was recorded of the files of a run: step, time, files, commit',
    start: (context, { args: [run] }) => checkpoints(context, run),
  },
  {
    usage: 'attach [run]',
    about: 'follow a run that is at work, and end as it ends; Ctrl-C leaves it to itself',
    options: [['--tmux', 'show it in its tmux session instead, above what its agents print']],
    start: (context, { args: [run], options }) => attach(context, run, { tmux: options.tmux === true }),
  },
  {
    usage: 'dashboard',
    about: 'watch the runs of all repositories, and go on with them, by keys',
    start: (context) => dashboard(context),
  },
];

/** Starts a process that knows these commands alone. */
export const start = startWith(readingCommands, { quits: true });
