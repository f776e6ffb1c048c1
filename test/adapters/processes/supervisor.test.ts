import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import { identify } from '../../../src/adapters/processes/identity.js';
import { lookAtLaunches } from '../../../src/adapters/processes/lookAtLaunch.js';
import {
  createSupervisor,
  type Launch,
  type Supervisor,
} from '../../../src/adapters/processes/supervisor.js';
import type { ProcessIdentity } from '../../../src/events/process.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';
import { until } from '../../support/refold.js';

interface Bench {
  readonly cwd: string;
  readonly folder: string;
  readonly launch: (script: string, more?: Partial<Launch>) => Launch;
  readonly text: (file: string) => string;
}

const createBench = (): Bench => {
  const cwd = temporaryFolder();
  const folder = join(cwd, 'attempts');
  return {
    cwd,
    folder,
    launch: (script, more) => ({
      seq: 7,
      marker: `test-${process.pid}-${Math.random()}/7`,
      argv: ['sh', '-c', script],
      cwd,
      env: { PATH: process.env.PATH ?? '', REFOLD_ATTEMPT: more?.marker ?? '' },
      errors: 'apart',
      input: 'the prompt',
      ...more,
    }),
    text: (file) => readFileSync(join(cwd, file), 'utf8'),
  };
};

const go = (): TE.TaskEither<never, void> => TE.right(undefined);

/** Launches and takes note of the launcher's identity. */
const start = (supervisor: Supervisor, launch: Launch) => {
  const known: { launcher?: ProcessIdentity } = {};
  const end = supervisor.launch(launch, (launcher) => {
    known.launcher = launcher;
    return go();
  })();
  return { known, end };
};

describe('a launched program', () => {
  it('gets the prompt on standard input, has its output in files, and leaves its exit code', async () => {
    const bench = createBench();
    const supervisor = createSupervisor(bench.folder);
    const end = await supervisor.launch(bench.launch('cat; echo bad >&2; exit 3'), go)();
    expect(right(end)).toMatchObject({ how: 'exited', exit: 3 });
    expect(bench.text('attempts/7.out')).toBe('the prompt');
    expect(bench.text('attempts/7.err')).toBe('bad\n');
  });

  it('takes a prompt of 300 KB', async () => {
    const bench = createBench();
    const input = 'x'.repeat(300 * 1024);
    right(await createSupervisor(bench.folder).launch(bench.launch('wc -c', { input }), go)());
    expect(bench.text('attempts/7.out').trim()).toBe(String(input.length));
  });

  it('does not run before the word is given, nor when it never is', async () => {
    const bench = createBench();
    const supervisor = createSupervisor(bench.folder);
    let mayGo = (): void => undefined;
    const told = new Promise<void>((resolve) => {
      mayGo = resolve;
    });
    const ended = supervisor.launch(bench.launch('touch ran'), () => async () => E.right(await told))();
    await until(() => existsSync(join(bench.folder, '7.out')));
    expect(existsSync(join(bench.cwd, 'ran'))).toBe(false);
    mayGo();
    expect(right(await ended)).toMatchObject({ how: 'exited', exit: 0 });

    const refused = await supervisor.launch(bench.launch('touch again', { seq: 8 }), () => TE.left('no'))();
    expect(refused).toEqual(E.left('no'));
    await until(() => existsSync(join(bench.folder, '8.exit')));
    expect(bench.text('attempts/8.exit').trim()).toBe('untold');
    const look = lookAtLaunches(bench.folder);
    const alive = identify(process.pid) as ProcessIdentity;
    expect([7, 8, 9].map((seq) => look(seq, alive).found)).toEqual(['finished', 'gone', 'at work']);
    expect(look(9, { ...alive, start: 'before' }).found).toBe('gone');
    expect(existsSync(join(bench.cwd, 'again'))).toBe(false);
  });

  it('tells a program that is not there by the exit code of shells', async () => {
    const bench = createBench();
    const launch = bench.launch('', { argv: ['no-such-program-anywhere'] });
    expect(right(await createSupervisor(bench.folder).launch(launch, go)())).toMatchObject({
      how: 'exited',
      exit: 127,
    });
  });

  it('has the room for its last word on the disk before it runs, which may fill all that is left', async () => {
    const bench = createBench();
    const script = 'ls -i attempts/7.reserved > room; wc -c < attempts/7.reserved';
    right(await createSupervisor(bench.folder).launch(bench.launch(script), go)());
    expect(statSync(join(bench.folder, '7.exit')).ino).toBe(Number.parseInt(bench.text('room'), 10));
    expect(Number(bench.text('attempts/7.out'))).toBeGreaterThan(0);
  });

  it('is stopped when its time is up', async () => {
    const bench = createBench();
    const launch = bench.launch('sleep 600', { timeoutMs: 100 });
    expect(right(await createSupervisor(bench.folder).launch(launch, go)())).toMatchObject({
      how: 'timed out',
    });
  });

  it('is stopped on demand, with all that it started, also what left its group', async () => {
    const bench = createBench();
    const supervisor = createSupervisor(bench.folder);
    const marker = `test-${process.pid}/stop`;
    const script = 'setsid sh -c "echo $$ > stray; sleep 600" & echo started > started; sleep 600';
    const { end } = start(supervisor, bench.launch(script, { marker }));
    await until(() => existsSync(join(bench.cwd, 'started')) && existsSync(join(bench.cwd, 'stray')));
    right(await supervisor.stop(7)());
    expect(right(await end)).toMatchObject({ how: 'stopped' });
    expect(identify(Number(bench.text('stray')))).toBeUndefined();
  });

  it('that ends in its own time when it is stopped is told once, and is not taken for what it left behind', async () => {
    const bench = createBench();
    const supervisor = createSupervisor(bench.folder);
    const script =
      'trap "echo term >> told; sleep 0.2; exit 0" TERM; echo > ready; while :; do sleep 0.02; done';
    const launched = supervisor.launch(
      bench.launch(script, { marker: `test-${process.pid}/graceful` }),
      go,
    )();
    await until(() => existsSync(join(bench.cwd, 'ready')));
    await supervisor.stop(7)();
    expect(right(await launched)).toMatchObject({ how: 'stopped', leftovers: 0 });
    expect(bench.text('told')).toBe('term\n');
  });

  it('has what it leaves running stopped when it ends, and counted', async () => {
    const bench = createBench();
    const marker = `test-${process.pid}/leftover`;
    const launch = bench.launch('sleep 600 & setsid sleep 601 & exit 0', { marker });
    expect(right(await createSupervisor(bench.folder).launch(launch, go)())).toMatchObject({
      how: 'exited',
      exit: 0,
      leftovers: 2,
    });
  });

  it('that is killed while it is watched is gone without a word', async () => {
    const bench = createBench();
    const { known, end } = start(createSupervisor(bench.folder), bench.launch('echo on > on; sleep 600'));
    await until(() => existsSync(join(bench.cwd, 'on')));
    process.kill(-(known.launcher?.pid ?? 0), 'SIGKILL');
    expect(right(await end)).toMatchObject({ how: 'gone', watched: true });
  });

  it('that was to be stopped before it began never runs', async () => {
    const bench = createBench();
    const supervisor = createSupervisor(bench.folder);
    right(await supervisor.stop(7)());
    expect(right(await supervisor.launch(bench.launch('touch ran'), go)())).toMatchObject({ how: 'stopped' });
    expect(existsSync(join(bench.cwd, 'ran'))).toBe(false);
  });
});

/** Another engine, as a later life sees it: its program runs on, and only its mailbox and identity are known. */
describe('a program of an earlier life', () => {
  it('that still runs is adopted and followed to its end', async () => {
    const bench = createBench();
    const { known } = start(
      createSupervisor(bench.folder),
      bench.launch('until test -f end; do sleep 0.02; done; echo late; exit 4'),
    );
    await until(() => known.launcher !== undefined);
    let adopted = 0;
    const later = createSupervisor(bench.folder);
    const settled = later.settle(bench.launch(''), known.launcher as ProcessIdentity, () => {
      adopted += 1;
      return go();
    })();
    spawn('touch', ['end'], { cwd: bench.cwd });
    expect(right(await settled)).toMatchObject({ how: 'exited', exit: 4 });
    expect(adopted).toBe(1);
    expect(bench.text('attempts/7.out')).toBe('late\n');
  });

  it('that finished meanwhile has its outcome taken, and is not adopted', async () => {
    const bench = createBench();
    const { known, end } = start(createSupervisor(bench.folder), bench.launch('echo done; exit 5'));
    await end;
    const settled = await createSupervisor(bench.folder).settle(
      bench.launch(''),
      known.launcher as ProcessIdentity,
      () => TE.left('adopted'),
    )();
    expect(right(settled)).toMatchObject({ how: 'exited', exit: 5 });
  });

  it.each([
    ['interrupted', false],
    ['not stopped by who came to stop it later', true],
  ])('that is gone without a status was %s', async (_, isUnwanted) => {
    const bench = createBench();
    const { known, end } = start(createSupervisor(bench.folder), bench.launch('echo on > on; sleep 600'));
    await until(() => existsSync(join(bench.cwd, 'on')));
    process.kill(-(known.launcher?.pid ?? 0), 'SIGKILL');
    await end;
    const later = createSupervisor(bench.folder);
    if (isUnwanted) right(await later.stop(7)());
    const settled = await later.settle(bench.launch(''), known.launcher as ProcessIdentity, go)();
    expect(right(settled)).toMatchObject({ how: 'gone', watched: false });
  });

  it('that was never told to go has not run', async () => {
    const bench = createBench();
    let launcher: ProcessIdentity | undefined;
    await createSupervisor(bench.folder).launch(bench.launch('touch ran'), (identity) => {
      launcher = identity;
      return TE.left('the engine died here');
    })();
    const settled = await createSupervisor(bench.folder).settle(
      bench.launch(''),
      launcher as unknown as ProcessIdentity,
      go,
    )();
    expect(right(settled)).toEqual({ how: 'untold' });
    expect(existsSync(join(bench.cwd, 'ran'))).toBe(false);
  });

  it('whose pid belongs to another process by now is not taken for it', async () => {
    const bench = createBench();
    mkdirSync(bench.folder);
    const impostor = identify(process.pid) as ProcessIdentity;
    const settled = await createSupervisor(bench.folder).settle(
      bench.launch(''),
      { ...impostor, start: '1' },
      () => TE.left('adopted'),
    )();
    expect(right(settled)).toMatchObject({ how: 'gone', watched: false });
  });
});
