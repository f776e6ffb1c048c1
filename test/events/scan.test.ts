import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { genesisHash, MAX_LINE_BYTES, suffixOf } from '../../src/events/chain.js';
import { hashOf, scanBytes, stopped, writeLog } from '../support/lines.js';

/** Writes of one and of several batches, of one and of several events. */
const log = writeLog([
  [[stopped('a')]],
  [[stopped('b1'), stopped('b2'), stopped('b3')]],
  [[stopped('c')], [stopped('d1'), stopped('d2')], [stopped('e'.repeat(1_500))], [stopped('f')]],
]);

/** The seqs after which a batch is complete. */
const BATCH_ENDS = [0, 1, 4, 5, 7, 8, 9];

const offsetAfter = (seq: number): number => {
  const stored = log.stored[seq - 1];
  return stored ? stored.offset + stored.raw.length : 0;
};

describe('a torn tail', () => {
  it('is what any cut of the log leaves, and ends at the last complete batch', () => {
    for (let size = 0; size <= log.bytes.length; size += 1) {
      const { end, tail } = scanBytes(log.bytes.subarray(0, size));
      const seq = BATCH_ENDS.findLast((last) => offsetAfter(last) <= size) ?? 0;
      expect(end.seq, `${size} bytes`).toBe(seq);
      expect(end.offset).toBe(offsetAfter(seq));
      const rest = size - offsetAfter(seq);
      expect(tail).toEqual(rest === 0 ? { kind: 'sound' } : { kind: 'torn', bytes: rest, zeroed: false });
    }
  });

  it('is what whole lost sectors in the last write leave', () => {
    const from = offsetAfter(4);
    const zeroedSectors = fc.uniqueArray(
      fc.integer({ min: Math.floor(from / 512), max: Math.floor(log.bytes.length / 512) }),
      {
        minLength: 1,
      },
    );
    fc.assert(
      fc.property(zeroedSectors, fc.integer({ min: 0, max: 400 }), (sectors, cut) => {
        const bytes = Buffer.from(log.bytes.subarray(0, log.bytes.length - cut));
        for (const sector of sectors)
          bytes.fill(
            0,
            Math.min(bytes.length, Math.max(from, sector * 512)),
            Math.min(bytes.length, (sector + 1) * 512),
          );
        const { end, tail } = scanBytes(bytes);
        expect(end.seq).toBeGreaterThanOrEqual(4);
        expect(tail.kind).not.toBe('damaged');
      }),
      { numRuns: 300 },
    );
  });

  it('is zeros behind the log, however many', () => {
    const bytes = Buffer.concat([log.bytes, Buffer.alloc(3 * MAX_LINE_BYTES)]);
    expect(scanBytes(bytes, 65_536)).toMatchObject({ end: { seq: 9 }, tail: { kind: 'torn', zeroed: true } });
  });
});

describe('damage', () => {
  it('is a lost sector that a later write follows: it had been acknowledged', () => {
    const big = writeLog([[[stopped('x'.repeat(2_000))]], [[stopped('later')]]]);
    const bytes = Buffer.from(big.bytes);
    bytes.fill(0, 512, 1_024);
    expect(scanBytes(bytes).tail).toMatchObject({
      kind: 'damaged',
      line: 1,
      detail: expect.stringContaining('later write'),
    });
  });

  it('is a zero byte anywhere but in whole sectors', () => {
    const bytes = Buffer.from(log.bytes);
    bytes[offsetAfter(8) + 20] = 0;
    expect(scanBytes(bytes).tail).toMatchObject({ kind: 'damaged', line: 9 });
  });

  it('is an event that its type does not allow, though its hash is right', () => {
    const body = '{"seq":1,"at":"2026-11-21T04:00:00.000Z","type":"RunStopped","v":1,"data":{"reason":7}';
    const hash = hashOf(genesisHash(nodePlatform), body);
    expect(scanBytes(Buffer.from(`${body}${suffixOf(hash)}\n`)).tail).toMatchObject({
      kind: 'damaged',
      fault: 'undecodable',
      detail: expect.stringContaining('RunStopped v1 does not decode'),
    });
  });

  it('is a batch that another event interrupts', () => {
    const lines = writeLog([[[stopped('a'), stopped('b')]]]).stored.map(({ raw }) =>
      Buffer.from(raw).toString(),
    );
    const body =
      '{"seq":2,"at":"2026-11-21T04:00:00.000Z","type":"RunStopped","v":1,"data":{"reason":"error"}';
    const before = /"hash":"([\w-]{43})"/.exec(lines[0] ?? '')?.[1] ?? '';
    const hash = hashOf(before, body);
    expect(scanBytes(Buffer.from(`${lines[0]}${body}${suffixOf(hash)}\n`)).tail).toMatchObject({
      fault: 'batch',
      line: 2,
    });
  });

  it('is a line that is longer than any line may be, and memory stays bounded', () => {
    const bytes = Buffer.concat([log.bytes, Buffer.alloc(MAX_LINE_BYTES + 10, 'x'), Buffer.from('\n')]);
    expect(scanBytes(bytes, 65_536).tail).toMatchObject({ kind: 'damaged', line: 10, fault: 'overlong' });
  });
});
