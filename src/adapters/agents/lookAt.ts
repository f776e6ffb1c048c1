import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SettingsByName } from '../../ports/agents.js';
import type { AgentFacts, ProgramFound } from '../../ports/machine.js';
import { isSecret } from '../processes/environment.js';
import { execute } from '../processes/execute.js';
import { stopMarked } from '../processes/group.js';
import { lookUp } from '../processes/lookUp.js';
import { programOf } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { givenEnvironment } from './given.js';
import { type Named, settingsIn } from './settings.js';

/** How long a program may take to say its version, in milliseconds. */
const ANSWER_MS = 10_000;

/** How much it may say for that, in bytes. */
const ANSWER_BYTES = 64 * 1024;

/** Where agents are looked for, and what is said about them there. */
export interface Surroundings {
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: SettingsByName;
  /** The repository in whose worktrees they would work. */
  readonly repository: string | undefined;
  readonly answerMs?: number;
}

/** What there is of the programs of these agents; those without a program of their own are passed over. */
export const lookAtAgents = async (
  definitions: readonly AgentDefinition[],
  agents: readonly Named[],
  surroundings: Surroundings,
): Promise<readonly AgentFacts[]> => {
  const looks = agents.map(async (agent): Promise<readonly AgentFacts[]> => {
    const definition = definitions.find(({ provider }) => provider === agent.provider);
    return definition?.program ? [await lookAt(agent, definition, definition.program, surroundings)] : [];
  });
  return (await Promise.all(looks)).flat();
};

const lookAt = async (
  { name, provider }: Named,
  definition: AgentDefinition,
  { title, name: called, install, version, unasked, logins, hazards }: AgentProgram,
  { environment, settings: byName, repository, answerMs = ANSWER_MS }: Surroundings,
): Promise<AgentFacts> => {
  const settings = settingsIn(byName)({ name, provider });
  const permissions = settings.permissions ?? 'edits';
  const command = programOf({ settings }, called);
  const marker = `doctor-${process.pid}/${name}`;
  const env = givenEnvironment(definition, environment, { cwd: '/', marker, settings });
  const named = new Set([...definition.passes, ...Object.keys(settings.env ?? {})]);
  return {
    name,
    provider,
    title,
    command,
    configured: Object.hasOwn(byName, name),
    install,
    ...(version.tested === undefined ? {} : { tested: version.tested }),
    program: await find([...command, ...version.args], env, { marker, answerMs }),
    permissions,
    unasked: unasked[permissions],
    keys: [...named].filter((one) => isSecret(one) && env[one]).sort(),
    logins: logins(env).filter((file) => existsSync(file)),
    hazards: hazards?.(env, repository) ?? [],
  };
};

interface Asked {
  readonly marker: string;
  readonly answerMs: number;
}

/** Looks a program up and asks it for its version; nothing of it is left behind, whatever it does. */
const find = async (
  [program = '', ...args]: readonly string[],
  env: Readonly<Record<string, string>>,
  { marker, answerMs }: Asked,
): Promise<ProgramFound> => {
  const path = lookUp(program, env.PATH);
  if (path === undefined) return { is: 'missing' };
  const unwell = (detail: string): ProgramFound => ({ is: 'unwell', path, detail });
  const asking = `\`${[program, ...args].join(' ')}\``;
  const over = new AbortController();
  const answer = execute([path, ...args], { cwd: '/', env, most: ANSWER_BYTES });
  const late = delay(answerMs, 'late' as const, { signal: over.signal }).catch(() => 'late' as const);
  const done = await Promise.race([answer, late]);
  over.abort();
  if (done === 'late') {
    await stopMarked(marker);
    return unwell(`${asking} did not answer within ${answerMs / 1000} s`);
  }
  if ('code' in done) return unwell(`${asking} could not be run: ${done.detail}`);
  if (done.exit !== 0) return unwell(`${asking} exited ${done.exit}${repeated(done.err)}`);
  const said = done.out.toString('utf8');
  const version = VERSION.exec(said)?.[0];
  return version === undefined
    ? unwell(`${asking} answered with no version${repeated(said)}`)
    : { is: 'well', path, version };
};

/** The first line of what a program said, if it said something. */
const repeated = (said: string): string => {
  const [line = ''] = said.trim().split('\n');
  return line === '' ? '' : `: ${line.slice(0, MOST_CHARS)}`;
};

/** How much of a line is repeated, in characters. */
const MOST_CHARS = 80;

const VERSION = /\d+\.\d+(?:\.\d+)*(?:[-+][\w.-]+)?/;
