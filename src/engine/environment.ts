import type { DataOf } from '../events/catalogue.js';
import type { ObjectId } from '../events/ids.js';

/** With what a run is begun, or gone on with, as far as a machine can tell. */
export type Environment = NonNullable<DataOf<'RunCreated'>['environment']>;

/** What there is now. */
export interface Now {
  readonly refold: string;
  readonly environment: Environment;
  /** Where the branch is that the run began from; undefined where it is gone. */
  readonly baseTip: ObjectId | undefined;
}

/** Something that is not as it was, in words. */
export interface Difference {
  readonly what: string;
  readonly was: string;
  readonly now: string;
}

/** What is not as it was when the run was created; of what was not captured then nothing is said. */
export const differencesFrom = (
  { refold, base, environment }: DataOf<'RunCreated'>,
  now: Now,
): readonly Difference[] =>
  [
    difference('refold', refold, now.refold),
    ...(base.branch === undefined
      ? []
      : [difference(`branch ${base.branch}`, shortId(base.commit), shortId(now.baseTip))]),
    ...(environment ? differencesOf(environment, now.environment) : []),
  ].flatMap((found) => found ?? []);

const differencesOf = (was: Environment, now: Environment): readonly (Difference | undefined)[] => [
  difference('node', was.node, now.node),
  difference('git', was.git ?? UNKNOWN, now.git ?? UNKNOWN),
  ...was.agents.map(({ name, version = UNKNOWN }) =>
    difference(name, version, now.agents.find((agent) => agent.name === name)?.version ?? UNKNOWN),
  ),
  ...lockfilesOf(was, now).map((path) => difference(path, digestOf(was, path), digestOf(now, path))),
];

const UNKNOWN = 'unknown';
const GONE = 'not there';

const difference = (what: string, was: string, now: string): Difference | undefined =>
  was === now ? undefined : { what, was, now };

const lockfilesOf = (...environments: readonly Environment[]): readonly string[] => [
  ...new Set(environments.flatMap(({ lockfiles }) => lockfiles.map(({ path }) => path))),
];

const digestOf = ({ lockfiles }: Environment, path: string): string => {
  const digest = lockfiles.find((file) => file.path === path)?.sha256;
  return digest === undefined ? GONE : `sha256 ${digest.slice(0, DIGITS)}`;
};

const shortId = (commit: ObjectId | undefined): string => commit?.slice(0, DIGITS) ?? GONE;

/** How much of an id or a digest tells it from others, for people. */
const DIGITS = 7;

/** How many differences an event names. */
const NAMED = 10;

/** The differences as a resume records them; nothing where there are none. */
export const recorded = (differences: readonly Difference[]): Pick<DataOf<'RunResumed'>, 'environment'> =>
  differences.length === 0
    ? {}
    : { environment: { count: differences.length, first: differences.slice(0, NAMED) } };
