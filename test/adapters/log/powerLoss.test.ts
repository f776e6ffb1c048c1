import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import type { RunRef } from '../../../src/ports/runStore.js';
import { right } from '../../contracts/runStore.js';
import { AT, stopped } from '../../support/lines.js';
import { SimulatedDisk } from '../../support/simulatedDisk.js';

const REF: RunRef = { repository: 'repo-123456', run: '20261121-040000-000001' };

const RUN = '/home/runs/repo-123456/20261121-040000-000001';

/** After a crash nobody holds a lease; here the process that did lives on, so its leases are cleared away. */
const noOwner = (disk: SimulatedDisk): void => disk.remove(`${RUN}/lease`);

/** Thrown where the machine goes dark: nothing more of the program happens. */
class Darkness extends Error {}

interface Life {
  /** What was acknowledged, in order. */
  readonly acknowledged: string[];
  /** All that was ever asked to be written, in order. */
  readonly asked: string[];
}

/** Writes batches in writes to a run, making it if need be, until the disk stops taking them. */
const write = async (
  disk: SimulatedDisk,
  writes: readonly (readonly (readonly number[])[])[],
  life: Life,
): Promise<void> => {
  const store = createJsonlStore('/home', disk.asFiles);
  const opened = disk.files.existsSync(RUN)
    ? await store.openForWriting(REF, { visit: () => undefined, takeOver: true })()
    : E.map(({ run }: { run: ReturnType<typeof right> }) => run)((await store.create(REF)()) as never);
  if (E.isLeft(opened)) return;
  const { log } = opened.right as never as { log: import('../../../src/ports/eventLog.js').EventWriter };
  for (const batches of writes) {
    const texts = batches.map((batch) =>
      batch.map((size, index) => `${life.asked.length + index}:${'x'.repeat(size)}`),
    );
    for (const batch of texts) {
      if (E.isLeft(log.stage(log.end().seq, batch.map(stopped), AT))) return;
    }
    life.asked.push(...texts.flat());
    if (E.isLeft(await log.flush()())) return;
    life.acknowledged.push(...texts.flat());
  }
};

const readAll = async (
  disk: SimulatedDisk,
): Promise<{ texts: string[]; opened: E.Either<{ _tag: string }, unknown> }> => {
  const store = createJsonlStore('/home', disk.asFiles);
  const texts: string[] = [];
  const opened = await store.openForWriting(REF, {
    visit: ({ event }) => texts.push((event.data as { detail: string }).detail),
    takeOver: true,
  })();
  if (E.isRight(opened)) right(await opened.right.release()());
  return { texts, opened };
};

const isPrefix = (texts: readonly string[], of: readonly string[]): boolean =>
  texts.every((text, index) => text === of[index]);

const someWrites = fc.array(
  fc.array(fc.array(fc.integer({ min: 0, max: 1_200 }), { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 1, maxLength: 4 },
);

describe('a loss of power', () => {
  it('loses no acknowledged event and invents none, at whatever moment, whatever the disk makes of it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(someWrites, fc.integer({ min: 1, max: 60 })), { minLength: 1, maxLength: 3 }),
        fc.infiniteStream(fc.boolean()),
        async (lives, coins) => {
          const disk = new SimulatedDisk();
          const life: Life = { acknowledged: [], asked: [] };
          for (const [writes, dark] of lives) {
            const until = disk.operations + dark;
            disk.setWeather({
              before: (operation) => {
                if (operation >= until) throw new Darkness();
              },
            });
            await write(disk, writes, life).catch((error: unknown) => {
              if (!(error instanceof Darkness)) throw error;
            });
            disk.losePower(() => coins.next().value);
            noOwner(disk);
            if (life.acknowledged.length === 0 && !disk.files.existsSync(RUN)) {
              life.asked.length = 0;
              continue;
            }
            const { texts, opened } = await readAll(disk);
            expect(E.isRight(opened) ? 'opened' : opened.left).toBe('opened');
            expect(isPrefix(life.acknowledged, texts)).toBe(true);
            expect(isPrefix(texts, life.asked)).toBe(true);
            life.acknowledged.splice(0, Number.POSITIVE_INFINITY, ...texts);
            life.asked.splice(0, Number.POSITIVE_INFINITY, ...texts);
          }
        },
      ),
      { numRuns: 400 },
    );
  });
});

describe('a fork', () => {
  const FORK: RunRef = { ...REF, run: '20261121-040000-000002' };

  it('is there whole or not at all, at whichever call the power is lost, and its parent stays as it was', async () => {
    const forkIn = async (disk: SimulatedDisk): Promise<void> => {
      const store = createJsonlStore('/home', disk.asFiles);
      const parent = right(await store.open(REF)());
      const { end } = right(await parent.log.read(() => undefined)());
      const payload = { sha256: HELLO, bytes: 5 };
      const begin = () => E.right([stopped('forked')]);
      right(await store.fork(FORK, { parent: REF, upTo: end, payloads: [payload], at: AT, begin })());
    };
    const parentIn = async (): Promise<SimulatedDisk> => {
      const disk = new SimulatedDisk();
      await write(disk, [[[10]], [[20, 30]]], { acknowledged: [], asked: [] });
      const store = createJsonlStore('/home', disk.asFiles);
      noOwner(disk);
      const run = right(await store.openForWriting(REF, { visit: () => undefined, takeOver: true })());
      right(await run.payloads.put(Buffer.from('hello'))());
      return disk;
    };
    const calm = await parentIn();
    const before = calm.operations;
    await forkIn(calm);
    for (const coin of [true, false]) {
      for (let dark = before; dark <= calm.operations; dark += 1) {
        const disk = await parentIn();
        disk.setWeather({
          before: (operation) => {
            if (operation >= dark) throw new Darkness();
          },
        });
        await forkIn(disk).catch(() => undefined);
        disk.losePower(() => coin);
        const store = createJsonlStore('/home', disk.asFiles);
        const texts = async (ref: RunRef): Promise<readonly string[] | string> => {
          const found: string[] = [];
          const opened = await store.open(ref)();
          if (E.isLeft(opened)) return opened.left._tag;
          const read = await opened.right.log.read(({ event }) =>
            found.push((event.data as { detail: string }).detail.slice(0, 2)),
          )();
          expect(E.isRight(read) && read.right.tail.kind).toBe('sound');
          if (found.length > 0 && ref === FORK)
            right(await opened.right.payloads.get({ sha256: HELLO, bytes: 5 })());
          return found;
        };
        expect(await texts(REF), `dark at call ${dark}`).toEqual(['0:', '1:', '2:']);
        expect([['0:', '1:', '2:', 'fo'], [], 'RunNotFound'], `dark at call ${dark}`).toContainEqual(
          await texts(FORK),
        );
      }
    }
  });
});

/** The digest of `hello`. */
const HELLO = '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824';

describe('a full disk', () => {
  it('stops the writer at the last durable event, at whichever call it is full, and the next one goes on', async () => {
    const writes = [[[10]], [[20, 30], [700]], [[5]]];
    const calm = new SimulatedDisk();
    await write(calm, writes, { acknowledged: [], asked: [] });
    for (let full = 1; full <= calm.operations; full += 1) {
      const disk = new SimulatedDisk({
        before: (operation) => {
          if (operation >= full)
            throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
        },
      });
      const life: Life = { acknowledged: [], asked: [] };
      await write(disk, writes, life);
      disk.setWeather({});
      noOwner(disk);
      if (!disk.files.existsSync(RUN)) continue;
      const { texts, opened } = await readAll(disk);
      expect(E.isRight(opened) ? {} : opened.left, `full at call ${full}`).toEqual({});
      expect(isPrefix(life.acknowledged, texts), `full at call ${full}`).toBe(true);
      expect(isPrefix(texts, life.asked)).toBe(true);
      const more: Life = { acknowledged: [], asked: [] };
      await write(disk, [[[1]]], more);
      expect(more.acknowledged).toHaveLength(1);
    }
  });
});
