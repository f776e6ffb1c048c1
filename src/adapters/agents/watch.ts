import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { setTimeout as delay } from 'node:timers/promises';
import type { Activity } from '../../ports/agents.js';

/** How often what an agent prints is looked at, in milliseconds. */
const LOOK_MS = 150;

/** How much is read at a time, and how long a line may be that is looked at, in bytes. */
const CHUNK_BYTES = 256 * 1024;

/** What is watched: the file that the agent prints to, and how its lines are read. */
export interface Watched {
  readonly out: string;
  readonly observe: ((line: string) => Activity | undefined) | undefined;
  /** How long the agent runs already, in milliseconds. */
  readonly elapsed: () => number;
  /** The time after which it is told that it passed. */
  readonly maxMs: number | undefined;
  /** Where in the file to begin: what stands before was told of by an earlier life. */
  readonly from: number;
}

/** Reports what a running agent shows of itself, until `over` says that it has ended. */
export const watch = async (
  { out, observe, elapsed, maxMs, from }: Watched,
  over: () => boolean,
  report: (activity: Activity & { readonly ms: number; readonly read: number }) => Promise<void>,
): Promise<void> => {
  if (!observe && maxMs === undefined) return;
  const lines = createLineReader(out, from);
  let late = false;
  for (let last = false; ; last = over()) {
    const seen = observe ? sum(lines.next().flatMap((line) => observe(line) ?? [])) : NOTHING;
    const ms = elapsed();
    const passed: boolean = maxMs !== undefined && ms > maxMs && !late;
    late ||= passed;
    if (isSomething(seen) || passed) await report({ ...seen, ms, read: lines.read() });
    if (last) return;
    await delay(LOOK_MS);
  }
};

const NOTHING: Activity = { turns: 0, tokens: 0, cost: 0, wrote: [] };

const sum = (all: readonly Activity[]): Activity =>
  all.reduce(
    (total, { turns, tokens, cost, wrote }) => ({
      turns: total.turns + turns,
      tokens: total.tokens + tokens,
      cost: total.cost + cost,
      wrote: [...total.wrote, ...wrote],
    }),
    NOTHING,
  );

const isSomething = ({ turns, tokens, cost, wrote }: Activity): boolean =>
  turns + tokens + cost > 0 || wrote.length > 0;

/** Reads the lines that were added to a file since the last look; one that is too long is passed over. */
const createLineReader = (path: string, from: number) => {
  const decoder = new StringDecoder('utf8');
  const chunk = Buffer.alloc(CHUNK_BYTES);
  let at = from;
  let rest = '';
  const next = (): readonly string[] => {
    if (!existsSync(path)) return [];
    const fd = openSync(path, 'r');
    const lines: string[] = [];
    try {
      const { size } = fstatSync(fd);
      while (at < size) {
        const read = readSync(fd, chunk, 0, chunk.length, at);
        if (read === 0) break;
        at += read;
        const parts = (rest + decoder.write(chunk.subarray(0, read))).split('\n');
        rest = (parts.pop() ?? '').slice(0, CHUNK_BYTES);
        lines.push(...parts);
      }
    } finally {
      closeSync(fd);
    }
    return lines;
  };
  /** The byte behind the last line that was handed on. */
  return { next, read: () => at - Buffer.byteLength(rest) };
};
