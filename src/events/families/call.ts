import * as t from 'io-ts';
import { Content, Parts } from '../content.js';
import { event } from '../define.js';
import { Count, Int, Ordinal, Seq, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';
import { AgentNode } from '../tree.js';
import { Estimate, Usage } from '../usage.js';

/** What a program told of itself, and the estimate of a cost that it did not; `counted` is what it has counted over its whole session by now. */
const told = { usage: Usage, counted: Usage, estimate: Estimate, transcript: Content };

export const CallIntended = event({
  v: 1,
  settledBy: 'mailbox',
  about: 'An agent is about to be launched; its mailbox in the folder of the run bears this seq.',
  data: record(
    { path: StepPath, attempt: Ordinal, call: Ordinal, agent: AgentNode, prompt: Parts },
    {
      /** The session that it begins or goes on with; a new one has an id where refold chooses it. */
      session: record({ how: openSet('new', 'continue') }, { id: t.string }),
      /** Of the messages to it: those up to `upTo` are told for the first time, those up to `again` once more. */
      messages: record({}, { upTo: Seq, again: Seq }),
    },
  ),
  say: (d) =>
    `call ${d.call}: ${d.agent.name}${d.session?.how === 'continue' ? `, going on with ${d.session.id ?? 'its session'}` : ''}`,
});

export const AgentSpawned = event({
  v: 1,
  about: 'The launcher of a call exists and waits; it starts the agent only after this event is on disk.',
  data: record({ intent: Seq, pid: Ordinal, start: t.string, argv: t.readonlyArray(t.string) }),
  say: (d) => `agent spawned, pid ${d.pid}`,
});

export const AgentAdopted = event({
  v: 1,
  about: 'A later life of the engine found the agent still at work and went on reading its mailbox.',
  data: record({ intent: Seq }),
  say: () => 'agent outlived the engine and was adopted',
});

export const CallFinished = event({
  v: 1,
  outcome: true,
  about: 'The agent ended by itself; its exit code, and what it said.',
  data: record(
    { intent: Seq, succeeded: t.boolean, exit: Int, output: Content, ms: Count, leftovers: Count },
    { ...told, error: Content, fault: t.string },
  ),
  say: (d) => `agent ${d.succeeded ? 'succeeded' : 'failed'}, exit ${d.exit}`,
});

export const CallInterrupted = event({
  v: 1,
  outcome: true,
  about: 'The agent ended without a status: it was stopped, or killed together with the engine.',
  data: record(
    { intent: Seq, why: t.string, output: Content, leftovers: Count },
    {
      ...told,
      /** How long it worked, in milliseconds, as far as that is known. */
      ms: Count,
    },
  ),
  say: (d) => `agent interrupted: ${d.why}`,
});
