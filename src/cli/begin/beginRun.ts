import { join } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { mainBranch } from '../../engine/refs.js';
import type { DataOf } from '../../events/catalogue.js';
import type { SettingsByName } from '../../ports/agents.js';
import type { Payloads } from '../../ports/payloads.js';
import type { RunRef, WritableRun } from '../../ports/runStore.js';
import type { Base, Repository } from '../../ports/workspace.js';
import { runState } from '../../projections/runState.js';
import type { Outcome } from '../command.js';
import type { Reading } from '../compose/reading.js';
import { composeWorld } from '../compose/working.js';
import type { Context } from '../context.js';
import type { CliError } from '../failure/failure.js';
import { drive } from '../life/drive.js';
import { firstLife } from '../life/lifeFacts.js';
import { VERSION } from '../version.js';
import { missingFolder } from './lockfiles.js';
import { roomFor } from './roomFor.js';

/** What a run is to do and by what, as its first event holds it. */
export type Inputs = Pick<
  DataOf<'RunCreated'>,
  'asked' | 'environment' | 'insteadOf' | 'limits' | 'set' | 'setup' | 'spec' | 'workflow'
>;

/** A run that is to begin. */
export interface NewRun {
  readonly repository: Repository;
  readonly base: Base;
  readonly settings: SettingsByName;
  /** Puts long texts into the payloads of the run; nobody has them before it has a place. */
  readonly capture: (payloads: Payloads) => TE.TaskEither<CliError, Inputs>;
}

/** Makes room for a run, writes its first event, and lets the engine work. */
export const beginRun = (
  context: Context,
  reading: Reading,
  { repository, base, settings, capture }: NewRun,
): Outcome =>
  pipe(
    roomFor(reading, repository, base),
    TE.bindW('created', ({ ref, above }) => reading.store.create(ref, above)),
    TE.bindW('inputs', ({ created }) => capture(created.run.payloads)),
    TE.chainW(({ ref, created, inputs }) => {
      const facts = factsOf({ repository, base, ref, created, inputs });
      tellStart(context, facts);
      const { gitDir } = repository;
      const world = composeWorld(created.run, context, { gitDir, setup: facts.setup, settings });
      const opened = { run: created.run, state: runState.empty(), world };
      return drive(context, opened, { type: 'CreateRun', facts, life: firstLife(created.run) });
    }),
  );

interface Made extends Pick<NewRun, 'repository' | 'base'> {
  readonly ref: RunRef;
  readonly created: { readonly run: WritableRun; readonly number: number };
  readonly inputs: Inputs;
}

/** Everything that the first event holds. */
const factsOf = ({ repository, base, ref, created, inputs }: Made): DataOf<'RunCreated'> => ({
  run: ref.run,
  number: created.number,
  refold: VERSION,
  repository: {
    id: ref.repository,
    root: repository.root,
    gitDir: repository.gitDir,
    ...(base.origin === undefined ? {} : { origin: base.origin }),
  },
  base: {
    commit: base.commit,
    tree: base.tree,
    dirty: base.dirty,
    ...(base.branch === undefined ? {} : { branch: base.branch }),
  },
  branch: mainBranch(ref.run),
  worktree: join(created.run.place, 'worktree'),
  ident: base.ident,
  ...inputs,
});

/** Says what begins, and where. */
const tellStart = (context: Context, facts: DataOf<'RunCreated'>): void => {
  const { commit, branch, dirty } = facts.base;
  context.tell(`run #${facts.number} ${facts.run}  ${facts.workflow.tree.name}`);
  context.tell(
    `  from      ${commit.slice(0, 7)}${branch === undefined ? ' (detached HEAD)' : ` (${branch})`}`,
  );
  context.tell(`  branch    ${facts.branch}`);
  context.tell(`  worktree  ${facts.worktree}`);
  const missing = facts.setup ? undefined : missingFolder(facts.repository.root);
  if (missing)
    context.tell(
      `  note      a fresh worktree has no ${missing}; \`worktree: {link: [${missing}]}\` in .refold/config.yaml gives it one`,
    );
  if (dirty) context.tell('  note      the checkout has uncommitted changes; they are not in this run');
};
