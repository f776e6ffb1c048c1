import child_process, { type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import promises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { basename } from 'node:path';

/**
 * Counts everything by which this process acts on the world (programs that it starts, files that it changes, signals that
 * it sends), and kills it by SIGKILL at one of them: `CRASH_CALL=<n>`, and `CRASH_WHEN`:
 * - `before`: it was not begun;
 * - `begun`: a program was started, and goes on alone;
 * - `torn`: a program was started, and was killed a moment later as well;
 * - `after`: it is done, and nobody has taken notice.
 *
 * With `CRASH_TRACE=<file>` every one is put down there, a line each. Programs of agents are never killed from here.
 */
export type CallMoment = 'before' | 'begun' | 'torn' | 'after';

const wanted = Number(process.env.CRASH_CALL ?? 0);
const when = process.env.CRASH_WHEN as CallMoment | undefined;

const { openSync, writeSync } = fs;
const kill = process.kill.bind(process);

const trace = process.env.CRASH_TRACE === undefined ? undefined : openSync(process.env.CRASH_TRACE, 'a');

const wait = (ms: number): void => void Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);

/** Ends this process at once, so that nothing that it had in hand is done. */
export const die = (): never => {
  kill(process.pid, 'SIGKILL');
  for (;;) wait(1_000);
};

let calls = 0;

/** Takes note of a call; answers whether it is the one at which this process is to end. */
const reached = (name: string, args: readonly unknown[]): boolean => {
  calls += 1;
  if (trace !== undefined) writeSync(trace, `${name} ${wordsOf(args)}\n`);
  if (calls === wanted && when === 'before') die();
  return calls === wanted;
};

/** What a call is about, short: the names of files, the word that git is told. */
const wordsOf = (args: readonly unknown[]): string =>
  args
    .flat()
    .filter((arg): arg is string => typeof arg === 'string')
    .filter((arg) => !arg.startsWith('-') && !/^(core|gc|commit|maintenance|advice)\./.test(arg))
    .map((arg) => basename(arg).replaceAll('\n', ' ').slice(0, 40))
    .slice(0, 4)
    .join(' ');

// biome-ignore lint/suspicious/noExplicitAny: the functions of node, whatever they take.
type Call = (...args: any[]) => any;

const counted = (of: object, name: string, end: (result: unknown, at: boolean) => unknown): void => {
  const functions = of as Record<string, Call>;
  const original = functions[name] as Call;
  functions[name] = (...args) => {
    const at = reached(name, args);
    return end(original.apply(of, args), at);
  };
};

/** A call that is done when it answers. */
const atOnce = (result: unknown, at: boolean): unknown => (at ? die() : result);

const CHANGES = [
  'writeSync',
  'writeFileSync',
  'renameSync',
  'mkdirSync',
  'rmSync',
  'unlinkSync',
  'linkSync',
  'symlinkSync',
  'cpSync',
  'copyFileSync',
  'utimesSync',
  'ftruncateSync',
];
for (const name of CHANGES) counted(fs, name, atOnce);

for (const name of ['unlink', 'rmdir', 'rename', 'mkdir', 'rm', 'writeFile']) {
  counted(promises, name, (result, at) => (at ? (result as Promise<unknown>).then(die, die) : result));
}

counted(process, 'kill', atOnce);
counted(child_process, 'execFileSync', atOnce);
counted(child_process, 'spawn', (result, at) => {
  if (!at) return result;
  const child = result as ChildProcess;
  if (when === 'after') return child.prependOnceListener('exit', die);
  if (when === 'torn' && child.spawnfile === 'git' && child.pid !== undefined) {
    wait(calls % 6);
    kill(child.pid, 'SIGKILL');
  }
  return die();
});

syncBuiltinESMExports();
