import { expect, it } from 'vitest';
import { paintWith } from '../../src/inspector/text/paint.js';
import { verdictText } from '../../src/inspector/text/verdict.js';
import type { Verdict } from '../../src/projections/verdict.js';

const damaged = (fault: 'hash' | 'undecodable', line: number): Verdict => {
  const found = { damage: { kind: 'damaged' as const, fault, line, offset: 0, detail: 'it is wrong' } };
  const isUndecodable = fault === 'undecodable';
  return {
    integrity: {
      sound: isUndecodable,
      events: line - 1,
      secondWriters: [],
      ...(isUndecodable ? {} : found),
    },
    completeness: { upTo: line - 1, unnamedTornFiles: [] },
    decodable: { sound: !isUndecodable, unknown: {}, ...(isUndecodable ? found : {}) },
    payloads: { sound: true, named: 0, missing: [], damaged: [] },
  };
};

it.each([
  ['hash', '✗ integrity    '],
  ['undecodable', '✗ decodable    '],
] as const)(
  'of a log that is damaged in its first line (%s) nothing else is said to be sound',
  (fault, begins) => {
    expect(verdictText(damaged(fault, 1), paintWith(false))).toBe(
      `${begins}damaged at line 1 (byte 0): it is wrong; nothing else of it can be told`,
    );
    expect(verdictText(damaged(fault, 2), paintWith(false)).split('\n')).toHaveLength(4);
  },
);
