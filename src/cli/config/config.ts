import { existsSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { LimitSetting } from '../../events/limits.js';
import type { SetupNode } from '../../events/tree.js';
import type { SettingsByName } from '../../ports/agents.js';
import { firstOf, limitsIn } from '../../workflow/limits.js';
import type { Context } from '../context.js';
import type { UsageError } from '../failure/failure.js';
import { type ConfigFile, readConfigFile, readVariables } from './configFile.js';

/** What a run takes from the configuration when it is created, and keeps. */
export interface Config {
  /** What the gates of the project's tools run, by gate. */
  readonly gates: Readonly<Record<string, string>>;
  /** What a fresh worktree is given. */
  readonly setup: SetupNode | undefined;
  /** What runs are held to. */
  readonly limits: readonly LimitSetting[];
}

type Place = Pick<Context, 'home' | 'env'>;

/** What one place says of the configuration. */
export interface Layer {
  /** A file; undefined for the variables of the environment, each of which has its own name. */
  readonly file: string | undefined;
  readonly says: ConfigFile;
}

/** Every place that may say something, each before those that it goes before: the environment, the repository, the user. */
export const readLayers = (
  place: Place,
  repository: string | undefined,
): E.Either<UsageError, readonly Layer[]> =>
  pipe(
    E.Do,
    E.bind('variables', () => readVariables(place.env)),
    E.bind('user', () => readConfigFile(userFile(place))),
    E.bind('shared', () => readShared(place, repository)),
    E.map(({ variables, user, shared }) => [
      { file: undefined, says: variables },
      ...(repository === undefined ? [] : [{ file: sharedFile(repository), says: shared }]),
      { file: userFile(place), says: user },
    ]),
  );

/** The configuration of a run that is made now. Limits that the environment sets stand with those of the command line. */
export const readConfig = (place: Place, repository: string | undefined): E.Either<UsageError, Config> =>
  pipe(
    readLayers(place, repository),
    E.map((layers) => {
      const worktree = layers.find(({ says }) => says.worktree)?.says.worktree;
      const { setup: commands = [], link = [], copy = [] } = worktree ?? {};
      const gates = Object.assign({}, ...layers.map(({ says }) => says.gates).reverse());
      const limits = firstOf(...layers.map(({ says, file }) => limitsOf(says, file ?? '')));
      return { gates, setup: worktree && { commands, link, copy }, limits };
    }),
  );

const limitsOf = ({ limits = {} }: ConfigFile, file: string): readonly LimitSetting[] =>
  limitsIn(limits, (limit) => limit, file);

/**
 * What this machine says about its agents. It is read at the start of every life and kept nowhere: it may have changed
 * since, and its environment may hold secrets.
 */
export const readSettings = (place: Place): E.Either<UsageError, SettingsByName> =>
  pipe(
    readLayers(place, undefined),
    E.map((layers) => {
      const said = layers.map(({ says }) => says.agents ?? {}).reverse();
      const names = new Set(said.flatMap(Object.keys));
      return Object.fromEntries(
        [...names].map((name) => [name, Object.assign({}, ...said.map((agents) => agents[name]))]),
      );
    }),
  );

/** The configuration that is this user's alone. */
export const userFile = ({ home }: Place): string => join(home, 'config.yaml');

/** The configuration that comes with a repository. */
export const sharedFile = (repository: string): string => join(repository, '.refold', 'config.yaml');

/** What a repository's file says. What runs on a machine, and what it may do, is not for it to say. */
const readShared = (place: Place, repository: string | undefined): E.Either<UsageError, ConfigFile> => {
  const own = userFile(place);
  const path = repository === undefined ? own : sharedFile(repository);
  // The home of a user can be a repository itself.
  if (isSame(path, own)) return E.right({});
  return pipe(
    readConfigFile(path),
    E.filterOrElse(
      ({ agents }) => keyIn(agents) === undefined,
      ({ agents }): UsageError => ({
        _tag: 'Usage',
        message: `${path} sets \`agents.${keyIn(agents)}\`, which a repository may not: it is for each machine to say what runs on it`,
        hint: `move it to ${own}`,
      }),
    ),
  );
};

const isSame = (path: string, other: string): boolean =>
  path === other || (existsSync(path) && existsSync(other) && realpathSync(path) === realpathSync(other));

/** The first setting in a table of agents, if it holds any. */
const keyIn = (agents: SettingsByName = {}): string | undefined =>
  Object.entries(agents).flatMap(([name, settings]) =>
    Object.keys(settings).map((key) => `${name}.${key}`),
  )[0];
