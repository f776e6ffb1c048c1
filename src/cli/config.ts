import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { PathReporter } from 'io-ts/lib/PathReporter.js';
import { parse } from 'yaml';
import { strictRecord } from '../events/record.js';
import type { SetupNode } from '../events/tree.js';
import type { Context } from './context.js';
import type { UsageError } from './failure.js';

const Texts = t.readonlyArray(t.string);

/** What can be set for all runs of a repository, or of a user. */
const ConfigFile = strictRecord(
  {},
  {
    gates: strictRecord({}, { compile: t.string, test: t.string, lint: t.string, coverage: t.string }),
    worktree: strictRecord({}, { setup: Texts, link: Texts, copy: Texts }),
  },
);

export interface Config {
  /** What the gates of the project's tools run, by gate. */
  readonly gates: Readonly<Record<string, string>>;
  /** What a fresh worktree is given. */
  readonly setup: SetupNode | undefined;
}

/** The configuration of the repository over that of the user. */
export const readConfig = (
  context: Context,
  repository: string | undefined,
): E.Either<UsageError, Config> => {
  const files = [
    join(context.home, 'config.yaml'),
    ...(repository === undefined ? [] : [join(repository, '.refold', 'config.yaml')]),
  ];
  let gates: Readonly<Record<string, string>> = {};
  let worktree: t.TypeOf<typeof ConfigFile>['worktree'];
  for (const file of files) {
    const read = readFile(file);
    if (E.isLeft(read)) return read;
    gates = { ...gates, ...(read.right.gates as Readonly<Record<string, string>> | undefined) };
    worktree = read.right.worktree ?? worktree;
  }
  const { setup: commands = [], link = [], copy = [] } = worktree ?? {};
  return E.right({ gates, setup: worktree && { commands, link, copy } });
};

const readFile = (path: string): E.Either<UsageError, t.TypeOf<typeof ConfigFile>> => {
  if (!existsSync(path)) return E.right({});
  try {
    const decoded = ConfigFile.decode(parse(readFileSync(path, 'utf8')) ?? {});
    return E.isRight(decoded) ? decoded : invalid(path, PathReporter.report(decoded).join('; '));
  } catch (error) {
    return invalid(path, error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error));
  }
};

const invalid = (path: string, detail: string): E.Either<UsageError, never> =>
  E.left({
    _tag: 'Usage',
    message: `${path} is not understood: ${detail}`,
    hint: 'it may hold `gates:` with commands for `compile`, `test`, `lint`, `coverage`, and `worktree:` with lists `setup`, `link`, `copy`',
  });
