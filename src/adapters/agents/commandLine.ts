import type { Call, Permissions } from '../../ports/agents.js';

/** The parts of a command line: what the program is called, how it is told its model, its options, and what is last. */
interface Parts {
  readonly program: string;
  readonly model: string;
  readonly options: readonly string[];
  readonly last?: readonly string[];
}

/** The command line of a call, with what this machine puts in the place of the program and adds to its options. */
export const commandLine = (
  { agent, settings }: Call,
  { program, model, options, last = [] }: Parts,
): readonly string[] => [
  ...programOf({ settings }, program),
  ...options,
  ...(agent.model === undefined ? [] : [model, agent.model]),
  ...(settings?.args ?? []),
  ...last,
];

/** The program with what always goes before its options. */
export const programOf = (
  { settings }: { readonly settings?: Call['settings'] | undefined },
  program: string,
): readonly [string, ...string[]] => {
  const [first = program, ...more] = settings?.command ?? [];
  return [first, ...more];
};

/** How much the agent may do without being asked. */
export const permissionsOf = ({ settings }: Call): Permissions => settings?.permissions ?? 'edits';

/** What stands for the session, in the words of the program; one without a word for it begins a new one by itself. */
export const sessionOption = (
  { session }: Call,
  words: { readonly new?: string; readonly continue: string },
): readonly string[] => {
  if (session?.id === undefined) return [];
  const word = words[session.how];
  return word === undefined ? [] : [word, session.id];
};
