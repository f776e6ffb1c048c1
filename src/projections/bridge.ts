import type { DataOf } from '../events/catalogue.js';
import type { StepPath } from '../events/ids.js';
import { apply, type Projection } from './projection.js';
import { partyAt } from './runState/onMessage.js';
import type { RunAccumulator } from './runState/state.js';
import { runState } from './runState.js';

type Message = DataOf<'MessagePosted'>;

/** What one agent has said in the reviews of a run, by kind. */
interface Said {
  agent: string;
  as: string;
  kinds: Map<string, number>;
}

/** Every message between the agents of a run, counted: a replay takes none of them back. */
export interface BridgeAccumulator {
  run: RunAccumulator;
  messages: number;
  pass: number;
  fail: number;
  /** What the latest result of a worker is called. */
  isDone: boolean;
  said: Map<string, Said>;
}

export const bridge: Projection<BridgeAccumulator> = {
  name: 'bridge',
  empty: () => ({ run: runState.empty(), messages: 0, pass: 0, fail: 0, isDone: false, said: new Map() }),
  each: (into, stored) => apply(runState, into.run, stored),
  on: {
    MessagePosted: (into, { data }) => {
      const { from, kind, signal } = data;
      into.messages += 1;
      if (signal === 'PASS') into.pass += 1;
      if (signal === 'FAIL') into.fail += 1;
      if (kind === 'task' || kind === 'result') into.isDone = false;
      if (signal === 'DONE') into.isDone = true;
      const agent = agentOf(into.run, data.path, from);
      const key = JSON.stringify([agent, from]);
      const said = into.said.get(key) ?? { agent, as: from, kinds: new Map<string, number>() };
      said.kinds.set(kind, (said.kinds.get(kind) ?? 0) + 1);
      into.said.set(key, said);
    },
  },
};

/** Who speaks for a side of a review: its agent by name, or refold. */
const agentOf = ({ index, steps }: RunAccumulator, path: StepPath, party: string): string => {
  const at = partyAt(index, path, party);
  if (at === undefined) return party;
  return steps.get(at)?.attempt?.agent?.name ?? index.steps.get(at)?.node.agent?.name ?? party;
};

/** The messages of a run in numbers: what `bridge` prints, and programs read as its JSON. */
export interface Bridge {
  readonly run: string;
  readonly number: number;
  readonly workflow: string;
  readonly messages: number;
  readonly done: boolean;
  readonly pass: number;
  readonly fail: number;
  /** What each agent, and refold, has said. */
  readonly agents: readonly {
    readonly agent: string;
    readonly as: string;
    readonly messages: number;
    readonly kinds: Readonly<Record<string, number>>;
  }[];
}

/** Sums up the messages of a run; undefined for a log without its first event. */
export const bridgeOf = ({ run: { run }, ...counted }: BridgeAccumulator): Bridge | undefined => {
  if (!run) return undefined;
  const { messages, isDone, pass, fail, said } = counted;
  return {
    run: run.run,
    number: run.number,
    workflow: run.workflow.tree.name,
    messages,
    done: isDone,
    pass,
    fail,
    agents: [...said.values()].map(({ agent, as, kinds }) => ({
      agent,
      as,
      messages: [...kinds.values()].reduce((sum, count) => sum + count, 0),
      kinds: Object.fromEntries(kinds),
    })),
  };
};

/** One message as it is shown: who says it to whom. */
export interface Posted extends Message {
  readonly seq: number;
  readonly at: string;
  readonly fromAgent: string;
  readonly toAgent: string;
}

/** A message with the names of those who are in it, behind its event. */
export const postedIn = (
  { run }: BridgeAccumulator,
  data: Message,
  { seq, at }: Pick<Posted, 'seq' | 'at'>,
): Posted => ({
  seq,
  at,
  fromAgent: agentOf(run, data.path, data.from),
  toAgent: agentOf(run, data.path, data.to),
  ...data,
});
