import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/folder.js';
import { type ModelServer, startModelServer } from '../support/modelServer/server.js';
import { killAll, processesWith } from '../support/processes.js';
import { type Ended, type Started, started, until } from '../support/refold.js';
import { repositoryAt, type TestRepository } from '../support/repository.js';
import { commandFolder } from './install.js';
import type { Program } from './programs.js';

/** A repository, a home and a model server for one program. */
export interface AgentBench {
  readonly server: ModelServer;
  readonly repository: TestRepository;
  /** Starts the program with a prompt on its standard input, as leader of a process group. */
  readonly start: (args: readonly string[], prompt: string) => Started;
  readonly run: (args: readonly string[], prompt: string) => Promise<Ended>;
  /** The program's processes, and all that they began. */
  readonly processes: () => readonly number[];
}

/** Makes a bench in a folder of its own; nothing of the program is left when the test is over. */
export const createAgentBench = async (program: Program): Promise<AgentBench> => {
  const folder = temporaryFolder();
  const home = join(folder, 'hömé');
  const repository = repositoryAt(join(folder, 'the repositöry'), home);
  repository.commit({ 'a.txt': 'a\n' });
  const server = await startModelServer();
  const env = { ...environment(program, repository, folder), ...program.prepare(home, server.url) };
  const processes = (): readonly number[] => processesWith(`HOME=${home}`);
  onTestFinished(async () => {
    killAll(processes());
    await until(() => processes().length === 0);
  });

  const start: AgentBench['start'] = (args, prompt) => {
    const child = spawn(program.bin, args, { cwd: repository.root, env, detached: true });
    // One that ends at once reads no prompt.
    child.stdin.on('error', () => {}).end(prompt);
    return started(child);
  };
  return { server, repository, start, run: (args, prompt) => start(args, prompt).ended, processes };
};

const environment = (program: Program, { root, env }: TestRepository, folder: string): NodeJS.ProcessEnv => {
  const TMPDIR = join(folder, 'tmp');
  mkdirSync(TMPDIR);
  return { ...env, TMPDIR, PWD: root, PATH: `${commandFolder(program)}${delimiter}${env.PATH}` };
};

/** The last line that a program printed, parsed. */
export const lastLine = ({ stdout }: Ended): unknown => JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');

/** The id of the session that a program says it is in. */
export const sessionIn = ({ stdout }: Ended): string =>
  /"(?:session_id|thread_id|sessionID)":"([^"]+)"/.exec(stdout)?.[1] ?? '';
