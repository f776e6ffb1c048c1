import { closeSync, existsSync, mkdirSync, openSync, readSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { nodePlatform } from '../src/adapters/log/platform.js';
import type { Draft } from '../src/events/catalogue.js';
import { createEncoder } from '../src/events/encode.js';
import { genesis } from '../src/events/scan.js';
import { AT } from '../test/support/lines.js';
import { agent, COMMIT, created, draft, PROCESS, TREE } from '../test/support/run.js';
import { FOLDER } from './measure.js';

/** Bytes written or read at a time. */
const CHUNK_BYTES = 1024 * 1024;

/** The events of a step that is tried once, with an agent and a gate; `seq` is that of the event before. */
const attempt = (path: string, seq: number): readonly Draft[] => [
  draft('AttemptStarted', { path, attempt: 1, agent }),
  draft('CallIntended', { path, attempt: 1, call: 1, agent, prompt: ['x'.repeat(330)] }),
  draft('AgentSpawned', { intent: seq + 2, pid: 9, start: '1234567', argv: ['sh', '-c', 'x'.repeat(250)] }),
  draft('CallFinished', {
    intent: seq + 2,
    succeeded: true,
    exit: 0,
    output: { text: 'y'.repeat(350) },
    ms: 1,
    leftovers: 0,
  }),
  draft('GateIntended', {
    path,
    attempt: 1,
    gate: { name: 'bash', kind: 'bash', command: `npm test # ${'z'.repeat(250)}` },
  }),
  draft('GateFinished', {
    intent: seq + 5,
    result: 'passed',
    exit: 0,
    output: { text: 'w'.repeat(350) },
    ms: 1,
    leftovers: 0,
  }),
];

/** Writes a log of so many events over so many steps, of 480 bytes on average, unless it is there; answers its path. */
export const logOf = (events: number, steps: number): string => {
  const path = join(FOLDER, `${events}-${steps}.jsonl`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  const encode = createEncoder(nodePlatform);
  const fd = openSync(path, 'w');
  let end = genesis(nodePlatform);
  let pending: Uint8Array[] = [];
  let size = 0;
  const put = (one: Draft): void => {
    const batch = encode(end, [one], AT);
    if (E.isLeft(batch)) throw new Error(JSON.stringify(batch.left));
    end = batch.right.end;
    for (const { raw } of batch.right.stored) size += pending.push(raw) && raw.length;
    if (size < CHUNK_BYTES) return;
    writeSync(fd, Buffer.concat(pending));
    pending = [];
    size = 0;
  };
  const names = Array.from({ length: steps }, (_, index) => `s${index}`);
  put(draft('RunCreated', created(...names.map((name) => ({ name, type: 'gates' })))));
  put(draft('LifeBegan', { life: 1, lease: 1, refold: '0', process: PROCESS }));
  for (const name of names) put(draft('StepStarted', { path: name, base: COMMIT, tree: TREE }));
  for (let turn = 0; end.seq < events; turn += 1) {
    for (const one of attempt(names[turn % steps] ?? '', end.seq)) if (end.seq < events) put(one);
  }
  writeSync(fd, Buffer.concat(pending));
  closeSync(fd);
  return path;
};

/** The least that any reader of JSON lines does: take chunks, split at newlines, parse. Answers how many there were. */
export const splitAndParse = (path: string): number => {
  const fd = openSync(path, 'r');
  let rest: Buffer = Buffer.alloc(0);
  let lines = 0;
  for (let at = 0; ; ) {
    const buffer = Buffer.allocUnsafe(CHUNK_BYTES);
    const got = readSync(fd, buffer, 0, CHUNK_BYTES, at);
    if (got === 0) break;
    at += got;
    const chunk = rest.length > 0 ? Buffer.concat([rest, buffer.subarray(0, got)]) : buffer.subarray(0, got);
    let start = 0;
    for (let stop = chunk.indexOf(10); stop >= 0; stop = chunk.indexOf(10, start)) {
      JSON.parse(chunk.toString('utf8', start, stop));
      lines += 1;
      start = stop + 1;
    }
    rest = chunk.subarray(start);
  }
  closeSync(fd);
  return lines;
};
