import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isApplying } from '../../engine/refusal.js';
import type { ObjectId } from '../../events/ids.js';
import { statusOf } from '../../projections/status.js';
import { choose } from '../asking/choose.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { lineOf, namesOf } from '../find/findResumable.js';
import { type FoundRun, nameOf } from '../find/findRun.js';
import { type LookedAt, lookAtRuns, runsHere } from '../find/lookAtRuns.js';
import { checkRepository } from '../moved/checkRepository.js';
import { changedFiles } from '../workflow/captured.js';
import type { LoadedWorkflow } from '../workflow/loadWorkflow.js';
import type { Inputs } from './beginRun.js';

/** What is asked for, as far as it tells whether a run that is there is to do the same. */
export interface Asked extends LoadedWorkflow {
  readonly asked: NonNullable<Inputs['asked']>;
  readonly base: ObjectId;
}

/** What becomes of a run that is asked for: it starts, or one that is there goes on in its place. */
type Way =
  | { readonly way: 'start'; readonly discards?: FoundRun }
  | { readonly way: 'resume'; readonly found: FoundRun };

/**
 * Looks which runs of this repository are unfinished before another one starts. One that is prepared to do the same and
 * has not begun is picked up; else a person says what is to be done, or has said so by starting alongside.
 */
export const besideOthers = (
  context: Context,
  reading: Reading,
  asked: Asked,
  { alongside = false }: { readonly alongside?: boolean },
): TE.TaskEither<CliError, Way> => {
  if (alongside) return TE.right({ way: 'start' });
  return pipe(
    runsHere(reading),
    TE.chainW((entries) => TE.fromTask(lookAtRuns(reading.store, entries, { onlyOpen: true }))),
    TE.chainTaskK((looked) => () => notReplaced(context, looked)),
    TE.chainW((looked) => wayBeside(context, looked, asked)),
  );
};

/** Without the runs of another repository that stood here: they are looked for in vain, and in nobody's way. */
const notReplaced = async (context: Context, looked: readonly LookedAt[]): Promise<readonly LookedAt[]> => {
  const ours: LookedAt[] = [];
  for (const one of looked) {
    const found =
      one.standing === 'open' && one.state?.run ? await checkRepository(context, one.state)() : undefined;
    if (found && E.isLeft(found) && found.left._tag === 'RepositoryReplaced')
      context.tell(
        `note: ${nameOf(one.entry)} is unfinished, and of another repository that stood here; \`refold resume ${one.entry.run}\` tells more`,
      );
    else ours.push(one);
  }
  return ours;
};

const wayBeside = (
  context: Context,
  looked: readonly LookedAt[],
  asked: Asked,
): TE.TaskEither<CliError, Way> => {
  tellOthers(context, looked);
  // What refold does not run goes on by itself, and is in nobody's way.
  const open = looked.filter(({ standing, state }) => standing === 'open' && state?.run);
  const prepared = open.find((one) => isSame(one, asked));
  if (prepared) {
    context.tell(`${nameOf(prepared.entry)} is prepared to do this, and begins now`);
    return TE.right({ way: 'resume', found: { entry: prepared.entry, named: true } });
  }
  const isOfThis = ({ state }: LookedAt): boolean => state?.run?.workflow.path === asked.workflow.source.path;
  const begun = open.filter((one) => !isPrepared(one));
  const unfinished = [...begun.filter(isOfThis), ...begun.filter((one) => !isOfThis(one))];
  const [first] = unfinished;
  if (!first) return TE.right({ way: 'start' });
  if (context.asks) return () => ask(unfinished);
  const { run } = first.entry;
  return TE.left({
    _tag: 'Unfinished',
    run,
    line: lineOf(first),
    others: unfinished.length - 1,
    isApplying: isBeingMerged(first),
  });
};

/** Runs that are no reason to wait, and that a person should know of all the same. */
const tellOthers = ({ tell }: Context, looked: readonly LookedAt[]): void => {
  for (const { entry, lease, standing } of looked) {
    if (lease.held) tell(`note: ${nameOf(entry)} is at work (pid ${lease.by.pid})`);
    else if (standing === 'unclear')
      tell(`note: the log of ${nameOf(entry)} is unclear; \`refold verify ${entry.run}\` tells why`);
  }
};

/** Created, and no step started: there is nothing in it that could be lost. A fork has a past that was wanted. */
const isPrepared = ({ state }: LookedAt): boolean =>
  state !== undefined && state.forkOf === undefined && statusOf(state, false) === 'prepared';

/** Whether a run is prepared for just what is asked for now: by the same files, from the same commit. */
const isSame = (one: LookedAt, { workflow, set, setup, limits, asked, base }: Asked): boolean => {
  const facts = one.state?.run;
  if (!facts || !isPrepared(one)) return false;
  return (
    facts.base.commit === base &&
    facts.workflow.path === workflow.source.path &&
    changedFiles(facts.workflow.files ?? []).length === 0 &&
    isDeepStrictEqual(
      [facts.set ?? [], facts.asked ?? {}, facts.setup, facts.limits ?? []],
      [set, asked, setup, limits],
    )
  );
};

type Answer = 'resume' | 'discard' | 'start' | 'cancel';

const ask = async (unfinished: readonly LookedAt[]): Promise<E.Either<CliError, Way>> => {
  const one = unfinished.length === 1 ? unfinished[0] : await askWhich(unfinished);
  if (one === 'start') return E.right({ way: 'start' });
  const answer = one && (await askWhat(one));
  if (answer === 'start') return E.right({ way: 'start' });
  if (!one || answer === 'cancel' || answer === undefined) return E.left({ _tag: 'NothingChosen' });
  const found = { entry: one.entry, named: true };
  return E.right(answer === 'resume' ? { way: 'resume', found } : { way: 'start', discards: found });
};

const askWhich = (unfinished: readonly LookedAt[]): Promise<LookedAt | 'start' | undefined> =>
  choose<LookedAt | 'start' | undefined>('Runs are unfinished here. Which one is it about?', [
    ...unfinished.map((one) => ({ value: one, label: lineOf(one), names: namesOf(one) })),
    { value: 'start', label: 'none: start alongside' },
    { value: undefined, label: 'cancel' },
  ]);

const isBeingMerged = ({ state }: LookedAt): boolean => state !== undefined && isApplying(state);

/** What was about to be merged is neither gone on with nor discarded before that is finished. */
const askWhat = (one: LookedAt): Promise<Answer | undefined> =>
  choose<Answer>(`Unfinished: ${lineOf(one)}${isBeingMerged(one) ? cutOffWords(one) : ''}`, [
    ...(isBeingMerged(one) ? [] : GOING_ON),
    { value: 'start', label: 'start alongside' },
    { value: 'cancel', label: 'cancel' },
  ]);

const GOING_ON = [
  { value: 'resume', label: 'resume it' },
  { value: 'discard', label: 'discard it and start' },
] as const;

const cutOffWords = ({ entry }: LookedAt): string =>
  `; its merge was cut off, and \`refold apply ${entry.run}\` finishes it`;
