import { readFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, it } from 'vitest';
import type { EventType } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import type { EventReader } from '../../src/ports/eventLog.js';
import { resolveCut } from '../../src/projections/resolveCut.js';
import { scanBytes } from '../support/lines.js';

/** A run of eight lives, replayed from `build`. */
const { stored, end, tail } = scanBytes(readFileSync('test/golden/v1/events.jsonl'));

const log: EventReader = {
  read: (visit) => {
    stored.forEach(visit);
    return TE.right({ end, tail });
  },
  holds: () => TE.right(true),
  check: () => TE.right({ end, tail }),
};

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
