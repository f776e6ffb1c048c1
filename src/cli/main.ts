import { type Command, CommanderError } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { wrapped } from '../inspector/text/wrap.js';
import { writeBugReport } from './bugReport.js';
import { asJson } from './command.js';
import { type CommandSpec, firstWord } from './commandSpec.js';
import { createContext, type Installation, unusable } from './context.js';
import { EXIT } from './exitCode.js';
import { type CliError, tell } from './failure/failure.js';
import { type Told, toldDocument } from './failure/told.js';
import type { Hints } from './hints.js';
import { createProgram } from './program.js';
import { sizeOf } from './terminal.js';
import { TOPICS } from './topics.js';

/** Runs the command line of this process, and answers its exit code. */
export const main = async (
  commands: readonly CommandSpec[],
  argv: readonly string[],
  installation: Installation,
): Promise<number> => {
  let exit: number = EXIT.done;
  const topic = argv[0] === 'help' ? TOPICS[argv[1] ?? ''] : undefined;
  if (topic !== undefined) return say(topic);
  if (argv[0] === 'help' && argv[1] !== undefined && !calledIn(commands, [argv[1]])) {
    return complain({
      message: `there is no help on ${argv[1]}`,
      hint: `\`refold --help\` lists the commands; topics are ${Object.keys(TOPICS).join(', ')}`,
      exit: EXIT.refused,
    });
  }
  const program = createProgram(commands, async (spec, given, common) => {
    // Before anything else: a directory that is gone cannot be asked for its path.
    const refusal = unusable(common, process.env);
    if (refusal) {
      exit = conclude(refusal._tag, tell(refusal), common.json === true);
      return;
    }
    let isPrinted = false;
    const context = createContext(common, installation);
    const print = (text: string): void => {
      isPrinted = true;
      context.print(text);
    };
    const result = await spec.start({ ...context, print }, given)();
    // There is one document: a command that has printed its own tells in it what is wrong.
    exit = E.isRight(result)
      ? result.right
      : conclude(result.left._tag, withHints(tell(result.left), context), common.json === true && !isPrinted);
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    // What was asked for is printed by then.
    if (error.exitCode === 0) return EXIT.done;
    if (error.code === 'commander.help') return say(helpOn(program, argv));
    return conclude('Usage', usageError(error, calledIn(commands, argv)), argv.includes('--json'));
  }
  return exit;
};

/** The command that the first of these words calls which calls one. */
const calledIn = (commands: readonly CommandSpec[], words: readonly string[]): CommandSpec | undefined =>
  words.flatMap((word) => commands.find(({ usage }) => firstWord(usage) === word) ?? [])[0];

/** A bug gets its report, anything else its words; what programs read has them in a document besides. */
const conclude = (type: CliError['_tag'], told: Told, json: boolean): number => {
  if (json) say(asJson(toldDocument(type, told)));
  return told.exit === EXIT.bug ? writeBugReport(new Error(told.message)) : complain(told);
};

/** The same, with what to do next as it is done from here. */
const withHints = ({ message, hint, ...told }: Told, { fromHere }: Hints): Told => ({
  ...told,
  message: fromHere(message),
  ...(hint === undefined ? {} : { hint: fromHere(hint) }),
});

/** Prints what went wrong and what to do next. */
const complain = ({ message, hint, exit, plain }: Told): number => {
  const isPlain = plain ?? exit === EXIT.done;
  const text = `${isPlain ? '' : 'error: '}${message}${hint === undefined ? '' : `\nhint: ${hint}`}`;
  const { stderr } = process;
  stderr.write(`${stderr.isTTY ? wrapped(text, sizeOf(stderr).columns) : text}\n`);
  return exit;
};

const say = (text: string): number => {
  process.stdout.write(`${text}\n`);
  return EXIT.done;
};

/** The help for a group of commands that was named without one of them, else for all. */
const helpOn = (program: Command, [name]: readonly string[]): string =>
  (program.commands.find((command) => command.name() === name) ?? program).helpInformation().trimEnd();

const usageError = ({ message }: CommanderError, spec: CommandSpec | undefined): Told => ({
  message: message.replace(/^error: /, ''),
  hint: hintOn(message, spec),
  exit: EXIT.refused,
});

/** Where it says what a command takes, and how to say what an option is often looked for. */
const hintOn = (message: string, spec: CommandSpec | undefined): string => {
  if (!spec) return '`refold --help` lists the commands, `refold <command> --help` what they take';
  const command = firstWord(spec.usage);
  const help = `\`refold ${command} --help\` tells what it takes`;
  if (!message.includes('unknown option')) return help;
  if (spec.usage.includes('[run]') && /'--(run|run-id|session|id)\b/.test(message))
    return `a run is named without an option, by its number, its id or a session of its agents: \`refold ${command} 7\`; ${help}`;
  return command === 'run' ? `an input of a workflow is given as \`--set name=value\`; ${help}` : help;
};
