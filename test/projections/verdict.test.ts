import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { ScanEnd } from '../../src/events/scan.js';
import { project } from '../../src/projections/projection.js';
import { evidence, isSound, type PayloadVerdict, verdictOf } from '../../src/projections/verdict.js';
import { writeLog } from '../support/lines.js';
import { lifeBegan } from '../support/moments.js';
import { begun, codeStep, draft } from '../support/run.js';

const WHOLE: PayloadVerdict = { sound: true, named: 0, missing: [], damaged: [] };
const nodes = begun(codeStep('a'));
const payload = { sha256: 'a'.repeat(64), bytes: 9_000 };

const evidenceOf = (drafts: readonly Draft[]) =>
  project(evidence, writeLog(drafts.map((one) => [[one]])).stored);

const verdict = (
  tail: ScanEnd['tail'] = { kind: 'sound' },
  {
    drafts = nodes,
    torn = [],
    payloads = WHOLE,
  }: {
    readonly drafts?: readonly Draft[];
    readonly torn?: readonly string[];
    readonly payloads?: PayloadVerdict;
  } = {},
) => {
  const end = { seq: drafts.length, offset: 0, hash: '' };
  const files = torn.map((file) => ({ file, size: 1, sha256: '' }));
  return verdictOf(evidenceOf(drafts), { end, tail }, files, payloads);
};

const damaged = (fault: 'hash' | 'undecodable') => ({
  kind: 'damaged' as const,
  fault,
  detail: 'd',
  line: 5,
  offset: 9,
  after: 4,
});

describe('the verdict on a log', () => {
  it('is sound where every line is what was written', () => {
    const said = verdict();
    expect(said).toEqual({
      integrity: { sound: true, events: 4, secondWriters: [] },
      completeness: { upTo: 4, unnamedTornFiles: [] },
      decodable: { sound: true, unknown: {} },
      payloads: WHOLE,
    });
    expect(isSound(said)).toBe(true);
  });

  it('says of a damaged line that the log is not what was written', () => {
    const damage = damaged('hash');
    const said = verdict(damage as never);
    expect(said.integrity).toEqual({ sound: false, events: 4, damage, secondWriters: [] });
    expect(said.decodable).toEqual({ sound: true, unknown: {} });
    expect(isSound(said)).toBe(false);
  });

  it('says of a line that does not decode that the log is what was written', () => {
    const damage = damaged('undecodable');
    const said = verdict(damage as never);
    expect(said.integrity).toEqual({ sound: true, events: 4, secondWriters: [] });
    expect(said.decodable).toEqual({ sound: false, damage, unknown: {} });
    expect(isSound(said)).toBe(false);
  });

  it('names the lives of a second writer', () => {
    const said = verdict(undefined, { drafts: [...nodes, lifeBegan(2), lifeBegan(2)] });
    expect(said.integrity).toEqual({ sound: false, events: 6, secondWriters: [6] });
    expect(isSound(said)).toBe(false);
  });

  it('of a torn tail is that it is not complete; of one that was never written, that it is not sound', () => {
    const torn = { kind: 'torn' as const, offset: 9, bytes: 3, zeroed: false };
    const said = verdict(torn as never);
    expect(said.completeness).toEqual({ upTo: 4, torn, unnamedTornFiles: [] });
    expect(said.integrity.sound).toBe(true);
    expect(isSound(said)).toBe(true);
    expect(isSound(verdict({ ...torn, zeroed: true } as never))).toBe(false);
  });

  it('tells which torn files no event names', () => {
    const repaired = draft('LogRepaired', {
      after: 4,
      torn: [{ file: 'events.jsonl.torn-5', size: 1, sha256: 'a'.repeat(64) }],
    });
    const torn = ['events.jsonl.torn-5', 'events.jsonl.torn-9'];
    expect(verdict(undefined, { drafts: [...nodes, repaired], torn }).completeness.unnamedTornFiles).toEqual([
      'events.jsonl.torn-9',
    ]);
  });

  it('rests on the payloads too', () => {
    const payloads = { ...WHOLE, sound: false };
    expect(verdict(undefined, { payloads }).payloads).toBe(payloads);
    expect(isSound(verdict(undefined, { payloads }))).toBe(false);
  });
});

describe('the evidence of a log', () => {
  it('names every payload once, and counts what only a newer refold knows', () => {
    const read = draft('ContextRead', { intent: 1, content: { payload, head: '' } });
    const known = evidenceOf([...nodes, read, read]);
    expect([...known.payloads]).toEqual([[payload.sha256, payload]]);
    expect(known.unknown.size).toBe(0);
    const { stored } = writeLog([[[...nodes]]]);
    const newer = stored.map((one) => ({
      ...one,
      known: false,
      event: { ...one.event, type: 'New' },
    })) as never;
    const said = project(evidence, newer);
    expect(
      verdictOf(said, { end: { seq: 4, offset: 0, hash: '' }, tail: { kind: 'sound' } }, [], WHOLE),
    ).toMatchObject({
      decodable: { sound: true, unknown: { New: 4 } },
    });
  });
});
