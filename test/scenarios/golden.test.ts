import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { plan } from '../../src/engine/plan.js';
import { catalogue } from '../../src/events/catalogue.js';
import { logLine } from '../../src/inspector/text/log.js';
import { outsideText } from '../../src/inspector/text/outside.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { showText } from '../../src/inspector/text/show.js';
import { outsideSummaryOf } from '../../src/projections/outside.js';
import { apply } from '../../src/projections/projection.js';
import { fromDocument, toDocument } from '../../src/projections/runState/document.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import { summaryOf } from '../../src/projections/summary.js';
import { GOLDEN } from '../support/golden.js';
import { scanBytes } from '../support/lines.js';

/**
 * Logs of every version of the format, as runs wrote them. They are read for ever: no golden log is ever changed, and
 * what is read out of one changes only where that is the purpose of a change (`vitest run -u`).
 */
const names = readdirSync(GOLDEN);
const NOBODY = { held: false } as const;
const paint = paintWith(false);

const read = (name: string): Buffer => readFileSync(join(GOLDEN, name, 'events.jsonl'));

describe.each(names)('the golden log %s', (name) => {
  it('is sound to its last byte, and every event of it is known', () => {
    const { tail, stored } = scanBytes(read(name), 4_096);
    expect(tail).toEqual({ kind: 'sound' });
    expect(stored.filter(({ known }) => !known)).toEqual([]);
  });

  it('has a state, a plan and a summary at every cut', () => {
    const state = runState.empty();
    for (const stored of scanBytes(read(name)).stored) {
      apply(runState, state, stored);
      expect((summaryOf(state, NOBODY) ?? outsideSummaryOf(state))?.events).toBe(stored.event.seq);
      expect(fromDocument(JSON.parse(JSON.stringify(toDocument(state))))).toEqual(state);
      expect(Array.isArray(plan(state))).toBe(true);
    }
  });

  it('reads as it always did', async () => {
    const { stored } = scanBytes(read(name));
    const state = runState.empty();
    for (const one of stored) apply(runState, state, one);
    const shown = shownOf(state);
    const lines = stored.map((one) => logLine(one, { since: undefined, step: undefined }, paint));
    const expected = (file: string): string => resolve(GOLDEN, name, file);
    await expect(`${shown}\n`).toMatchFileSnapshot(expected('show.txt'));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(expected('log.txt'));
    await expect(`${JSON.stringify(toDocument(state), undefined, 1)}\n`).toMatchFileSnapshot(
      expected('state.json'),
    );
  });
});

const shownOf = (state: RunState): string => {
  const [summary, outside] = [summaryOf(state, NOBODY), outsideSummaryOf(state)];
  if (summary) return showText(summary, paint);
  if (outside) return outsideText(outside, paint);
  throw new Error('a golden log holds a run');
};

it('every type of event of the catalogue stands in some golden log', () => {
  const types = new Set(names.flatMap((name) => scanBytes(read(name)).stored.map(({ event }) => event.type)));
  expect(Object.keys(catalogue).filter((type) => !types.has(type))).toEqual([]);
});
