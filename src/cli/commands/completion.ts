import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { shellWord } from '../../events/shellWord.js';
import type { RunEntry } from '../../ports/runStore.js';
import type { Outcome } from '../command.js';
import type { CommandSpec } from '../commandSpec.js';
import { bashScript } from '../completion/bash.js';
import { fishScript } from '../completion/fish.js';
import { type CompletedCommand, completed } from '../completion/table.js';
import { zshScript } from '../completion/zsh.js';
import { composeReading, type Reading } from '../compose/reading.js';
import { workflowsIn } from '../compose/sources.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { runsHere } from '../find/lookAtRuns.js';
import { outsideNameOf } from '../find/namedRuns.js';
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
const LISTS: Readonly<Record<string, (context: Context) => TE.TaskEither<CliError, readonly string[]>>> = {
  runs: (context) => {
    const reading = composeReading(context);
    return pipe(
      runsHere(reading),
      TE.chainTaskK((runs) => async () => [
        ...runs.map(({ number, run }) => (number === undefined ? run : `${number}\t${run}`)),
        ...(await namesOf(reading, runs)),
      ]),
    );
  },
  workflows: (context) =>
    TE.right(workflowsIn(context, repositoryRoot(context)).map(({ name, path }) => `${name}\t${path}`)),
};

/** The names of workflows that refold does not run, each once; one that a shell would take apart is not offered. */
const namesOf = async ({ store }: Reading, runs: readonly RunEntry[]): Promise<readonly string[]> => {
  const names = new Map<string, string>();
  for (const entry of runs) {
    const name = await outsideNameOf(store, entry);
    if (name !== undefined && shellWord(name) === name && !names.has(name)) names.set(name, entry.run);
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
  const names = LISTS[list ?? ''];
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

const notKnown = (shell: string | undefined, list: string | undefined): CliError => {
  const hint = '`source <(refold completion bash)`, the same with zsh, or `refold completion fish | source`';
  if (shell !== undefined && list !== undefined)
    return { _tag: 'Usage', message: 'a script and `--list` are two things to print', hint };
  if (list !== undefined)
    return {
      _tag: 'Usage',
      message: `\`--list ${list}\` is no list; there are ${Object.keys(LISTS).join(', ')}`,
      hint,
    };
  const what = shell === undefined ? 'name the shell' : `there is no completion for ${shell}`;
  return { _tag: 'Usage', message: `${what}: ${Object.keys(SCRIPTS).join(', ')}`, hint };
};
