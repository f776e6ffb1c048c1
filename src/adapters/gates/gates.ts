import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { GateEnd, GateRun, Gates } from '../../ports/gates.js';
import { gateEnvironment } from '../processes/environment.js';
import { endOf, outputIn, outputOf } from '../processes/mailbox.js';
import type { LaunchEnd, Supervisor } from '../processes/supervisor.js';
import type { GateDefinition } from './definition.js';

/** How long a gate may run, in milliseconds. */
const TIMEOUT_MS = 10 * 60 * 1000;

/** Runs gates, whatever their kind; what differs is in their definitions. */
export const createGates = (
  supervisor: Supervisor,
  definitions: readonly GateDefinition[],
  environment: NodeJS.ProcessEnv,
): Gates => ({
  run: (run) => {
    const definition = definitions.find(({ kind }) => kind === run.gate.kind);
    if (!definition) return TE.left(unknownGate(run));
    const argv = definition.argv(run.gate, run.worktree);
    if (!argv) return TE.right(nothingToRun(run));
    const launch = {
      seq: run.seq,
      marker: markerOf(run),
      argv,
      cwd: run.worktree,
      env: gateEnvironment(environment, run.worktree, markerOf(run)),
      errors: 'with output' as const,
      input: '',
      timeoutMs: TIMEOUT_MS,
    };
    return pipe(
      supervisor.launch(launch, () => TE.right(undefined)),
      TE.map((end) => gateEnd(supervisor, definition, run, end)),
      TE.chainFirst((end) => roomFor(supervisor, run, end)),
    );
  },

  clear: (run) =>
    pipe(
      supervisor.clear(markerOf(run)),
      TE.map(() => undefined),
    ),

  stop: supervisor.stop,
  forget: supervisor.forget,
});

/** A gate that failed on a full disk has judged nothing. */
const roomFor = (
  supervisor: Supervisor,
  { seq, gate }: GateRun,
  end: GateEnd,
): TE.TaskEither<Failure, void> =>
  end.ended === 'finished' && end.result === 'failed'
    ? supervisor.needRoom(seq, `running gate ${gate.name}`)
    : TE.right(undefined);

/** A gate that has nothing to run is skipped, and says so. */
const nothingToRun = ({ gate }: GateRun): GateEnd => ({
  ended: 'finished',
  result: 'skipped',
  output: outputOf(
    `nothing tells how to ${gate.kind} this; set \`gates.${gate.kind}\` in .refold/config.yaml`,
  ),
  ms: 0,
  leftovers: 0,
});

/** How much of the end of a gate's output its verdict may be read from, in characters. */
const READ_CHARS = 64_000;

const gateEnd = (
  supervisor: Supervisor,
  definition: GateDefinition,
  { seq, gate }: GateRun,
  end: LaunchEnd,
): GateEnd => {
  if (end.how === 'untold' || end.how === 'stopped') return { ended: 'interrupted', why: 'it was stopped' };
  const { ms, leftovers } = end;
  const { out } = supervisor.mailbox(seq);
  const facts = { ended: 'finished', output: outputIn(out), ms, leftovers } as const;
  if (end.how === 'exited') {
    return { ...facts, exit: end.exit, ...definition.judge(gate, end.exit, endOf(out, READ_CHARS)) };
  }
  const error =
    end.how === 'timed out' ? `no end after ${TIMEOUT_MS / 60_000} minutes` : 'killed from outside';
  return { ...facts, result: 'failed', error };
};

const unknownGate = ({ gate }: GateRun) =>
  ({
    _tag: 'Failed',
    doing: `running gate ${gate.name}`,
    detail: `this refold knows no gate ${gate.kind}`,
  }) as const;

const markerOf = ({ run, seq }: GateRun): string => `${run}/${seq}`;
