import { describe, expect, it } from 'vitest';
import type { StepNode } from '../../src/events/tree.js';
import { codeStep, group } from '../support/run.js';
import { CALM, type Fate, type LifeFate } from './fate.js';
import { liveThrough } from './history.js';
import { laws } from './laws.js';
import { GOOD } from './temper.js';

/** A history that was found by chance, and is lived through for ever. */
const fateOf = (steps: readonly StepNode[], ...lives: readonly Partial<LifeFate>[]): Fate => ({
  steps,
  isSetUp: false,
  tokens: undefined,
  tempers: [GOOD],
  lives: lives.map((life) => ({ ...CALM, ...life })),
});

const units = {
  ...group('g', codeStep('a'), codeStep('b', ['bash']), codeStep('c', ['bash'])),
  parallel: {},
};

describe('what was found by chance stays found', () => {
  it.each<[string, Fate]>([
    ['a look that ends while the log is written is not taken twice', fateOf([units], {})],
    ['a unit that is replayed begins where it had begun', fateOf([units], {}, { replays: 2 })],
  ])('%s', async (_, fate) => {
    const history = await liveThrough(fate);
    for (const [name, law] of Object.entries(laws)) expect(await law(history), name).toEqual([]);
  });
});
