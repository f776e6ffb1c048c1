import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Agents, Call, CallEnd, Seen } from '../../ports/agents.js';
import { agentEnvironment } from '../processes/environment.js';
import { durationIn, endOf, outputIn } from '../processes/mailbox.js';
import type { LaunchEnd, Supervisor } from '../processes/supervisor.js';
import type { AgentDefinition } from './definition.js';
import { watch } from './watch.js';

/** How much of what a program said on its second stream goes into the words of its failure, in characters. */
const ERROR_CHARS = 4_000;

/** The exit code of a process that was killed by SIGKILL, as shells count. */
const KILLED = 137;

/** Launches, settles and stops agents, whatever their program; what differs is in their definitions. */
export const createAgents = (
  supervisor: Supervisor,
  definitions: readonly AgentDefinition[],
  environment: NodeJS.ProcessEnv,
): Agents => ({
  launch: (call, input, spawned, seen) => {
    const definition = definitionFor(definitions, call);
    if (!definition) return TE.left(unknownAgent(call));
    const { argv, env } = definition.invoke(call, supervisor.mailbox(call.seq).extra);
    const launch = {
      seq: call.seq,
      marker: markerOf(call),
      argv,
      cwd: call.worktree,
      env: { ...agentEnvironment(environment, call.worktree, markerOf(call)), ...env },
      errors: 'apart' as const,
      input: input.prompt,
      ...(input.scenario === undefined ? {} : { extra: input.scenario }),
    };
    return pipe(
      watched(supervisor, definition, call, seen, () =>
        supervisor.launch(launch, ({ pid, start }) => spawned({ pid, start, argv })),
      ),
      TE.map((end) => callEnd(supervisor, definition, call, end)),
    );
  },

  settle: (call, launcher, adopted, seen) => {
    const definition = definitionFor(definitions, call);
    if (!definition) return TE.left(unknownAgent(call));
    return pipe(
      watched(supervisor, definition, call, seen, () =>
        supervisor.settle({ seq: call.seq, marker: markerOf(call) }, launcher, adopted),
      ),
      TE.map((end) => callEnd(supervisor, definition, call, end)),
    );
  },

  stop: supervisor.stop,
  forget: supervisor.forget,
});

/** Follows a program to its end, telling meanwhile what it shows of itself. */
const watched =
  <X, A>(
    supervisor: Supervisor,
    { observe }: AgentDefinition,
    { seq, maxMs, readBefore }: Call,
    seen: Seen<X>,
    follow: () => TE.TaskEither<X, A>,
  ): TE.TaskEither<X, A> =>
  async () => {
    const mailbox = supervisor.mailbox(seq);
    let over = false;
    const watching = watch(
      { out: mailbox.out, observe, maxMs, from: readBefore, elapsed: () => durationIn(mailbox) },
      () => over,
      async (activity) => void (await seen(activity)()),
    );
    const ended = await follow()();
    over = true;
    await watching;
    return ended;
  };

const callEnd = (
  supervisor: Supervisor,
  definition: AgentDefinition,
  { seq }: Call,
  end: LaunchEnd,
): CallEnd => {
  if (end.how === 'untold') return { ended: 'untold' };
  const { out, err } = supervisor.mailbox(seq);
  const { leftovers, ms } = end;
  const output = outputIn(out);
  if (end.how === 'exited') {
    const verdict = definition.judge(end.exit, endOf(err, ERROR_CHARS));
    return { ended: 'finished', exit: end.exit, output, ms, leftovers, ...verdict };
  }
  if (end.how === 'gone' && end.watched) {
    const error = 'its process group was killed from outside';
    return { ended: 'finished', exit: KILLED, output, ms, leftovers, succeeded: false, error };
  }
  const why = end.how === 'gone' ? 'it ended together with the engine' : 'it was stopped';
  return { ended: 'interrupted', why, output, leftovers };
};

const definitionFor = (
  definitions: readonly AgentDefinition[],
  { agent }: Call,
): AgentDefinition | undefined => definitions.find(({ provider }) => provider === agent.provider);

const unknownAgent = ({ agent }: Call) =>
  ({
    _tag: 'Failed',
    doing: `launching ${agent.name}`,
    detail: `this refold knows no agent ${agent.provider}`,
  }) as const;

const markerOf = ({ run, seq }: Call): string => `${run}/${seq}`;
