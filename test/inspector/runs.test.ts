import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { widthOf } from '../../src/inspector/text/fit.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { type ListedRun, runsText } from '../../src/inspector/text/runs.js';
import { whereIn } from '../../src/projections/board.js';
import { isInState, unknownStates } from '../../src/projections/stateWords.js';
import { summaryOf } from '../../src/projections/summary.js';
import { attempt, step, stepFailed, stopped } from '../support/moments.js';
import { begun, codeStep, given, group } from '../support/run.js';

const NOW = '2026-11-22T04:00:00.000Z';

const told = (number: number, drafts: readonly Draft[], more: Partial<ListedRun> = {}): ListedRun => {
  const state = given(drafts);
  const summary = summaryOf(state, { held: false });
  if (!summary) throw new Error('no run');
  const updatedAt = '2026-11-22T03:55:00.000Z';
  const named = { number, run: `run-${number}`, repository: REPOSITORY };
  return { ...summary, updatedAt, ...named, ...whereIn(state), ...more } as ListedRun;
};

const workflow = group('build', codeStep('impl', ['bash']), codeStep('docs'));
const open = [...begun(workflow), step('build'), attempt('build'), step('build/impl'), attempt('build/impl')];

const REPOSITORY = 'shop-1a2b3c';

const RUNS: readonly ListedRun[] = [
  told(3, [...open, stepFailed('build/impl'), stopped('failed')], { insteadOf: 'run-1' }),
  {
    repository: REPOSITORY,
    run: 'run-2',
    number: 2,
    fault: `the log is damaged at line 7: ${'x'.repeat(200)}`,
  },
  told(1, open),
];

const text = (width: number | undefined, tree = false): string =>
  runsText(RUNS, { tree, now: NOW, width }, paintWith(false));

describe('a list of runs', () => {
  it('tells of each where it stands; why one cannot be read stands below it, and widens nothing', () => {
    expect(text(undefined)).toMatchInlineSnapshot(`
      "#3  failed       w  build/impl  0/2 steps  5 min ago  run-3  refold/20261121-040000-1a2b3c/main  instead of run-1
      #2  damaged                                           run-2
           the log is damaged at line 7: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      #1  interrupted  w  build/impl  0/2 steps  5 min ago  run-1  refold/20261121-040000-1a2b3c/main"
    `);
  });

  it('tells of which repository each is, where they are of several', () => {
    const runs = [told(1, open, { repository: 'blog-d4e5f6' }), told(1, open)];
    expect(runsText(runs, { tree: false, now: NOW, width: 60 }, paintWith(false))).toMatchInlineSnapshot(`
      "#1  blog  interru…  w  build/i…  0/2 steps  5 min ago  run-1
      #1  shop  interru…  w  build/i…  0/2 steps  5 min ago  run-1"
    `);
  });

  it('tells two repositories of one name apart by their ids', () => {
    const runs = [
      told(1, open, { repository: 'shop-d4e5f6' }),
      told(2, open),
      told(3, open, { repository: 'blog-d4e5f6' }),
    ];
    const names = runsText(runs, { tree: false, now: NOW, width: undefined }, paintWith(false))
      .split('\n')
      .map((line) => line.split(/ +/)[1]);
    expect(names).toEqual(['shop-d4e5f6', 'shop-1a2b3c', 'blog']);
  });

  it('shows a number whole or not at all, however narrow it is', () => {
    const spend = {
      cost: 0.0912,
      estimatedCost: 0,
      tokensIn: 9,
      tokensOut: 9,
      callsWithoutTokens: 1,
      callsWithoutCost: 1,
    };
    const costly = [
      told(1, open, {
        spend,
        current_iteration: 12,
        max_iterations: 20,
        updatedAt: '2026-11-21T14:20:00.000Z',
      }),
    ];
    for (let width = 20; width <= 140; width += 1) {
      const row = runsText(costly, { tree: false, now: NOW, width }, paintWith(false));
      expect(row, `${width}`).not.toMatch(/≥ \$0?\.?0?9?1?…| 12\/2?…| 1[^ ]*( [hm][^ ]*)?( \d+)?…/);
    }
  });

  it('shows what was made from another under it', () => {
    expect(
      text(undefined, true)
        .split('\n')
        .map((line) => line.slice(0, 8)),
    ).toMatchInlineSnapshot(`
      [
        "#2    da",
        "     the",
        "#1    in",
        "└ #3  fa",
      ]
    `);
  });

  it('fits into every width that holds a number and a state, and leaves the rest out from the least on', () => {
    for (const width of [30, 50, 80, 120, 200]) {
      const lines = text(width)
        .split('\n')
        .filter((line) => !line.startsWith('     '));
      for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
    }
    expect(text(80)).toMatchInlineSnapshot(`
      "#3  failed       w  build/impl  0/2 steps  5 min ago  run-3  instead of run-1
      #2  damaged                                           run-2
           the log is damaged at line 7: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
      #1  interrupted  w  build/impl  0/2 steps  5 min ago  run-1"
    `);
  });
});

describe('the states that runs are asked for by', () => {
  it('are those that they are shown in, by their first word, and those of a pair of agents', () => {
    const [failed, , cut] = RUNS;
    if (!failed || !cut || 'fault' in failed || 'fault' in cut) throw new Error('they can be read');
    expect(isInState(failed, ['failed'])).toBe(true);
    expect(isInState(cut, ['failed', 'paused'])).toBe(false);
    expect(isInState({ ...cut, status: 'stopped (budget)' }, ['stopped'])).toBe(true);
    expect(isInState({ ...cut, status: 'passed', state: 'completed' }, ['completed'])).toBe(true);
    expect(isInState({ ...cut, status: 'interrupted (reviewing)' }, ['reviewing'])).toBe(true);
    expect(isInState({ ...cut, status: 'interrupted' }, ['reviewing'])).toBe(false);
    expect(unknownStates(['failed', 'damaged', 'working'])).toBeUndefined();
    expect(unknownStates(['failed', 'broken'])).toMatchInlineSnapshot(`
      {
        "hint": "the states are active, archived, cancelled, completed, damaged, discarded, failed, integrated, interrupted, interrupted (reviewing), passed, paused, prepared, reviewing, running, running on its own, stopped, stopped (budget), submitted, working",
        "message": "no run is ever \`broken\`",
      }
    `);
  });
});
