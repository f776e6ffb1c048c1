import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, inject, onTestFinished } from 'vitest';
import { temporaryFolder } from './folder.js';
import { killAll, processesWith } from './processes.js';
import { repositoryAt, type TestRepository } from './repository.js';

/** How a command ended. */
export interface Ended {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** A repository with a home for runs, and refold as a user has it. */
export interface Bench {
  readonly folder: string;
  readonly home: string;
  readonly repository: TestRepository;
  readonly env: NodeJS.ProcessEnv;
  /** Writes a workflow and the scenario of its agents beside the repository; answers the workflow's path. */
  readonly workflow: (workflow: string, scenario?: string) => string;
  /** The worktree of a run. */
  readonly worktree: (number?: number) => string;
  readonly start: (args: readonly string[], options?: StartOptions) => Started;
  readonly refold: (args: readonly string[], options?: StartOptions) => Promise<Ended>;
  /** The folder of the only run, or of the run with this number. */
  readonly runFolder: (number?: number) => string;
  /** Every file in the folders of all runs with what it holds. */
  readonly contents: () => Readonly<Record<string, string>>;
  /** The lines of a run's log, parsed. */
  readonly events: (number?: number) => readonly LoggedEvent[];
}

export interface StartOptions {
  readonly program?: 'refold' | 'refold-crashing' | 'refold-full-disk';
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

export interface LoggedEvent {
  readonly seq: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly [key: string]: unknown;
}

/** Makes a bench in a folder of its own: spaces and letters beyond ASCII in its path, no git identity. */
export const createBench = (): Bench => {
  const folder = temporaryFolder();
  const home = join(folder, 'hömé of runs');
  const repository = repositoryAt(join(folder, 'the repositöry'), join(folder, 'user'));
  const env = { ...repository.env, REFOLD_HOME: home };
  onTestFinished(() => killAll(processesWith(`HOME=${repository.env.HOME}`)));

  const start: Bench['start'] = (
    args,
    { program = 'refold', cwd = repository.root, env: more = {} } = {},
  ) => {
    const file = join(inject('programs'), `${program}.js`);
    return started(spawn(process.execPath, [file, ...args], { cwd, env: { ...env, ...more } }));
  };

  const runFolder: Bench['runFolder'] = (number = 1) => {
    const [repo = ''] = readdirSync(join(home, 'runs'));
    const run = readFileSync(join(home, 'runs', repo, 'numbers', `${number}`), 'utf8');
    return join(home, 'runs', repo, run);
  };

  return {
    folder,
    home,
    repository,
    env,
    workflow: (workflow, scenario = 'turns: []') => {
      repository.write({ '../workflow/workflow.yaml': workflow, '../workflow/scenario.yaml': scenario });
      return join(folder, 'workflow', 'workflow.yaml');
    },
    worktree: (number) => join(runFolder(number), 'worktree'),
    start,
    refold: (args, options) => start(args, options).ended,
    runFolder,
    contents: () => contentsOf(join(home, 'runs')),
    events: (number) =>
      readFileSync(join(runFolder(number), 'events.jsonl'), 'utf8')
        .split('\n')
        .slice(0, -1)
        .map((line) => JSON.parse(line) as LoggedEvent),
  };
};

const contentsOf = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path, readFileSync(path, 'utf8')]),
  );

/** The events of a run of this type. */
export const ofType = (bench: Pick<Bench, 'events'>, type: string, number?: number): readonly LoggedEvent[] =>
  bench.events(number).filter((event) => event.type === type);

/** The types of a run's events. */
export const typesOf = (bench: Pick<Bench, 'events'>, number?: number): readonly string[] =>
  bench.events(number).map(({ type }) => type);

/** What a look tells; no, as long as there is nothing to look at. */
export const isThere = (look: () => boolean): boolean => {
  try {
    return look();
  } catch {
    return false;
  }
};

/** Whether a run has come to an event of this type yet. */
export const hasEvent = (bench: Pick<Bench, 'events'>, type: string, number?: number): boolean =>
  isThere(() => ofType(bench, type, number).length > 0);

/** Whether the only run has this file in its worktree yet. */
export const hasWritten = ({ worktree }: Bench, path: string): boolean =>
  isThere(() => existsSync(join(worktree(), path)));

/** What came of a command that was to end with this code. */
export const exited = (one: Ended, exit = 0): Ended => {
  expect(one.exit, one.stdout + one.stderr).toBe(exit);
  return one;
};

/** Lets pass from now on what asks for the file `mended` beside the repository. */
export const mend = ({ folder }: Bench): void => writeFileSync(join(folder, 'mended'), '');

/** Gathers what a child says until it ends. */
export const started = (child: ChildProcessWithoutNullStreams): Started => {
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  const ended = new Promise<Ended>((resolve) =>
    child.on('close', (exit, signal) =>
      resolve({
        exit,
        signal,
        stdout: Buffer.concat(stdout).toString(),
        stderr: Buffer.concat(stderr).toString(),
      }),
    ),
  );
  return { child, ended };
};

/** How long anything is awaited, in milliseconds: then a test says what it waits for. */
const LONGEST = 60_000;

/** Waits until the condition holds; where it waits in vain, the error says what for. */
export const until = async (condition: () => boolean, awaited = () => `${condition}`): Promise<void> => {
  const start = Date.now();
  while (!condition()) {
    if (Date.now() - start > LONGEST) throw inVain(awaited);
    await delay(10);
  }
};

/** What comes of a promise; where it is awaited in vain, the error says so. */
export const inTime = <A>(promise: Promise<A>, awaited: () => string): Promise<A> => {
  const tooLong = delay(LONGEST, undefined, { ref: false }).then(() => Promise.reject(inVain(awaited)));
  return Promise.race([promise, tooLong]);
};

const inVain = (awaited: () => string): Error => new Error(`awaited in vain: ${awaited()}`);
