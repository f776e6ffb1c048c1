import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { type Action, parseScenario, turnFor } from './scenario.js';

/** How often a file that is waited for is looked at, in milliseconds. */
const LOOK_MS = 20;

/** Longer than any run. */
const FOREVER_MS = 2 ** 31 - 1;

/** The scripted agent as a program: `<scenario file> <step> <attempt> <call> <session>`, the prompt on its standard input. */
const play = async (argv: readonly string[]): Promise<number> => {
  const [file = '', step = '', attempt, call, session = ''] = argv;
  const scenario = parseScenario(readFileSync(file, 'utf8'));
  if (E.isLeft(scenario)) return complain(`the scenario is not understood: ${scenario.left}`);
  const actions = turnFor(scenario.right, { step, attempt: Number(attempt), call: Number(call) });
  if (!actions) return complain(`the scenario has no turn for ${step}, attempt ${attempt}, call ${call}`);
  for (const action of actions) {
    const exit = await act(action, session);
    if (exit !== undefined) return exit;
  }
  return 0;
};

const act = async (action: Action, session: string): Promise<number | undefined> => {
  if ('exit' in action) return action.exit;
  if ('write' in action) for (const [path, text] of Object.entries(action.write)) write(path, text);
  else if ('delete' in action) rmSync(action.delete, { recursive: true, force: true });
  else if ('say' in action) process.stdout.write(`${action.say}\n`);
  else if ('session' in action) name(action.session === true ? session : action.session);
  else if ('complain' in action) process.stderr.write(`${action.complain}\n`);
  else if ('wait' in action) await delay(action.wait);
  else if ('until' in action) while (!existsSync(action.until)) await delay(LOOK_MS);
  else if ('run' in action) return run(action.run);
  else if ('crash' in action) process.kill(process.pid, 'SIGKILL');
  else await delay(FOREVER_MS);
  return undefined;
};

const name = (session: string): void => void process.stdout.write(`${JSON.stringify({ session })}\n`);

const write = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

/** Runs a program; one that fails ends the turn with its exit code. */
const run = ([file = '', ...args]: readonly string[]): number | undefined => {
  const { status } = spawnSync(file, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  return status === 0 ? undefined : (status ?? 1);
};

const complain = (text: string): number => {
  process.stderr.write(`${text}\n`);
  return 2;
};

process.exitCode = await play(process.argv.slice(2));
