import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunEntry, RunStore } from '../../ports/runStore.js';
import type { Outcome } from '../command.js';
import type { CommandSpec } from '../commandSpec.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { type CompletedCommand, completed, LISTED, type Listed } from '../completion/table.js';
import { zshScript } from '../completion/zsh.js';
import { composeReading } from '../compose/reading.js';
import { workflowsIn } from '../compose/sources.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { runsHere } from '../find/lookAtRuns.js';
import { isActive, outsideNameOf } from '../find/namedRuns.js';
import { TOPICS } from '../topics.js';
import { repositoryRoot } from '../workflow/loadWorkflow.js';

export interface CompletionOptions {
  readonly shell: string | undefined;
  /** Of which kind the names are that are asked for, where names are. */
  readonly list: string | undefined;
}

const SCRIPTS: Readonly<Record<string, (commands: readonly CompletedCommand[]) => string>> = {
  bash: bashScript,
  zsh: zshScript,
  fish: fishScript,
};

/** What the script of a shell asks for: names with what is to be said of them, a tab between. */
const LISTS: Readonly<Record<Listed, (context: Context) => TE.TaskEither<CliError, readonly string[]>>> = {
  runs: (context) =>
    lookedUp(context, async (store, runs) => [
      ...runs.map(({ number, run }) => (number === undefined ? run : `${number}\t${run}`)),
      ...(await namesOf(store, runs)),
    ]),
  active: (context) => lookedUp(context, (store, runs) => namesOf(store, runs, isActive)),
  workflows: (context) =>
    TE.right(workflowsIn(context, repositoryRoot(context)).map(({ name, path }) => `${name}\t${path}`)),
};

/** What is to be told of the runs of the repository at hand. */
const lookedUp = (
  context: Context,
  linesOf: (store: RunStore, runs: readonly RunEntry[]) => Promise<readonly string[]>,
): TE.TaskEither<CliError, readonly string[]> => {
  const reading = composeReading(context);
  return pipe(
    runsHere(reading),
    TE.chainTaskK((runs) => () => linesOf(reading.store, runs)),
  );
};

/** The names of workflows that refold does not run, each once. */
const namesOf = async (
  store: RunStore,
  runs: readonly RunEntry[],
  isMeant: typeof isActive = async () => true,
): Promise<readonly string[]> => {
  const names = new Map<string, string>();
  for (const entry of runs) {
    const name = await outsideNameOf(store, entry);
    if (name !== undefined && !names.has(name) && (await isMeant(store, entry))) names.set(name, entry.run);
  }
  return [...names].map(([name, run]) => `${name}\t${run}`);
};

/** `refold completion`: the script that completes this command line in a shell, and the names that it asks for. */
export const completion = (
  context: Context,
  commands: readonly CommandSpec[],
  { shell, list }: CompletionOptions,
): Outcome => {
  const script = SCRIPTS[shell ?? ''];
  const names = isListed(list) ? LISTS[list] : undefined;
  if (names && shell === undefined)
    return pipe(
      names(context),
      TE.map((lines) => {
        for (const line of lines) context.print(line);
        return EXIT.done;
      }),
    );
  if (!script || list !== undefined) return TE.left(notKnown(shell, list));
  context.print(script(completed(commands, Object.keys(TOPICS))));
  return TE.right(EXIT.done);
};

const isListed = (list: string | undefined): list is Listed => LISTED.some((one) => one === list);

const notKnown = (shell: string | undefined, list: string | undefined): CliError => {
  const hint = '`source <(refold completion bash)`, the same with zsh, or `refold completion fish | source`';
  if (shell !== undefined && list !== undefined)
    return { _tag: 'Usage', message: 'a script and `--list` are two things to print', hint };
  if (list !== undefined)
    return {
      _tag: 'Usage',
      message: `\`--list ${list}\` is no list; there are ${LISTED.join(', ')}`,
      hint,
    };
  const what = shell === undefined ? 'name the shell' : `there is no completion for ${shell}`;
  return { _tag: 'Usage', message: `${what}: ${Object.keys(SCRIPTS).join(', ')}`, hint };
};
