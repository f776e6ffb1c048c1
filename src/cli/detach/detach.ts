import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { asJson, type Outcome } from '../command.js';
import type { CommandSpec, Given } from '../commandSpec.js';
import type { Context } from '../context.js';
import { EXIT, exitOfStop } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { SIGNALS } from '../signals.js';
import { DETACHED, type Message } from './detached.js';
import { checkTmux, openTmux } from './tmux.js';

type Start = CommandSpec['start'];

/** A command that, where it is asked to, does its work in a process of its own, and ends as soon as the run has begun. */
export const detachable =
  (start: Start): Start =>
  (context, given) =>
    isAsked(given) && !context.begun ? detach(context, given) : start(context, given);

const isAsked = ({ options }: Given): boolean => options.detach === true || options.tmux === true;

const detach = (context: Context, { options }: Given): Outcome =>
  pipe(
    options.tmux === true ? TE.fromEither(checkTmux(context)) : TE.right(undefined),
    TE.chainW(() => startApart(context)),
    TE.chainW(({ begun, said, printed, exit }): Outcome => {
      // What it said before it began is for the person who asked; nobody reads its file for that.
      if (said !== '') process.stderr.write(said);
      if (!begun) {
        if (printed !== '') context.print(printed.trimEnd());
        return TE.right(exit);
      }
      return TE.fromTask(() =>
        tellBegun(context, begun, { tmux: options.tmux === true, stays: options.detach === true }),
      );
    }),
  );

const tellBegun = async (
  context: Context,
  begun: Message,
  { tmux, stays }: { readonly tmux: boolean; readonly stays: boolean },
): Promise<number> => {
  const { number, run, pid, output, repository } = begun;
  const session = tmux ? await openTmux(context, begun, { attach: !stays && !context.json }) : undefined;
  const shown = session === undefined ? {} : { tmux: session };
  if (context.json) context.print(asJson({ run, number, repository, pid, output, ...shown }));
  else context.print(`run #${number} ${run} is at work without a terminal (pid ${pid})`);
  context.tell(`  output    ${output}`);
  if (session !== undefined) context.tell(`  tmux      tmux attach -t ${session}`);
  context.tell(`hint: ${context.fromHere(`\`refold attach ${number}\` follows it`)}`);
  return EXIT.done;
};

/** What came of a process that was to begin a run. */
interface Started {
  /** Undefined where it ended before it had begun. */
  readonly begun: Message | undefined;
  readonly said: string;
  /** What it printed apart from that: the document, where a program asked. */
  readonly printed: string;
  readonly exit: number;
}

/** Starts this command line again, in a session of its own, and waits until its run has begun, or it has ended. */
const startApart =
  ({ env, home, json }: Context): TE.TaskEither<CliError, Started> =>
  async () => {
    const file = join(home, 'starting', `${process.pid}-${randomBytes(4).toString('hex')}.out`);
    try {
      mkdirSync(join(home, 'starting'), { recursive: true, mode: 0o700 });
      const out = openSync(file, 'a', 0o600);
      const document = json ? openSync(`${file}.json`, 'a', 0o600) : undefined;
      const child = spawn(process.execPath, [...process.execArgv, ...process.argv.slice(1)], {
        detached: true,
        stdio: ['ignore', document ?? out, out, 'ipc'],
        env: { ...env, [DETACHED]: file },
      });
      closeSync(out);
      if (document !== undefined) closeSync(document);
      const { begun, exit } = await beginning(child);
      const said = readFileSync(begun?.output ?? file, 'utf8');
      if (!begun) rmSync(file, { force: true });
      return E.right({ begun, said, printed: document === undefined ? '' : takenFrom(`${file}.json`), exit });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return E.left({ _tag: 'StoreUnusable', path: file, doing: 'starting a run apart', detail });
    }
  };

/** What a file holds, which is removed: what is printed there from now on, the log has too. */
const takenFrom = (file: string): string => {
  const text = readFileSync(file, 'utf8');
  rmSync(file);
  return text;
};

/** Until a run has begun, who stops this process stops the one that is to begin it. */
const beginning = (child: ChildProcess): Promise<Pick<Started, 'begun' | 'exit'>> =>
  new Promise((resolve, reject) => {
    const forward = (signal: NodeJS.Signals): void => void child.kill(signal);
    const settle = (begun: Message | undefined, exit: number): void => {
      for (const signal of SIGNALS) process.off(signal, forward);
      if (child.connected) child.disconnect();
      child.unref();
      resolve({ begun, exit });
    };
    for (const signal of SIGNALS) process.on(signal, forward);
    child.once('error', reject);
    child.once('message', (message) => settle(message as Message, EXIT.done));
    child.once('close', (code, signal) => settle(undefined, code ?? exitOfStop('interrupted', signal ?? '')));
  });
