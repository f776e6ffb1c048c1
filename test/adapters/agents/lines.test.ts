import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codex } from '../../../src/adapters/agents/codex.js';
import { createLineSplitter, eachLine } from '../../../src/adapters/agents/lines.js';
import { qwen } from '../../../src/adapters/agents/qwen.js';
import { watch } from '../../../src/adapters/agents/watch.js';
import type { Prices, Sight } from '../../../src/ports/agents.js';
import { temporaryFolder } from '../../support/folder.js';

/** Bytes in pieces of these lengths, over and over. */
function* pieces(bytes: Uint8Array, lengths: readonly number[]): Generator<Uint8Array> {
  for (let at = 0, i = 0; at < bytes.length; i += 1) {
    const length = lengths[i % lengths.length] ?? 1;
    yield bytes.subarray(at, at + length);
    at += length;
  }
}

describe('lines', () => {
  it('are the same however the bytes are cut, and the last one needs no end', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))),
        fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
        async (texts, lengths) => {
          const bytes = Buffer.from([...texts, 'end'].join('\n'), 'utf8');
          const seen: string[] = [];
          async function* stream() {
            yield* pieces(bytes, lengths);
          }
          await eachLine(stream(), (line) => seen.push(line));
          expect(seen).toEqual([...texts, 'end']);
        },
      ),
    );
  });

  it('that are too long are left out, and those around them are not', () => {
    const splitter = createLineSplitter(5);
    const lines = [...pieces(Buffer.from('one\nmuch too long\ntwo\n12345\n123456\nx'), [2])].flatMap(
      splitter.push,
    );
    expect(lines).toEqual(['one', 'two', '12345']);
    expect(splitter.pending()).toBe(1);
  });
});

/** What is seen of a program that printed this and has ended, by one who was told up to a byte before. */
const seen = async (
  definition: typeof qwen,
  lines: readonly string[],
  from: number,
  prices?: Prices,
): Promise<readonly Sight[]> => {
  const out = join(temporaryFolder(), 'out');
  writeFileSync(out, lines.join(''));
  const sights: Sight[] = [];
  const watched = { out, definition, session: undefined, prices, elapsed: () => 5, maxMs: undefined, from };
  await watch(
    watched,
    () => true,
    async (sight) => void sights.push(sight),
  );
  return sights;
};

const QWEN = [
  '{"type":"system","subtype":"init","session_id":"s-1"}\n',
  '{"type":"assistant","message":{"content":[],"usage":{"input_tokens":100,"output_tokens":10}}}\n',
  '{"type":"user","message":{"content":[]}}\n',
  '{"type":"assistant","message":{"content":[],"usage":{"input_tokens":200,"output_tokens":20}}}\n',
  '{"type":"result","subtype":"success","is_error":false,"usage":{"input_tokens":350,"output_tokens":30}}\n',
];

describe('watching', () => {
  it('goes on where an earlier life had told up to, at any line: nothing is told twice, nothing is left out', async () => {
    const ends = QWEN.map((_, i) => QWEN.slice(0, i).join('').length);
    const told = await Promise.all(ends.map((end) => seen(qwen, QWEN, end)));
    const tokens = told.map((sights) => sights.reduce((all, one) => all + one.tokens, 0));
    const turns = told.map((sights) => sights.reduce((all, one) => all + one.turns, 0));
    expect(tokens).toEqual([380, 380, 270, 270, 50]);
    expect(turns).toEqual([2, 2, 1, 1, 0]);
    expect(told.map((sights) => sights.flatMap(({ session }) => session ?? []))).toEqual([
      ['s-1'],
      [],
      [],
      [],
      [],
    ]);
  });

  it('tells what tokens come to by the prices of this machine, as long as the program tells no cost', async () => {
    const prices = { of: '2026-11-21', in: 1_000, out: 10_000 };
    const costs = (sights: readonly Sight[]) => sights.map(({ cost, estimated }) => [cost, estimated]);
    expect(costs(await seen(qwen, QWEN.slice(0, 2), 0, prices))).toEqual([[0, 0.2]]);
    expect(costs(await seen(qwen, QWEN.slice(0, 2), 0))).toEqual([[0, 0]]);
  });

  it('says up to where it has read, which is never within a line', async () => {
    const line = '{"type":"thread.started","thread_id":"t-1"}\n';
    expect(await seen(codex, [line, '{"type":"turn.st'], 0)).toMatchObject([
      { read: line.length, session: 't-1' },
    ]);
  });
});
