import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { foldDigest } from '../../scripts/build.js';
import { nodeFiles } from '../../src/adapters/log/jsonl/files.js';
import { createSnapshots } from '../../src/adapters/log/jsonl/snapshots.js';
import type { Position, Stored } from '../../src/events/stored.js';
import { project } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { snapshotKey, take } from '../../src/projections/snapshot.js';
import { LONG_RUN, longRunFolder, putLongRun } from '../support/longRun.js';
import { type Bench, createBench } from '../support/refold.js';
import { draft } from '../support/run.js';

const positionAfter = (stored: readonly Stored[], seq: number): Position => {
  const last = stored[seq - 1] as Stored;
  return { seq, offset: last.offset + last.raw.length, hash: last.event.hash };
};

/** Saves the fold up to a seq where the product looks for it, after `change` had its way with the state. */
const saveAt = async (
  bench: Bench,
  stored: readonly Stored[],
  seq: number,
  change?: (state: ReturnType<typeof runState.empty>) => void,
) => {
  const state = project(runState, stored.slice(0, seq));
  change?.(state);
  const snapshots = createSnapshots(nodeFiles, join(longRunFolder(bench), 'snapshots'));
  await snapshots.save(take(snapshotKey(foldDigest()), state, positionAfter(stored, seq)))();
};

const longBench = (...more: Parameters<typeof draft>[]) => {
  const bench = createBench();
  bench.repository.commit({});
  const stored = putLongRun(bench, 3_000, ...more.map(([type, data]) => draft(type, data as never)));
  return { bench, stored };
};

const damagePrefix = (bench: Bench): void => {
  const log = join(longRunFolder(bench), 'events.jsonl');
  const bytes = readFileSync(log);
  bytes[2_000] = (bytes[2_000] ?? 0) ^ 1;
  writeFileSync(log, bytes);
};

describe('a snapshot', () => {
  it('is gone on from: what it holds is not folded again', async () => {
    const { bench, stored } = longBench();
    const plain = await bench.refold(['state', LONG_RUN, '--json']);
    await saveAt(bench, stored, 2_000);
    expect((await bench.refold(['state', LONG_RUN, '--json'])).stdout).toBe(plain.stdout);
    await saveAt(bench, stored, 2_000, (state) => {
      state.createdAt = 'from the snapshot';
    });
    expect((await bench.refold(['state', LONG_RUN, '--json'])).stdout).toContain('from the snapshot');
    const earlier = await bench.refold(['state', LONG_RUN, '--at', '1999', '--json']);
    expect(earlier.stdout).not.toContain('from the snapshot');
  });

  it.each<[string, (bench: Bench) => void]>([
    [
      'of another build',
      ({ home }) => rewrite(home, (text) => text.replace(/"key":"runState /, '"key":"runState x')),
    ],
    [
      'whose body was changed',
      ({ home }) => rewrite(home, (text) => text.replace('from the snapshot', 'from nowhere at all')),
    ],
    ['that was cut', ({ home }) => rewrite(home, (text) => text.slice(0, -40))],
    ['that is no snapshot', ({ home }) => rewrite(home, () => 'junk')],
    [
      'of a place that the log does not have',
      ({ home }) => rewrite(home, (text) => text.replace(/"offset":\d+/, '"offset":1234')),
    ],
  ])('%s is passed over', async (_, change) => {
    const { bench, stored } = longBench();
    await saveAt(bench, stored, 2_000, (state) => {
      state.createdAt = 'from the snapshot';
    });
    change(bench);
    const state = await bench.refold(['state', LONG_RUN, '--json']);
    expect(state.exit).toBe(0);
    expect(state.stdout).toContain('"createdAt":"2026-11-21T04:00:00.000Z"');
  });

  it('is left by a run of some length, may be deleted, and changes nothing', async () => {
    const { bench } = longBench();
    const resumed = await bench.refold(['resume', LONG_RUN]);
    expect(resumed.exit, resumed.stderr).toBe(0);
    const snapshots = join(longRunFolder(bench), 'snapshots');
    const shown = await bench.refold(['show', LONG_RUN, '--json']);
    rmSync(snapshots, { recursive: true });
    expect((await bench.refold(['show', LONG_RUN, '--json'])).stdout).toBe(shown.stdout);
  });

  it('does not hide damage before it: verify names it, and a resume that began stops with exit 4', async () => {
    const { bench, stored } = longBench();
    await saveAt(bench, stored, 2_990);
    damagePrefix(bench);
    expect((await bench.refold(['verify', LONG_RUN])).exit).toBe(4);
    const resumed = await bench.refold(['resume', LONG_RUN]);
    expect(resumed.exit, resumed.stderr).toBe(4);
    expect(resumed.stdout).toMatch(/stopped +damaged: the log is damaged at line/);
  });

  it('does not let a damaged log be called done', async () => {
    const { bench, stored } = longBench(['RunStopped', { reason: 'passed' }]);
    await saveAt(bench, stored, 2_990);
    expect(await bench.refold(['resume', LONG_RUN])).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('nothing to do'),
    });
    damagePrefix(bench);
    const damaged = await bench.refold(['resume', LONG_RUN]);
    expect(damaged.exit).toBe(4);
    expect(damaged.stderr).not.toContain('nothing to do');
  });
});

const rewrite = (home: string, change: (text: string) => string): void => {
  const path = join(home, 'runs', 'repo-123456', LONG_RUN, 'snapshots', '2000');
  writeFileSync(path, change(readFileSync(path, 'utf8')));
};
