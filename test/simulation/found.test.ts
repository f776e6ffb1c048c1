import { describe, expect, it } from 'vitest';
import type { StepNode } from '../../src/events/tree.js';
import { codeStep, group } from '../support/run.js';
import { CALM, type Fate, type LifeFate } from './fate.js';
import { type History, liveThrough } from './history.js';
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

const holdTo = async (history: History): Promise<void> => {
  for (const [name, law] of Object.entries(laws)) expect(await law(history), name).toEqual([]);
};

const units = {
  ...group('g', codeStep('a'), codeStep('b', ['bash']), codeStep('c', ['bash'])),
  parallel: {},
};

describe('what was found by chance stays found', () => {
  it.each<[string, Fate]>([
    ['a look that ends while the log is written is not taken twice', fateOf([units], {})],
    ['a unit that is replayed begins where it had begun', fateOf([units], {}, { replays: 2 })],
  ])('%s', async (_, fate) => holdTo(await liveThrough(fate)));
});

/** Somebody stops the run while a gate looks at a step, behind one that has passed. */
const stopped: Partial<LifeFate> = { ends: { how: 'by a signal', at: 0, upon: 'start a gate' } };
const inARow = [codeStep('a'), codeStep('b', ['bash'])];
const beside = [{ ...group('g', codeStep('a', ['bash']), codeStep('b')), parallel: {} }];

/** What came of it that somebody changed files. */
const becameOf = ({ lives, stored, machine }: History): readonly string[] => [
  ...lives.flatMap(({ told }) => (told.told === 'refused' ? [`refused: ${told.why}`] : [])),
  ...stored.flatMap(({ known, event }) => {
    if (!known || event.type !== 'DriftResolved') return [];
    const { choice, files, unit = 'the run' } = event.data;
    return files.map(({ path, kind }) => `${choice} in ${unit}: ${path} ${kind}`);
  }),
  ...[...machine.ground.git.refs.keys()].flatMap((ref) => (ref.includes('restored') ? ['put back'] : [])),
];

describe('what somebody changed while a run stood still', () => {
  it.each<[string, Fate, readonly string[]]>([
    [
      'goes back with a step that is done anew',
      fateOf(inARow, stopped, { deeds: [{ does: 'edits a file', which: 2 }], onDrift: 'redo' }),
      ['redo in the run: base-0 DRIFT'],
    ],
    [
      'is refused where nobody decides, and asked about again',
      fateOf(inARow, stopped, { deeds: [{ does: 'deletes a file', which: 6 }], onDrift: 'abort' }),
      ['refused: FilesDiffer', 'proceed in the run: base-0 DELETED'],
    ],
    [
      'has a unit done anew that has passed, and takes in nothing more',
      fateOf(beside, stopped, { deeds: [{ does: 'writes a file', which: 2 }] }),
      ['redo in g/b: by-hand-2 DRIFT'],
    ],
    [
      'takes nothing from what has passed where they moved the branch back and deleted the worktree',
      fateOf(inARow, stopped, {
        deeds: [
          { does: 'takes a commit back', which: 0 },
          { does: 'deletes a worktree', which: 0 },
        ],
      }),
      [],
    ],
    [
      'is put back in such a unit where another one is replayed',
      fateOf(beside, stopped, { deeds: [{ does: 'writes a file', which: 2 }], replays: 1 }),
      ['put back'],
    ],
  ])('%s', async (_, fate, expected) => {
    const history = await liveThrough(fate);
    expect(becameOf(history)).toEqual(expected);
    await holdTo(history);
  });
});
