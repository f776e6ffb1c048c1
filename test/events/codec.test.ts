import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { catalogue } from '../../src/events/catalogue.js';
import { createEncoder } from '../../src/events/encode.js';
import { genesis } from '../../src/events/scan.js';
import { anyDraft, arbitraryDraft, EVENT_TYPES } from '../support/arbitrary.js';
import { AT, scanBytes, stopped, writeLog } from '../support/lines.js';

describe('the codec of the log', () => {
  it.each(EVENT_TYPES)('writes and reads any %s as it was', (type) => {
    fc.assert(
      fc.property(arbitraryDraft(type), (draft) => {
        const { bytes } = writeLog([[[draft]]]);
        const { stored, tail } = scanBytes(bytes);
        expect(tail).toEqual({ kind: 'sound' });
        expect(stored.map(({ event }) => ({ type: event.type, data: event.data }))).toEqual([
          { type: draft.type, data: JSON.parse(JSON.stringify(draft.data)) },
        ]);
      }),
      { numRuns: 30 },
    );
  });

  it('reads the same events whatever the chunks, batches and writes', () => {
    const writes = fc.array(
      fc.array(fc.array(anyDraft, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 3 }),
      {
        minLength: 1,
        maxLength: 3,
      },
    );
    fc.assert(
      fc.property(writes, fc.integer({ min: 1, max: 700 }), (log, chunk) => {
        const { bytes, stored } = writeLog(log);
        const read = scanBytes(bytes, chunk);
        expect(read.tail).toEqual({ kind: 'sound' });
        expect(read.stored.map(({ raw, offset }) => [Buffer.from(raw).toString(), offset])).toEqual(
          stored.map(({ raw, offset }) => [Buffer.from(raw).toString(), offset]),
        );
      }),
      { numRuns: 40 },
    );
  });

  it('keeps newlines, U+2028, NUL and lone surrogates inside one line', () => {
    const text = 'a\nb\r\u2028\u2029\u0000\ud800"\\';
    const { bytes } = writeLog([[[stopped(text)]]]);
    expect(bytes.filter((byte) => byte === 10)).toHaveLength(1);
    expect(bytes.includes(0)).toBe(false);
    expect(scanBytes(bytes).stored[0]?.event.data).toMatchObject({ detail: text });
  });

  it('ignores fields of an event that it does not know, and keeps them in the raw line', () => {
    const newer = { type: 'RunStopped', data: { reason: 'passed', colour: 'green' } } as const;
    const { bytes } = writeLog([[[newer]]]);
    const [stored] = scanBytes(bytes).stored;
    expect(stored?.known).toBe(true);
    expect(Buffer.from(stored?.raw ?? []).toString()).toContain('"colour":"green"');
  });

  it('refuses a draft whose data does not decode', () => {
    const bad = { type: 'RunStopped', data: { reason: 7 } } as never;
    expect(createEncoder(nodePlatform)(genesis(nodePlatform), [bad], AT)).toEqual(
      E.left({ _tag: 'DraftInvalid', type: 'RunStopped' }),
    );
  });

  it('refuses a line over 1 MiB before anything is written', () => {
    const draft = stopped('x'.repeat(1024 * 1024));
    expect(createEncoder(nodePlatform)(genesis(nodePlatform), [draft], AT)).toMatchObject({
      left: { _tag: 'LineTooLong', type: 'RunStopped' },
    });
  });
});

describe('the catalogue', () => {
  it('says of every intent how it is settled, and of nothing else', () => {
    const announced = EVENT_TYPES.filter((type) => type.endsWith('Intended'));
    expect(EVENT_TYPES.filter((type) => 'settledBy' in catalogue[type]).sort()).toEqual(announced.sort());
  });

  it('lets every outcome name the intent that it ends', () => {
    for (const type of EVENT_TYPES.filter((name) => 'outcome' in catalogue[name])) {
      expect(catalogue[type].data.required, type).toHaveProperty('intent');
    }
  });

  it('has a sentence and a readable line for every event', () => {
    for (const type of EVENT_TYPES) {
      expect(catalogue[type].about, type).toMatch(/^[A-Z].*\.$/);
      fc.assert(
        fc.property(arbitraryDraft(type), (draft) => {
          const { say } = catalogue[type] as { readonly say: (data: unknown) => string };
          expect(say(draft.data)).not.toContain('undefined');
        }),
        { numRuns: 10 },
      );
    }
  });
});
