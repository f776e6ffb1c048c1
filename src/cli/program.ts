import { Command, Option } from 'commander';
import type { CommandSpec, Given } from './commandSpec.js';
import type { CommonOptions } from './context.js';
import { TOPICS_LINE } from './topics.js';
import { VERSION } from './version.js';

/** Is called with the command that was asked for. */
export type OnCommand = (spec: CommandSpec, given: Given, common: CommonOptions) => Promise<void>;

/** The groups of commands that share their first word. */
const GROUPS: Readonly<Record<string, string>> = { workflows: 'look at workflows' };

/** As git has it, it may stand before the command too. */
const WHERE = ['-C <dir>', 'work as if started in this directory'] as const;

/** The command line as commander knows it, made from the table of commands. */
export const createProgram = (commands: readonly CommandSpec[], onCommand: OnCommand): Command => {
  const program = new Command('refold')
    .description(
      'Run coding agents through workflows in a git worktree. Every run is a fold of its event log.',
    )
    .option(...WHERE)
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [topic]', 'explain a command or a topic')
    .addHelpText('after', `\n${TOPICS_LINE}`)
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  for (const spec of commands) addCommand(parentOf(program, spec), spec, onCommand);
  return program;
};

const parentOf = (program: Command, { usage }: CommandSpec): Command => {
  const [first = '', second = ''] = usage.split(' ');
  if (!/^\w+$/.test(second)) return program;
  return (
    program.commands.find((command) => command.name() === first) ??
    program.command(first).description(GROUPS[first] ?? '')
  );
};

const addCommand = (parent: Command, spec: CommandSpec, onCommand: OnCommand): void => {
  const usage = parent.parent ? spec.usage.slice(parent.name().length + 1) : spec.usage;
  const command = parent.command(usage).description(spec.about);
  for (const [flags, about] of spec.required ?? []) command.requiredOption(flags, about);
  for (const [flags, about, often] of spec.options ?? []) {
    const option = new Option(flags, about);
    command.addOption(often ? option.argParser(gathered) : option);
  }
  command
    .option(...WHERE)
    .option('--json', 'print JSON for programs')
    .option('-q, --quiet', 'print results only')
    .option('-v, --verbose', 'say more')
    .option('--debug', 'show the stack of an error')
    .action((...all: unknown[]) => {
      const args = all.slice(0, -2).filter((arg): arg is string => typeof arg === 'string');
      const options = command.optsWithGlobals();
      return onCommand(spec, { args, options }, options);
    });
};

/** The values of an option that may be given more than once. */
const gathered = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];
