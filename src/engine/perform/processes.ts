import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { DataOf } from '../../events/catalogue.js';
import type { ChangedFiles } from '../../events/files.js';
import type { StepPath } from '../../events/ids.js';
import type { Call, CallEnd, CallInput, Seen } from '../../ports/agents.js';
import type { Failure } from '../../ports/failure.js';
import type { GateEnd, GateRun } from '../../ports/gates.js';
import { sessionKey } from '../../projections/runState/sessionState.js';
import type { Facts, OpenIntentOf, RunState } from '../../projections/runState/state.js';
import { directoryOf, worktreeOf } from '../../projections/worktrees.js';
import type { Command } from '../command.js';
import { isFileGate, judgeFiles } from '../fileGates.js';
import { isAsSeen } from '../plan/attempt.js';
import { ANSWER_FOLDERS, answerFile } from '../prompt.js';
import type { World } from '../world.js';
import { changedFiles, joinParts, keepOutput } from './keep.js';
import { comparedWith, lookAt } from './workspace.js';

/** Reports a command while an effect goes on; answers when its events are durable. */
export type Report<X> = (command: Command) => TE.TaskEither<X, void>;

/** Launches an agent and follows it to its end. */
export const launchCall = <X>(
  world: World,
  run: Facts,
  intent: OpenIntentOf<'CallIntended'>,
  report: Report<X>,
  state: RunState,
): TE.TaskEither<Failure | X, Command> => {
  const call = callOf(run, intent, state);
  const node = state.index.steps.get(call.path)?.node;
  const asksFor = node && answerFile(node);
  return pipe(
    asksFor === undefined ? TE.right(undefined) : world.workspace.clearAnswers(call.worktree, ANSWER_FOLDERS),
    TE.chain(() => inputOf(world, intent)),
    TE.chainW((input) =>
      world.agents.launch(
        call,
        input,
        (spawned) => report({ type: 'ReportSpawned', intent: call.seq, ...spawned }),
        seenBy(call, report),
      ),
    ),
    TE.chainW((end) => endCall(world, call, end)),
  );
};

/** Finds out what became of a call of an earlier life; one that never began is launched now. */
export const settleCall = <X>(
  world: World,
  run: Facts,
  lives: RunState['lives'],
  intent: OpenIntentOf<'CallIntended'>,
  report: Report<X>,
  state: RunState,
): TE.TaskEither<Failure | X, Command> => {
  const { spawned } = intent;
  const life = spawned && lives.get(spawned.life);
  if (!spawned || !life) return launchCall(world, run, intent, report, state);
  const call = callOf(run, intent, state);
  const launcher = { ...life.process, pid: spawned.pid, start: spawned.start };
  return pipe(
    world.agents.settle(
      call,
      launcher,
      () => report({ type: 'ReportAdopted', intent: call.seq }),
      seenBy(call, report),
    ),
    TE.chainW((end) =>
      end.ended === 'untold' ? launchCall(world, run, intent, report, state) : endCall(world, call, end),
    ),
  );
};

/** Runs a gate to its end; one that only looks at which files changed needs no program. */
export const runGate = <X>(
  world: World,
  run: Facts,
  intent: OpenIntentOf<'GateIntended'>,
  _: unknown,
  state: RunState,
): TE.TaskEither<Failure | X, Command> => {
  const { seq, data } = intent.event;
  if (!isFileGate(data.gate)) {
    const gate = gateOf(run, intent);
    return pipe(
      world.gates.run(gate),
      TE.chain((end) => endGate(world, gate, end)),
    );
  }
  return pipe(
    filesBehind(world, state, data.path),
    TE.chain((files) => changedFiles(world, files)),
    TE.map((changed) => {
      const { result, text } = judgeFiles(data.gate, changed);
      const error = result === 'failed' ? { error: text } : {};
      return { type: 'FinishGate', intent: seq, result, output: { text }, ms: 0, leftovers: 0, ...error };
    }),
  );
};

/** What the step changed, as it was seen behind its agent; what others may have made of that since is looked at anew. */
const filesBehind = (
  world: World,
  state: RunState,
  path: StepPath,
): TE.TaskEither<Failure, ChangedFiles | undefined> => {
  const place = state.index.steps.get(path);
  const attempt = state.steps.get(path)?.attempt;
  const worktree = worktreeOf(state, path);
  if (!place || !attempt || !worktree) return TE.right(undefined);
  if (isAsSeen(place, attempt)) return TE.right(attempt.work?.files);
  return pipe(
    lookAt(world, worktree, comparedWith(state, path, worktree)),
    TE.map(({ found }) => found.files),
  );
};

/** Clears away what a gate of an earlier life left; it will run again. */
export const settleGate = (
  world: World,
  run: Facts,
  intent: OpenIntentOf<'GateIntended'>,
): TE.TaskEither<Failure, Command> => {
  const gate = gateOf(run, intent);
  return pipe(
    world.gates.clear(gate),
    TE.map(() => ({ type: 'InterruptGate', intent: gate.seq, why: 'the engine was gone while it ran' })),
  );
};

/** Reports what an agent shows of itself; what it does not show is left out. */
const seenBy =
  <X>({ seq }: Call, report: Report<X>): Seen<X> =>
  ({ turns, tokens, cost, estimated, wrote, ms, read, session }) =>
    report({
      type: 'ReportActivity',
      intent: seq,
      ms,
      wrote,
      read,
      session,
      ...(turns > 0 ? { turns } : {}),
      ...(tokens > 0 ? { tokens } : {}),
      ...(cost > 0 ? { cost } : {}),
      ...(estimated > 0 ? { estimated } : {}),
    });

const callOf = (run: Facts, { event, worktree }: OpenIntentOf<'CallIntended'>, state: RunState): Call => ({
  run: run.run,
  seq: event.seq,
  path: event.data.path,
  attempt: event.data.attempt,
  call: event.data.call,
  agent: event.data.agent,
  worktree: directoryOf(state, event.data.path) || worktree,
  maxMs: state.index.steps.get(event.data.path)?.node.guard?.maxMs,
  readBefore: state.steps.get(event.data.path)?.attempt?.activity.read ?? 0,
  ...sessionOf(event.data, state.sessions),
});

/** The session as the agent is asked for it, with what was counted over it so far. */
const sessionOf = (
  { agent, session }: DataOf<'CallIntended'>,
  sessions: RunState['sessions'],
): Pick<Call, 'session'> => {
  if (!session) return {};
  const { how, id } = session;
  if (how !== 'continue' || id === undefined)
    return { session: { how: 'new', ...(id === undefined ? {} : { id }) } };
  return { session: { how, id, counted: sessions.get(sessionKey(agent.provider, id))?.counted ?? {} } };
};

const gateOf = (run: Facts, { event, worktree }: OpenIntentOf<'GateIntended'>): GateRun => ({
  run: run.run,
  seq: event.seq,
  gate: event.data.gate,
  worktree,
});

const inputOf = (
  world: World,
  { event }: OpenIntentOf<'CallIntended'>,
): TE.TaskEither<Failure, CallInput> => {
  const { agent, prompt } = event.data;
  return pipe(
    TE.Do,
    TE.bind('prompt', () => joinParts(world, prompt)),
    TE.bind('scenario', () => joinParts(world, agent.scenario ? [agent.scenario] : [])),
    TE.map(({ prompt, scenario }) => (agent.scenario ? { prompt, scenario } : { prompt })),
  );
};

const endCall = (world: World, call: Call, end: CallEnd): TE.TaskEither<Failure, Command> => {
  if (end.ended === 'untold') {
    return TE.left({ _tag: 'Failed', doing: `launching ${call.agent.name}`, detail: 'its launcher gave up' });
  }
  const { session, leftovers, usage, counted, estimate } = end;
  return pipe(
    TE.Do,
    TE.bind('output', () => keepOutput(world, end.output)),
    TE.bind('transcript', () => (end.transcript ? keepOutput(world, end.transcript) : TE.right(undefined))),
    TE.map(({ output, transcript }): Command => {
      const told = {
        ...(usage ? { usage } : {}),
        ...(counted ? { counted } : {}),
        ...(estimate ? { estimate } : {}),
        ...(transcript ? { transcript } : {}),
      };
      const facts = { intent: call.seq, session, output, leftovers, ...told };
      if (end.ended === 'interrupted')
        return {
          type: 'InterruptCall',
          why: end.why,
          ...facts,
          ...(end.ms === undefined ? {} : { ms: end.ms }),
        };
      const { succeeded, exit, ms, error, fault, sessionLost } = end;
      return {
        type: 'FinishCall',
        ...facts,
        succeeded,
        exit,
        ms,
        sessionLost,
        ...(error === undefined ? {} : { error: { text: error } }),
        ...(fault === undefined ? {} : { fault }),
      };
    }),
  );
};

const endGate = (world: World, gate: GateRun, end: GateEnd): TE.TaskEither<Failure, Command> => {
  if (end.ended === 'interrupted') {
    return TE.right({ type: 'InterruptGate', intent: gate.seq, why: end.why });
  }
  const { ended: _, output, ...facts } = end;
  return pipe(
    keepOutput(world, output),
    TE.map((content) => ({ type: 'FinishGate', intent: gate.seq, ...facts, output: content })),
  );
};
