import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createAgents } from '../../src/adapters/agents/agents.js';
import { DEFINITIONS } from '../../src/adapters/agents/definitions.js';
import { createSupervisor } from '../../src/adapters/processes/supervisor.js';
import type { Agents, Call, CallEnd, Sight, Spawned } from '../../src/ports/agents.js';
import { right } from '../contracts/runStore.js';
import { temporaryFolder } from './folder.js';

/** A call that came to its end, and all that was seen of it on the way. */
interface EndedCall {
  readonly end: Extract<CallEnd, { ended: 'finished' | 'interrupted' }>;
  readonly sights: readonly Sight[];
  readonly spawned: Spawned | undefined;
  readonly output: string;
  readonly transcript: string | undefined;
}

/** Where agents are called from in tests: a worktree, a mailbox, and an environment without anything else. */
export interface AgentBench {
  readonly agents: Agents;
  readonly call: (provider: string, more?: Partial<Call>) => Call;
  /** Launches a call and follows it to its end; `onSight` is told of each sight as it comes. */
  readonly run: (call: Call, onSight?: (sight: Sight) => void) => Promise<EndedCall>;
}

export const createAgentBench = (env: NodeJS.ProcessEnv = {}): AgentBench => {
  const home = temporaryFolder();
  const worktree = join(home, 'worktree');
  mkdirSync(worktree);
  const supervisor = createSupervisor(join(home, 'attempts'));
  const agents = createAgents(
    supervisor,
    DEFINITIONS,
    { PATH: process.env.PATH, HOME: home, ...env },
    () => ({}),
  );
  // Programs are found again by their run, and tests of other files run beside this one.
  const name = `20261121-040000-${randomBytes(3).toString('hex')}`;
  const call: AgentBench['call'] = (provider, more) => ({
    run: name,
    seq: 7,
    path: 'build/impl',
    attempt: 1,
    call: 1,
    agent: { name: provider, provider },
    worktree,
    maxMs: undefined,
    readBefore: 0,
    ...more,
  });
  const run: AgentBench['run'] = async (call, onSight = () => undefined) => {
    const sights: Sight[] = [];
    const launchers: Spawned[] = [];
    const ended = await agents.launch<never>(
      call,
      { prompt: 'the prompt' },
      (spawned) =>
        TE.fromIO(() => {
          launchers.push(spawned);
        }),
      (sight) =>
        TE.fromIO(() => {
          sights.push(sight);
          onSight(sight);
        }),
    )();
    const end = right(ended);
    if (end.ended === 'untold') throw new Error('the launcher was never told to go');
    const transcript = end.transcript && (await textOf(end.transcript.read()));
    return { end, sights, spawned: launchers[0], output: await textOf(end.output.read()), transcript };
  };
  return { agents, call, run };
};

/** A program in the place of an agent's own: a script of `sh`, which is given the agent's arguments behind its own. */
export const script = (text: string, ...args: readonly string[]): readonly string[] => [
  'sh',
  '-c',
  text,
  ...args,
];

/** Stops a call, as often as it is asked to. */
export const stop = (agents: Agents, { seq }: Call): void => {
  void agents.stop(seq)().then(E.toUnion);
};

const MOST_TEXT = 1024 * 1024;

const textOf = async (chunks: AsyncIterable<Uint8Array>): Promise<string> => {
  let text = '';
  for await (const chunk of chunks) {
    if (text.length < MOST_TEXT) text += Buffer.from(chunk).toString('utf8');
  }
  return text;
};
