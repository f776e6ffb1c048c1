import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  type FreshStart,
  freshStartText,
  type HandedFile,
  type HandOff,
  handOffText,
} from '../../inspector/text/handOff.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { FileState, Integrity } from '../../projections/integrity.js';
import { firstCommandOf, type GoingOn, recordedOf } from '../../projections/outside.js';
import { asJson, type Outcome } from '../command.js';
import { handOver } from '../compose/handOver.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import type { Looked } from './look.js';

/** What a workflow is given to go on with. */
export const handOffOf = (
  { run: { place }, outside, checkout }: Looked,
  { checkpoint, vars, files, command, found }: GoingOn,
  { verdict, findings }: Integrity,
): HandOff => {
  const { seq, step, title, at, directory } = checkpoint;
  const { name, run, number } = outside;
  const nowAt = new Map(findings.map(({ path, now }) => [path, now]));
  return {
    name,
    run,
    number,
    repository: checkout.root,
    directory: join(checkout.root, directory),
    verdict,
    checkpoint: { seq, step, ...(title === undefined ? {} : { title }), at },
    resumeAt: step + 1,
    ...(command === undefined ? {} : { command }),
    vars: Object.fromEntries(vars),
    files: [...recordedOf({ files, found })].map(([path, was]) =>
      handedFile(place, path, was, nowAt.get(path)),
    ),
    changed: [...new Set([...found.keys(), ...nowAt.keys()])].sort(),
  };
};

/** A file as it is gone on with: what is there now where that was accepted, else what is recorded. */
const handedFile = (place: string, path: string, was: FileState, now = was): HandedFile => {
  // The other states are of what nobody proceeds with.
  const is = 'deleted' in now || 'sha256' in now ? now : was;
  if (!('sha256' in is)) return { path, deleted: true };
  const { mode, size, sha256 } = is;
  // What was only looked at is kept nowhere.
  const isKept = 'sha256' in was && was.sha256 === sha256;
  return { path, mode, size, sha256, ...(isKept ? { content: join(place, 'payloads', sha256) } : {}) };
};

/** How a workflow begins that begins anew. */
export const freshStartOf = ({ outside, checkout }: Looked): FreshStart => {
  const { name, run, number, checkpoints } = outside;
  const [first] = checkpoints.values();
  const command = firstCommandOf(outside);
  return {
    name,
    run,
    number,
    repository: checkout.root,
    directory: join(checkout.root, first?.directory ?? ''),
    closed: true,
    ...(command === undefined ? {} : { command }),
  };
};

/** Tells how a workflow goes on, or lets it go on here; then the exit code is its own. */
export const give = (
  context: Context,
  handed: HandOff | FreshStart,
  { exec }: { exec: boolean },
): Outcome => {
  const paint = paintWith(context.colour);
  const text = 'closed' in handed ? freshStartText(handed, paint) : handOffText(handed, paint);
  if (exec) {
    context.tell(text);
    return execute(context, handed);
  }
  context.print(context.json ? asJson(handed) : text);
  return TE.right(EXIT.done);
};

/** Whether a recorded command can be run by a shell where it was recorded; a command of an agent cannot. */
export const executable = ({
  name,
  command,
  directory,
}: HandOff | FreshStart): E.Either<CliError, string> => {
  if (command === undefined) return E.left({ _tag: 'NoCommand', name });
  if (!existsSync(directory)) return E.left({ _tag: 'NoFolder', command, directory });
  const word = /^\s*(\/[^\s'"\\$`;&|<>()]*)/.exec(command)?.[1];
  return word !== undefined && !existsSync(word)
    ? E.left({ _tag: 'NoProgram', command, word })
    : E.right(command);
};

const execute = ({ env }: Context, handed: HandOff | FreshStart): Outcome =>
  pipe(
    TE.fromEither(executable(handed)),
    TE.chainTaskK(
      (command) => () =>
        handOver({ command, directory: handed.directory, environment: environmentOf(env, handed) }),
    ),
    TE.chainEitherK((ended) =>
      typeof ended === 'number'
        ? E.right(ended)
        : E.left({ _tag: 'Failed', doing: `running \`${handed.command}\``, detail: ended.detail }),
    ),
  );

/** What the command is told: its own environment, where it goes on, and its variables. */
const environmentOf = (
  env: NodeJS.ProcessEnv,
  handed: HandOff | FreshStart,
): Readonly<Record<string, string>> => {
  const own = Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
  const vars = 'closed' in handed ? {} : handed.vars;
  return {
    ...Object.fromEntries(own),
    PWD: handed.directory,
    REFOLD_NAME: handed.name,
    REFOLD_STEP: 'closed' in handed ? '' : `${handed.resumeAt}`,
    ...Object.fromEntries(Object.entries(vars).map(([name, value]) => [`REFOLD_VAR_${name}`, value])),
  };
};
