import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { PayloadRef } from '../../events/content.js';
import type { KeptFile } from '../../events/files.js';
import type { Checkout } from '../../ports/checkout.js';
import type { PayloadError } from '../../ports/payloads.js';
import type { ReadableRun, RunEntry, RunStore } from '../../ports/runStore.js';
import { type Integrity, integrityOf } from '../../projections/integrity.js';
import type { Loaded } from '../../projections/load.js';
import { type GoingOn, goingOnFrom, lastStepOf, recordedOf, stepsBefore } from '../../projections/outside.js';
import type { Frozen } from '../../projections/projection.js';
import type { OutsideState } from '../../projections/runState/outsideState.js';
import { standingAt } from '../../projections/runState/outsideState.js';
import type { RunState } from '../../projections/runState/state.js';
import { statusOf } from '../../projections/status.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { damageAt } from '../failure/wording.js';
import { stateOf } from '../find/stateOf.js';
import { checkRepository } from '../moved/checkRepository.js';
import { lostWords } from './content.js';
import { checkoutOf } from './find.js';
import { damagedBehind } from './write.js';

/** A run of a workflow that refold does not run, and the checkpoint that it can go on from. */
export interface Looked {
  readonly entry: RunEntry;
  readonly run: ReadableRun;
  /** The last event that is known here. */
  readonly seq: number;
  readonly outside: Frozen<OutsideState>;
  readonly from: GoingOn;
  readonly checkout: Checkout;
  /** What is wrong with the log behind what is known here; nothing is written to such a log. */
  readonly damage: string | undefined;
}

/** Looks where a run can go on; it is not held. What a checkpoint names must be there, or it is none to go on from. */
export const lookAtOutside = (
  context: Context,
  store: RunStore,
  entry: RunEntry,
  step: number | undefined,
): TE.TaskEither<CliError, Looked> =>
  pipe(
    TE.Do,
    TE.bind('run', () => store.open(entry)),
    TE.bindW('loaded', ({ run }) => stateOf(run)),
    TE.bindW('found', ({ run, loaded }) => TE.fromEither(whatIsThere(run, loaded, step))),
    TE.chainFirstW(({ loaded }) => checkRepository(context, loaded.value)),
    TE.bindW('checkout', ({ found }) => TE.fromEither(checkoutOf(context, found.outside))),
    TE.map(({ run, found, checkout }) => ({ entry, run, checkout, ...found })),
    TE.chainFirstW(isWhole),
  );

/** What the log tells, as far as it is sound; of a damaged one only a checkpoint that somebody names is gone on from. */
const whatIsThere = (
  { place, ref }: ReadableRun,
  { value: state, scan }: Loaded<RunState>,
  step: number | undefined,
): E.Either<CliError, Pick<Looked, 'seq' | 'outside' | 'from' | 'damage'>> => {
  const { outside, critical } = state;
  const { tail } = scan;
  const damaged = { _tag: 'LogDamaged', run: ref.run, place, scan } as const;
  if (!outside) return E.left(damaged);
  const { name } = outside;
  const from = goingOnFrom(outside, step);
  const damage = tail.kind === 'damaged' ? `the log in ${place} is damaged${damageAt(tail)}` : undefined;
  if (damage !== undefined && (step === undefined || !from)) return E.left(damagedBehind(state, damaged));
  if (critical) return E.left({ _tag: 'NewerLog', ...critical });
  if (outside.closed)
    return E.left({
      _tag: 'WorkflowClosed',
      name,
      status: statusOf(state, false),
      at: outside.closed.at,
      doing: 'resume',
    });
  if (!from) {
    const steps = [...new Set([...outside.checkpoints.values()].map((one) => one.step))];
    return E.left({ _tag: 'NoSuchCheckpoint', name, steps });
  }
  return E.right({ seq: state.seq, outside, from, damage });
};

/** Every content that the checkpoint names is there; else an earlier one is looked for of which that is so. */
const isWhole =
  ({ run, outside, from }: Looked): TE.TaskEither<CliError, void> =>
  async () => {
    const lost = new Map<string, string>();
    const closed: string[] = [];
    const look = async (files: Iterable<KeptFile>): Promise<boolean> => {
      let whole = true;
      for (const file of files) {
        if ('deleted' in file) continue;
        const { sha256 } = file.content;
        const error = lost.has(sha256) ? undefined : await errorOf(run, file.content);
        if (!error && !lost.has(sha256)) continue;
        if (error) lost.set(sha256, lostWords(run.place, error));
        if (error?._tag === 'PayloadUnreadable') closed.push(lostWords(run.place, error));
        whole = false;
      }
      return whole;
    };
    if (await look(from.files.values())) return E.right(undefined);
    // What may be whole is to be looked at before anything else is advised.
    if (closed.length > 0) return E.left({ _tag: 'CheckpointUnreadable', lines: closed });
    const damaged = { _tag: 'CheckpointDamaged', name: outside.name, lines: [...lost.values()] } as const;
    const last = lastStepOf(outside);
    for (const { seq, step } of stepsBefore(outside, from.checkpoint.seq)) {
      const { files } = standingAt(outside.checkpoints, seq);
      if (await look(files.values())) return E.left({ ...damaged, step: last, earlier: step });
    }
    return E.left({ ...damaged, step: last, earlier: undefined });
  };

const errorOf = async ({ payloads }: ReadableRun, ref: PayloadRef): Promise<PayloadError | undefined> => {
  const checked = await payloads.check(ref)();
  return E.isLeft(checked) ? checked.left : undefined;
};

/** The files of the checkout beside what is recorded of them. */
export const compare = ({ from, checkout }: Pick<Looked, 'from' | 'checkout'>): T.Task<Integrity> => {
  const recorded = recordedOf(from);
  return pipe(
    [...recorded.keys()],
    T.traverseSeqArray((path) =>
      pipe(
        checkout.look(path),
        T.map((now) => ({ path, now })),
      ),
    ),
    T.map((found) => integrityOf({ recorded, found, checked: found.length })),
  );
};
