import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import type { EventType } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import type { EventReader } from '../../src/ports/eventLog.js';
import { resolveCut } from '../../src/projections/resolveCut.js';
import { scanBytes, writeLog } from '../support/lines.js';
import { attempt, call, lifeBegan, step } from '../support/moments.js';
import { begun, codeStep } from '../support/run.js';

/** A run of eight lives, replayed from `build`. */
const { stored, end, tail } = scanBytes(readFileSync('test/golden/v1/events.jsonl'));

const logOf = (events: readonly Stored[], position = end): EventReader => ({
  read: (visit) => {
    events.forEach(visit);
    return TE.right({ end: position, tail });
  },
  first: () => TE.right(undefined),
  last: () => TE.right(undefined),
  bytes: () => TE.right(0),
  holds: () => TE.right(true),
  check: () => TE.right({ end: position, tail }),
});
const log = logOf(stored);

const cut = (wanted: string) => resolveCut(log, wanted)();

const seqs = (type: EventType, path: string): readonly number[] =>
  stored
    .filter(({ event }) => event.type === type && dataOf(event).path === path)
    .map(({ event }) => event.seq);

const dataOf = (event: Stored['event']): { readonly path?: string } => event.data as never;

const justBefore = (seq: number | undefined) => E.right((seq ?? Number.NaN) - 1);

describe('a cut', () => {
  it('is a seq itself, from nothing to the last event', async () => {
    expect(await cut('0')).toEqual(E.right(0));
    expect(await cut(`${end.seq}`)).toEqual(E.right(end.seq));
    expect(await cut(`${end.seq + 1}`)).toEqual(
      E.left({ _tag: 'CutBeyondEnd', wanted: `${end.seq + 1}`, last: end.seq }),
    );
  });

  it('is just before the latest first start of a step', async () => {
    expect(await cut('tests')).toEqual(justBefore(seqs('StepStarted', 'tests')[0]));
    expect(seqs('StepStarted', 'build/impl')).toHaveLength(2);
    expect(await cut('build/impl')).toEqual(justBefore(seqs('StepStarted', 'build/impl')[1]));
  });

  it('is just before the nth launch of a step in the run', async () => {
    const launches = seqs('CallIntended', 'slow');
    expect(launches.length).toBeGreaterThan(2);
    expect(await cut('slow@1')).toEqual(justBefore(launches[0]));
    expect(await cut('slow@3')).toEqual(justBefore(launches[2]));
  });

  it('is just before an attempt in a life', async () => {
    const attempts = seqs('AttemptStarted', 'build/impl');
    expect(await cut('build/impl@L2.1')).toEqual(justBefore(attempts[0]));
    expect(await cut('build/impl@L2.2')).toEqual(justBefore(attempts[1]));
    expect(await cut('build/impl@L3.1')).toEqual(justBefore(attempts[2]));
  });

  it('is the last event until a time, to the millisecond, the minute or the day', async () => {
    const at = (seq: number): string => stored[seq - 1]?.event.at ?? '';
    const last = stored.findLast(({ event }) => event.at <= at(40))?.event.seq;
    expect(await cut(at(40))).toEqual(E.right(last));
    expect(await cut(at(40).replace('T', ' '))).toEqual(E.right(last));
    expect(await cut(at(1).slice(0, 10))).toEqual(E.right(0));
    expect(await cut(at(1).slice(0, 16))).toEqual(E.right(0));
    expect(await cut('2100-01-01')).toEqual(E.right(end.seq));
  });

  it('that no moment bears is refused with those that there are', async () => {
    expect(await cut('biuld')).toMatchObject({
      left: { candidates: ['tests', 'build', 'build/impl', 'slow'] },
    });
    expect(await cut('tests@9')).toMatchObject({ left: { candidates: ['tests', 'tests@1', 'tests@L1.1'] } });
  });
});

describe('the words for a cut', () => {
  it.each([
    '2026-11-21',
    '2026-01-31',
    '2026-10-01',
    '2026-12-29',
    '2026-11-21T04:00',
    '2026-11-21 19:59',
    '2026-11-21T23:00Z',
    '2026-11-21T20:59:59',
    '2026-11-21T04:00:00.1',
    '2026-11-21T04:00:00.123Z',
  ])('%s are a time', async (wanted) => {
    expect(await cut(wanted)).toMatchObject({ _tag: 'Right' });
  });

  it.each([
    'x2026-11-21',
    '2026-11-21x',
    '26-11-21',
    '2026-00-01',
    '2026-13-01',
    '2026-11-00',
    '2026-11-32',
    '2026-11-1',
    '2026-11-21T04',
    '2026-11-21X04:00',
    '2026-11-21T24:00',
    '2026-11-21T04:60',
    '2026-11-21T04:00:60',
    '2026-11-21T04:00:00.1234',
    '2026-11-21T04:00:00.',
    '12x',
    'x12',
  ])('%s are no time and no seq', async (wanted) => {
    const candidates = ['tests', 'build', 'build/impl', 'slow'];
    expect(await cut(wanted)).toEqual(E.left({ _tag: 'CutUnknown', wanted, candidates }));
  });

  const tenCalls = Array.from({ length: 10 }, (_, n) => call('a@1', 1, { call: n + 1 }));
  const written = writeLog([
    [
      [
        ...begun(codeStep('a@1')),
        step('a@1'),
        attempt('a@1'),
        ...tenCalls,
        lifeBegan(2),
        attempt('a@1', 2, {}),
      ],
    ],
  ]).stored;
  const last = { ...end, seq: written.length };
  const among = (wanted: string) => resolveCut(logOf(written, last), wanted)();

  it('count launches beyond nine, and those of attempts without an agent', async () => {
    expect(await among('a@1@1')).toEqual(E.right(6));
    expect(await among('a@1@10')).toEqual(E.right(15));
    expect(await among('a@1@11')).toEqual(E.right(17));
    expect(await among('a@1@L2.2')).toEqual(E.right(17));
    expect(await among('a@1@1x')).toEqual(
      E.left({
        _tag: 'CutUnknown',
        wanted: 'a@1@1x',
        candidates: ['a@1', ...Array.from({ length: 11 }, (_, n) => `a@1@${n + 1}`), 'a@1@L1.1', 'a@1@L2.2'],
      }),
    );
  });

  it('reach no further than the first event that is later, though clocks step back', async () => {
    const at = [2, 1, 3].map((second) => `2026-11-21T04:00:0${second}.000Z`);
    const timed = written
      .slice(0, 3)
      .map((one, index) => ({ ...one, event: { ...one.event, at: at[index] } }) as Stored);
    const until = (time: string | undefined) => resolveCut(logOf(timed, last), time ?? '')();
    expect(await until(at[1])).toEqual(E.right(0));
    expect(await until(at[0])).toEqual(E.right(2));
    expect(await until(at[2])).toEqual(E.right(3));
    expect(await until('2026-11-21T04:00Z')).toEqual(E.right(0));
  });
});
