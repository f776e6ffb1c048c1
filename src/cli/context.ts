import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import type { RunStore } from '../ports/runStore.js';
import { detached } from './detach/detached.js';
import type { UsageError } from './failure/failure.js';
import { type Hints, hintsFrom } from './hints.js';

/** The options that every command takes. */
export interface CommonOptions {
  /** Work as if started in this directory. */
  readonly C?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
  readonly debug?: boolean;
}

/** What the program that was started brings along. */
export interface Installation {
  /** The program of the scripted agent. */
  readonly scriptedAgent: string;
  /** The folder of the workflows that come with refold. */
  readonly workflows: string;
  /** Opens the store of runs that a home directory holds; the one on disk, if nothing else is brought. */
  readonly openStore?: (home: string) => RunStore;
}

/** What a command knows of how it was started, and where it speaks. */
export interface Context extends Installation, Hints {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  /** Where runs and user-wide workflows are kept. */
  readonly home: string;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly verbose: boolean;
  /** Results, for people and programs. */
  readonly print: (text: string) => void;
  /** Talk, for people. */
  readonly tell: (text: string) => void;
  /** Whether results may be coloured. */
  readonly colour: boolean;
  /** Whether there is a person at a terminal who can be asked. */
  readonly asks: boolean;
  /** Of a process that was started to go on without a terminal: is told when its run has begun. */
  readonly begun?: ((run: Begun) => void) | undefined;
}

/** A run that somebody is at work in from now on. */
export interface Begun {
  readonly repository: string;
  readonly run: string;
  readonly number: number;
  /** Its folder. */
  readonly place: string;
}

/** What is wrong with where a command is to work; undefined if nothing is. */
export const unusable = ({ C }: CommonOptions, env: NodeJS.ProcessEnv): UsageError | undefined => {
  if (C === '') {
    const hint = 'name one that is there: `-C DIR`; the variable that a script takes it from may be unset';
    return { _tag: 'Usage', message: '`-C` is given an empty directory name', hint };
  }
  if (!isThere(C)) {
    const message =
      C === undefined ? 'the directory that this was started in is gone' : `there is no directory ${C}`;
    return { _tag: 'Usage', message, hint: 'name one that is there: `-C DIR`' };
  }
  const [name, home] = env.REFOLD_HOME ? ['REFOLD_HOME', env.REFOLD_HOME] : ['HOME', homedir()];
  if (isAbsolute(home)) return undefined;
  const hint = 'a run has to be found again from every directory: name it from the root on';
  return { _tag: 'Usage', message: `${name} is no absolute path: ${home}`, hint };
};

/** Whether the directory to work in is there; the one that this was started in may have been removed. */
const isThere = (C: string | undefined): boolean => {
  try {
    return statSync(resolve(C ?? process.cwd())).isDirectory();
  } catch {
    return false;
  }
};

export const createContext = (options: CommonOptions, installation: Installation): Context => {
  const env = process.env;
  return {
    ...installation,
    ...hintsFrom(options.C),
    cwd: resolve(options.C ?? process.cwd()),
    env,
    home: env.REFOLD_HOME ? resolve(env.REFOLD_HOME) : join(homedir(), '.refold'),
    json: options.json ?? false,
    quiet: options.quiet ?? false,
    verbose: options.verbose ?? false,
    print: (text) => void process.stdout.write(`${text}\n`),
    tell: (text) => void (options.quiet || process.stderr.write(`${text}\n`)),
    colour: process.stdout.isTTY === true && !env.NO_COLOR && !options.json,
    ...detached(env),
    asks: process.stdin.isTTY === true && process.stderr.isTTY === true && !options.quiet,
  };
};
