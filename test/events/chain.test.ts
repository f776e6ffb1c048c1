import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { genesisHash } from '../../src/events/chain.js';
import { anyDraft } from '../support/arbitrary.js';
import { scanBytes, stopped, writeLog } from '../support/lines.js';

const three = writeLog([[[stopped('one')]], [[stopped('two')]], [[stopped('three')]]]);

const lines = (bytes: Buffer): string[] => bytes.toString('utf8').split(/(?<=\n)/);

describe('the chain', () => {
  it('hangs on the digest of refold/1', () => {
    expect(genesisHash(nodePlatform)).toBe('ZRo_YQA5mQmmyDHQ_VtiITpDxka_abr-F7ErliiEENo');
  });

  it('writes exactly the bytes that the format promises', () => {
    // Computed with openssl and base64: SHA-256 over the genesis hash and the bytes before `,"hash":`.
    const body =
      '{"seq":1,"at":"2026-11-21T04:00:00.000Z","type":"RunStopped","v":1,"data":{"reason":"error","detail":"one"}';
    expect(lines(three.bytes)[0]).toBe(`${body},"hash":"P6X0LZzT4DgGcSP3JRRussaORD0nOBFu-5cJ1ZcPQJo"}\n`);
  });

  it('shows any change of any byte but the last newline, and names the line', () => {
    const log = fc
      .array(anyDraft, { minLength: 1, maxLength: 3 })
      .map((drafts) => writeLog(drafts.map((draft) => [[draft]])));
    fc.assert(
      fc.property(log, fc.nat(), fc.integer({ min: 1, max: 255 }), ({ bytes, stored }, where, flip) => {
        const at = where % (bytes.length - 1);
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        const hit = stored.findLastIndex(({ offset }) => offset <= at) + 1;
        const { tail, end } = scanBytes(changed);
        expect(end.seq).toBe(hit - 1);
        if (tail.kind === 'damaged') expect(tail.line).toBe(hit);
        else expect(tail).toMatchObject({ kind: 'torn', zeroed: true });
      }),
      { numRuns: 2_000 },
    );
  });

  it('shows every single flip of one small log', () => {
    for (let at = 0; at < three.bytes.length; at += 1) {
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const changed = Buffer.from(three.bytes);
        changed[at] = (changed[at] ?? 0) ^ bit;
        expect(scanBytes(changed).tail.kind, `byte ${at}`).toBe('damaged');
      }
    }
  });

  const [one = '', two = '', last = ''] = lines(three.bytes);
  it.each([
    ['a dropped line', one + last, 2, 'lines before it are missing'],
    ['two swapped lines', two + one + last, 1, 'lines before it are missing'],
    ['a doubled line', one + one + two, 2, 'stands twice'],
    ['two lines glued together', one + two.trimEnd() + last, 2, 'glued together'],
    ['a line cut in the middle', `${one}${two.slice(0, 40)}\n${last}`, 2, 'does not end with a hash'],
    ['a foreign line', `${one}hello\n${two}`, 2, 'does not end with a hash'],
    ['an empty line', `${one}\n${two}`, 2, 'does not end with a hash'],
  ])('names the place of %s', (_, text, line, words) => {
    expect(scanBytes(Buffer.from(text)).tail).toMatchObject({
      kind: 'damaged',
      line,
      detail: expect.stringContaining(words),
    });
  });

  it('compares the hash as text, so that its spare bits cannot be used', () => {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const at = three.bytes.length - 4;
    const char = String.fromCharCode(three.bytes[at] ?? 0);
    const twin = alphabet[alphabet.indexOf(char) ^ 1] ?? '';
    const changed = Buffer.from(three.bytes);
    changed.write(twin, at, 'latin1');
    expect(Buffer.from(`${'A'.repeat(42)}${twin}`, 'base64url')).toEqual(
      Buffer.from(`${'A'.repeat(42)}${char}`, 'base64url'),
    );
    expect(scanBytes(changed).tail.kind).toBe('damaged');
  });
});
