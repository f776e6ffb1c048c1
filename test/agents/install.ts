import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { PROGRAMS, type Program } from './programs.js';

/** Installs the programs that are not there yet, once for all tests of a run. */
export const setup = (): void => {
  for (const program of PROGRAMS) if (!existsSync(folderOf(program))) install(program);
};

/** The folder that a program's command lies in. */
export const commandFolder = (program: Program): string => join(folderOf(program), 'node_modules', '.bin');

const folderOf = ({ bin, version }: Program): string => join(cacheFolder(), `${bin}-${version}`);

const cacheFolder = (): string => {
  const { REFOLD_AGENTS_CACHE, XDG_CACHE_HOME } = process.env;
  if (REFOLD_AGENTS_CACHE) return REFOLD_AGENTS_CACHE;
  const ofUser =
    process.platform === 'darwin' ? join(homedir(), 'Library/Caches') : join(homedir(), '.cache');
  return join(XDG_CACHE_HOME || ofUser, 'refold-agents');
};

/** Installs beside the place and moves there: what is there is whole. */
const install = (program: Program): void => {
  const folder = folderOf(program);
  const unfinished = `${folder}.${process.pid}`;
  console.error(`installing ${program.package} ${program.version} …`);
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(join(unfinished, 'package.json'), '{ "private": true }\n');
  try {
    // Some declare a newer Node than they need, and `npm run` hands this project's strictness down.
    execFileSync(
      'npm',
      ['install', `${program.package}@${program.version}`, '--engine-strict=false', '--loglevel=error'],
      { cwd: unfinished, stdio: ['ignore', 'ignore', 'inherit'], timeout: 10 * 60_000 },
    );
    if (!existsSync(folder)) renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};
