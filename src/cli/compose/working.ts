import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { createAgents } from '../../adapters/agents/agents.js';
import { DEFINITIONS } from '../../adapters/agents/definitions.js';
import { scripted } from '../../adapters/agents/scripted.js';
import { settingsIn } from '../../adapters/agents/settings.js';
import { bash } from '../../adapters/gates/bash.js';
import { createGates } from '../../adapters/gates/gates.js';
import { compile, coverage, lint, test } from '../../adapters/gates/toolchain.js';
import { nodePlatform } from '../../adapters/log/platform.js';
import { MARKER } from '../../adapters/processes/environment.js';
import { mailboxOf } from '../../adapters/processes/mailbox.js';
import { createSupervisor, type Supervisor } from '../../adapters/processes/supervisor.js';
import { createWorkspace } from '../../adapters/workspace/workspace.js';
import type { World } from '../../engine/world.js';
import type { Platform } from '../../events/platform.js';
import type { SetupNode } from '../../events/tree.js';
import type { SettingsByName } from '../../ports/agents.js';
import type { Clock } from '../../ports/clock.js';
import type { Failure } from '../../ports/failure.js';
import type { WritableRun } from '../../ports/runStore.js';
import type { Context } from '../context.js';
import { givenBy } from './git.js';

/** The clock and the dice of this machine. */
export const systemClock: Clock = {
  now: () => new Date().toISOString(),
  wait: (ms) => delay(ms),
  randomHex: (digits) =>
    randomBytes(Math.ceil(digits / 2))
      .toString('hex')
      .slice(0, digits),
};

/** How bytes and digests are made on this machine. */
export const platform: Platform = nodePlatform;

/** The files that a call of a run prints to. */
export const printedBy = (place: string, seq: number): readonly string[] => {
  const { out, err } = mailboxOf(join(place, 'attempts'), seq);
  return [out, err];
};

/** What a run brings along, and what this machine says to it. */
export interface Conditions {
  /** The git directory of its repository. */
  readonly gitDir: string;
  /** What its fresh worktrees are given. */
  readonly setup: SetupNode | undefined;
  /** What is said about its agents. */
  readonly settings: SettingsByName;
}

/** All that a run can act on, on this machine. */
export const composeWorld = (
  run: WritableRun,
  { env, scriptedAgent }: Context,
  { gitDir, setup, settings }: Conditions,
): World => {
  const supervisor = supervisorOf(run);
  return {
    agents: createAgents(supervisor, [...DEFINITIONS, scripted(scriptedAgent)], env, settingsIn(settings)),
    gates: createGates(supervisor, [bash, compile, test, lint, coverage], env),
    workspace: createWorkspace(gitDir, { ...env, [MARKER]: gitMarker(run) }, setup ? givenBy(setup) : []),
    payloads: run.payloads,
    clock: systemClock,
    platform: nodePlatform,
  };
};

/** Stops what git of an earlier life still does: it would go on behind the back of this one. */
export const stopGitOf = (run: WritableRun): TE.TaskEither<Failure, number> =>
  supervisorOf(run).clear(gitMarker(run));

const supervisorOf = ({ place }: WritableRun): Supervisor => createSupervisor(join(place, 'attempts'));

/** By what the git of a run is found again. */
const gitMarker = ({ ref }: WritableRun): string => `${ref.run}/git`;
