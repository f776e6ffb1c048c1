import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { nodePlatform } from '../../adapters/log/platform.js';
import { createRepositories } from '../../adapters/workspace/workspace.js';
import { keepText } from '../../engine/capture.js';
import { mainBranch } from '../../engine/refs.js';
import type { DataOf } from '../../events/catalogue.js';
import type { RunRef, RunStore, WritableRun } from '../../ports/runStore.js';
import type { Source } from '../../ports/sources.js';
import type { Base, Repository } from '../../ports/workspace.js';
import { runState } from '../../projections/runState.js';
import type { Workflow } from '../../workflow/load.js';
import { captureWorkflow } from '../captured.js';
import type { Outcome } from '../command.js';
import { composeReading } from '../compose/reading.js';
import { composeWorld } from '../compose/working.js';
import { readSettings } from '../config.js';
import type { Context } from '../context.js';
import { drive } from '../drive.js';
import type { CliError, UsageError } from '../failure.js';
import { readGiven } from '../givenFile.js';
import { lifeFacts } from '../lifeFacts.js';
import {
  askedBy,
  type LoadedWorkflow,
  loadWorkflow,
  tellWarnings,
  tellWithoutSpec,
  type WorkflowOptions,
} from '../loadWorkflow.js';
import { newRunId } from '../newRunId.js';
import { VERSION } from '../version.js';

export interface RunOptions extends WorkflowOptions {
  /** The file that `{spec}` stands for. */
  readonly spec?: string | undefined;
}

/** `refold run`: a new run of a workflow, from the commit that is checked out. */
export const run = (context: Context, workflowName: string, options: RunOptions): Outcome => {
  const { store } = composeReading(context);
  const repositories = createRepositories(context.env);
  return pipe(
    TE.Do,
    TE.bind('repository', () => repositories.locate(context.cwd)),
    TE.bindW('base', ({ repository }) => repositories.base(repository)),
    TE.bindW('settings', () => TE.fromEither(readSettings(context))),
    TE.bindW('loaded', ({ repository }) => loadWorkflow(context, repository.root, workflowName, options)),
    TE.bindW('spec', () => TE.fromEither(readSpec(context, options.spec))),
    TE.bindW('ref', ({ repository, base }) => newRef(store, repository, base)),
    TE.bindW('created', ({ ref }) => store.create(ref)),
    TE.let('asked', ({ spec }) => ({ ...askedBy(context, options), ...(spec ? { spec: spec.path } : {}) })),
    TE.bindW('facts', (found) => factsOf(found)),
    TE.chainW(({ repository, created, facts, base, loaded, settings }) => {
      tellStart(context, facts, base, loaded.workflow);
      tellWithoutSpec(context, facts.workflow.tree, facts.spec);
      const opened = {
        run: created.run,
        state: runState.empty(),
        world: composeWorld(created.run, context, {
          gitDir: repository.gitDir,
          setup: facts.setup,
          settings,
        }),
      };
      return drive(context, opened, { type: 'CreateRun', facts, life: lifeFacts(created.run) });
    }),
  );
};

const readSpec = (context: Context, file: string | undefined): E.Either<UsageError, Source | undefined> =>
  file === undefined
    ? E.right(undefined)
    : readGiven(context, { what: 'spec', file, example: '--spec spec.md' });

/** A fresh id, under the id that this repository's runs have already, or a new one. */
const newRef = (
  store: RunStore,
  { root, key }: Repository,
  { origin }: Base,
): TE.TaskEither<CliError, RunRef> =>
  pipe(
    store.list(),
    TE.map((runs) => ({
      repository:
        runs.find(({ repository }) => repository.endsWith(`-${key}`))?.repository ??
        `${slugOf(origin, root)}-${key}`,
      run: newRunId(),
    })),
  );

/** `github-user-repo` from the URL of a remote, else the name of the repository's folder. */
const slugOf = (origin: string | undefined, root: string): string => {
  const [, host = '', path = ''] =
    /^(?:\w+:\/\/)?(?:[^@/]*@)?([^:/]+)[:/](.+?)(?:\.git)?\/?$/.exec(origin ?? '') ?? [];
  const words = host === '' ? (root.split('/').at(-1) ?? '') : `${host.split('.')[0]}-${path}`;
  return (
    words
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 60) || 'repository'
  );
};

interface Found {
  readonly repository: Repository;
  readonly base: Base;
  readonly loaded: LoadedWorkflow;
  readonly spec: Source | undefined;
  readonly asked: NonNullable<DataOf<'RunCreated'>['asked']>;
  readonly ref: RunRef;
  readonly created: { readonly run: WritableRun; readonly number: number };
}

/** Everything that the first event holds; long texts are payloads by then. */
const factsOf = ({
  repository,
  base,
  loaded: { workflow, set, setup },
  spec,
  asked,
  ref,
  created,
}: Found): TE.TaskEither<CliError, DataOf<'RunCreated'>> =>
  pipe(
    TE.Do,
    TE.bind('workflow', () => captureWorkflow(created.run.payloads, workflow, spec ? [spec] : [])),
    TE.bind('keptSpec', () => keepText(created.run.payloads, nodePlatform, spec?.text ?? '')),
    TE.map(({ workflow, keptSpec }) => ({
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
      workflow,
      ...(spec === undefined ? {} : { spec: keptSpec }),
      ...(set.length === 0 ? {} : { set }),
      ...(setup ? { setup } : {}),
      ...(Object.keys(asked).length === 0 ? {} : { asked }),
    })),
  );

/** What package managers fill, by the lockfile that tells of them. */
const FILLED: Readonly<Record<string, string>> = {
  'package-lock.json': 'node_modules',
  'yarn.lock': 'node_modules',
  'pnpm-lock.yaml': 'node_modules',
  'poetry.lock': '.venv',
  'uv.lock': '.venv',
};

/** A folder that the checkout has, that no commit holds, and that the project cannot do without. */
const missingFolder = (root: string): string | undefined => {
  const lockfile = Object.keys(FILLED).find((name) => existsSync(join(root, name)));
  const folder = lockfile === undefined ? undefined : FILLED[lockfile];
  return folder !== undefined && existsSync(join(root, folder)) ? folder : undefined;
};

const tellStart = (
  context: Context,
  facts: DataOf<'RunCreated'>,
  { branch, commit, dirty }: Base,
  { warnings }: Workflow,
): void => {
  tellWarnings(context, warnings);
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
