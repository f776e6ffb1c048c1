import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import type { CliError } from '../../../src/cli/failure/failure.js';
import { inTurn } from '../../../src/cli/outside/write.js';
import type { LeaseHeld } from '../../../src/ports/runStore.js';
import { AT } from '../../support/lines.js';
import { PROCESS } from '../../support/run.js';

const held: LeaseHeld = {
  _tag: 'LeaseHeld',
  held: true,
  by: PROCESS,
  lease: 3,
  since: AT,
  seen: AT,
  checked: true,
};

/** What comes of something that fails like this so often and then is done, how often it was tried, and how long was waited. */
const tried = async (times: number, env: NodeJS.ProcessEnv = {}, fails: CliError = held) => {
  let [tries, waited] = [0, 0];
  const once: TE.TaskEither<CliError, string> = async () => {
    tries += 1;
    return tries > times ? E.right('done') : E.left(fails);
  };
  const wait = async (ms: number): Promise<void> => {
    waited += ms;
  };
  const came = await inTurn({ env }, once, { wait })();
  return { came, tries, waited };
};

const done = E.right('done');

describe('who writes to a workflow that refold does not run', () => {
  it('waits while another process does, and then has its turn', async () => {
    expect(await tried(0)).toEqual({ came: done, tries: 1, waited: 0 });
    expect(await tried(8)).toEqual({ came: done, tries: 9, waited: 200 });
    expect(await tried(200)).toEqual({ came: done, tries: 201, waited: 5_000 });
  });

  it('waits five seconds, or as long as is said, and then tells who writes', async () => {
    const told = E.left({ ...held, _tag: 'WriterHeld' });
    expect(await tried(Number.POSITIVE_INFINITY)).toEqual({ came: told, tries: 201, waited: 5_000 });
    expect(await tried(201, { REFOLD_WAIT_SECONDS: '60' })).toEqual({
      came: done,
      tries: 202,
      waited: 5_025,
    });
    expect(await tried(1, { REFOLD_WAIT_SECONDS: '0' })).toEqual({ came: told, tries: 1, waited: 0 });
    expect(await tried(202, { REFOLD_WAIT_SECONDS: 'long' })).toMatchObject({ came: told, waited: 5_000 });
  });

  it('does not wait for a process of which nobody can tell whether it lives, nor for what is no writer', async () => {
    for (const fails of [{ ...held, checked: false }, { _tag: 'NotCreated' }] as const)
      expect(await tried(1, {}, fails)).toEqual({ came: E.left(fails), tries: 1, waited: 0 });
  });
});
