import * as E from 'fp-ts/lib/Either.js';
import { nodeFiles } from '../src/adapters/log/jsonl/files.js';
import { createReader } from '../src/adapters/log/jsonl/read.js';
import { nodePlatform } from '../src/adapters/log/platform.js';
import { load } from '../src/projections/load.js';
import { runState } from '../src/projections/runState.js';
import { logOf, splitAndParse } from './logs.js';
import { inTurn, type Row, timed, times, us } from './measure.js';

const fold = async (path: string): Promise<void> => {
  const loaded = await load(createReader(nodeFiles, nodePlatform, path), runState)();
  if (E.isLeft(loaded) || loaded.right.scan.tail.kind !== 'sound') throw new Error(`${path} does not fold`);
};

/** A verified full fold, beside splitting and parsing alone; and whether an event costs more in a longer run. */
export const rows = async (): Promise<readonly Row[]> => {
  const cases = [
    { events: 10_000, steps: 10 },
    { events: 100_000, steps: 1_000 },
    { events: 1_000_000, steps: 1_000 },
    { events: 1_000_000, steps: 10_000 },
  ];
  const found: { readonly row: Row; readonly perEvent: number }[] = [];
  for (const { events, steps } of cases) {
    const path = logOf(events, steps);
    const rounds = events > 500_000 ? 3 : 7;
    const { ours, peer, ratio } = await inTurn(
      rounds,
      () => timed(() => fold(path)),
      () => timed(() => splitAndParse(path)),
    );
    const perEvent = (ours * 1_000) / events;
    found.push({
      perEvent,
      row: {
        work: `verified full fold, ${events.toLocaleString('en')} events of ${steps.toLocaleString('en')} steps, per event`,
        ours: us(perEvent),
        beside: `split + JSON.parse: ${us((peer * 1_000) / events)}`,
        ratio: times(ratio),
        target: '≤ 1.8 ×',
      },
    });
  }
  const [least, most] = [found[0]?.perEvent ?? 0, Math.max(...found.map(({ perEvent }) => perEvent))];
  return [
    ...found.map(({ row }) => row),
    {
      work: 'the dearest event of these beside the shortest log',
      ours: us(most),
      beside: us(least),
      ratio: times(most / least),
      target: '≤ 1.3 ×',
    },
  ];
};
