import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { GateEnd, GateRun, Gates } from '../../ports/gates.js';
import { gateEnvironment } from '../processes/environment.js';
import { outputIn } from '../processes/mailbox.js';
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
    const launch = {
      seq: run.seq,
      marker: markerOf(run),
      argv: definition.argv(run.gate),
      cwd: run.worktree,
      env: gateEnvironment(environment, run.worktree, markerOf(run)),
      errors: 'with output' as const,
      input: '',
      timeoutMs: TIMEOUT_MS,
    };
    return pipe(
      supervisor.launch(launch, () => TE.right(undefined)),
      TE.map((end) => gateEnd(supervisor, run, end)),
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

const gateEnd = (supervisor: Supervisor, { seq }: GateRun, end: LaunchEnd): GateEnd => {
  if (end.how === 'untold' || end.how === 'stopped') return { ended: 'interrupted', why: 'it was stopped' };
  const { ms, leftovers } = end;
  const facts = { ended: 'finished', output: outputIn(supervisor.mailbox(seq).out), ms, leftovers } as const;
  if (end.how === 'exited') {
    return end.exit === 0
      ? { ...facts, result: 'passed', exit: 0 }
      : { ...facts, result: 'failed', exit: end.exit, error: `exit ${end.exit}` };
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
