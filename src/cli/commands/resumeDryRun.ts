import { existsSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createWorkspace } from '../../adapters/workspace/workspace.js';
import { planResume } from '../../engine/recover.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { load } from '../../projections/load.js';
import type { RunState } from '../../projections/runState/state.js';
import { runState } from '../../projections/runState.js';
import { asJson, type Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure.js';
import { type FoundRun, tellFound } from '../findRun.js';
import { tellPlan, withEnvironment } from '../goOn.js';
import { surroundingsOf, type WorkOptions } from '../openForWork.js';
import { notHeld } from '../startAnew.js';

/** `refold resume --dry-run`: the plan of a resume, and nothing else; the run is not even held. */
export const resumeDryRun = (
  context: Context,
  { store }: Reading,
  found: FoundRun,
  options: WorkOptions,
): Outcome => {
  tellFound(context, found);
  return pipe(
    store.open(found.entry),
    TE.chainFirstW((run) => notHeld(run, options)),
    TE.chainW(stateOf),
    TE.bindTo('state'),
    TE.bindW('workspace', ({ state }) => TE.fromEither(workspaceOf(context, state))),
    TE.bindW('surroundings', ({ workspace, state }) => surroundingsOf({ workspace }, state)),
    TE.bindW('plan', ({ state, surroundings }) => TE.fromEither(planResume(state, surroundings))),
    TE.chainW(({ state, plan }) => withEnvironment(context, state, plan)),
    TE.map((plan) => {
      if (context.json) context.print(asJson({ run: found.entry.run, plan }));
      else tellPlan({ ...context, tell: context.print }, plan);
      return EXIT.done;
    }),
  );
};

/** The state at the end of a log that was checked from its first line on. */
const stateOf = (run: ReadableRun): TE.TaskEither<CliError, RunState> =>
  pipe(
    load(run.log, runState),
    TE.chainEitherKW(({ value, scan }): E.Either<CliError, RunState> => {
      if (scan.tail.kind === 'damaged')
        return E.left({ _tag: 'LogDamaged', run: run.ref.run, place: run.place, scan });
      return value.run ? E.right(value) : E.left({ _tag: 'NotCreated' });
    }),
  );

const workspaceOf = ({ env }: Context, { run }: RunState) => {
  const gitDir = run?.repository.gitDir ?? '';
  return existsSync(gitDir)
    ? E.right(createWorkspace(gitDir, env))
    : E.left({ _tag: 'RepositoryGone' as const, gitDir });
};
