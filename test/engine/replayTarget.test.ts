import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { decide } from '../../src/engine/decide.js';
import { plan } from '../../src/engine/plan.js';
import { planReplay } from '../../src/engine/recover.js';
import type { Draft } from '../../src/events/catalogue.js';
import { createEncoder } from '../../src/events/encode.js';
import { genesis } from '../../src/events/scan.js';
import type { StepNode } from '../../src/events/tree.js';
import { apply } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { attempt, passed, step, stopped, unitStands } from '../support/moments.js';
import { begun, codeStep, draft, gateStep, given, group, life, object } from '../support/run.js';

const HERE = { missing: [], changed: [] };
const tasks = (...slugs: readonly string[]) => slugs.map((slug) => ({ name: slug, slug, description: '' }));
const split = (name: string, slugs: readonly string[], ...each: readonly StepNode[]): StepNode => ({
  name,
  type: 'split',
  tasks: tasks(...slugs),
  each,
});
const replay = (drafts: readonly Draft[], wanted: string) => planReplay(given(drafts), wanted, HERE);
const at = (n: number): readonly [string, string] => [object('c', n), object('e', n)];

describe('the name of a step inside of `each`', () => {
  const two = split('build', ['t1', 't2'], codeStep('impl'), gateStep('check'));
  const ran = [
    ...begun(codeStep('a'), two, codeStep('z')),
    step('a'),
    passed('a'),
    step('build', ...at(1)),
    attempt('build', 1, {}),
    step('build/t1', ...at(2)),
    step('build/t1/impl', ...at(2)),
    step('build/t2', ...at(3)),
    step('build/t2/impl', ...at(3)),
    step('z', ...at(4)),
  ];

  it('means all tasks of the split, whose plan stays', () => {
    expect(replay(ran, 'check')).toEqual({
      _tag: 'Right',
      right: {
        from: 'build',
        each: true,
        cut: 8,
        cleared: ['build/t1', 'build/t2', 'z'],
        resetTo: object('c', 2),
        resets: [{ unit: '', to: { commit: object('c', 2), tree: object('e', 2) } }],
        settling: [],
        meant: { count: 2, first: ['build/t1/check', 'build/t2/check'] },
      },
    });
  });

  it('means so also where there is but one task, and where only some of them have begun', () => {
    const one = [
      ...begun(split('build', ['t1'], codeStep('impl'), gateStep('check'))),
      ...[step('build'), attempt('build', 1, {}), step('build/t1'), step('build/t1/impl')],
    ];
    expect(replay(one, 'check')).toMatchObject({ right: { from: 'build', each: true, cut: 6 } });
    expect(replay(ran.slice(0, -3), 'impl')).toMatchObject({ right: { cleared: ['build/t1'] } });
    expect(replay(ran.slice(0, 8), 'impl')).toEqual({
      _tag: 'Left',
      left: { _tag: 'StepNotStarted', path: 'build/t1/impl' },
    });
  });

  it('cuts before the unit that began first, whichever that was', () => {
    const run = [
      ...begun({ ...two, parallel: {} }),
      ...[step('build'), attempt('build', 1, {}), step('build/t2', ...at(3)), step('build/t1', ...at(2))],
    ];
    expect(replay(run, 'impl')).toMatchObject({ right: { cut: 6, cleared: ['build/t1', 'build/t2'] } });
  });

  it('names the first ten of many', () => {
    const slugs = Array.from({ length: 12 }, (_, n) => `t${n}`);
    const many = [...begun(split('build', slugs, codeStep('impl'))), step('build'), step('build/t0')];
    expect(replay(many, 'impl')).toMatchObject({ right: { meant: { count: 12 } } });
    expect(replay(many, 'impl')).toHaveProperty('right.meant.first.length', 10);
  });

  it('means the innermost split that holds them all', () => {
    const inner = split('sub', ['s1', 's2'], codeStep('impl'));
    const nested = (...outer: readonly string[]) => [
      ...begun(split('build', outer, inner)),
      ...[step('build'), step('build/t1'), step('build/t1/sub'), step('build/t1/sub/s1')],
    ];
    expect(replay(nested('t1'), 'impl')).toMatchObject({ right: { from: 'build/t1/sub' } });
    expect(replay(nested('t1', 't2'), 'impl')).toMatchObject({ right: { from: 'build' } });
  });

  it('is refused where several steps of the workflow bear it, and a path means that step alone', () => {
    const twice = split('build', ['t1', 't2'], codeStep('impl'), group('more', codeStep('impl')));
    expect(replay(begun(twice), 'impl')).toMatchObject({
      left: { _tag: 'NoSuchStep', candidates: { length: 4 } },
    });
    const beside = begun(split('build', ['t1'], codeStep('impl')), codeStep('impl'));
    expect(replay([...beside, step('impl')], 'impl')).toMatchObject({ right: { from: 'impl' } });
    expect(replay(ran, 'build/t2/impl')).toMatchObject({
      right: { from: 'build/t2/impl', cleared: ['build/t2/impl', 'z'] },
    });
  });

  it('begins the tasks again, of a parallel split each in a worktree of its own from where the first did', () => {
    const beside = [
      ...begun({ ...two, parallel: {} }),
      ...[step('build'), attempt('build', 1, {})],
      ...unitStands('build/t1', 7),
      ...unitStands('build/t2', 9),
      ...[step('build/t1'), passed('build/t1'), step('build/t2'), passed('build/t2')],
      ...['t1', 't2'].map((slug, n) =>
        draft('UnitMerged', {
          path: `build/${slug}`,
          onto: object('c', n),
          tree: object('e', n),
          commit: object('c', n + 1),
        }),
      ),
      stopped('interrupted'),
    ];
    const planned = replay(beside, 'impl');
    expect(planned).toMatchObject({
      right: { cut: 10, resets: [{ unit: '', to: { commit: object('c', 0) } }] },
    });
    const after = given([...beside, ...replayed(beside, planned)]);
    expect([...after.steps.keys()]).toEqual(['build']);
    expect([...after.worktrees.keys()]).toEqual(['']);
    expect(after.tasks).toEqual(given(beside).tasks);
    const ready = { ...after, intents: new Map(), busy: new Map() };
    expect(plan(ready).map((effect) => 'command' in effect && effect.command)).toEqual(
      ['build/t1', 'build/t2'].map((unit) => ({ type: 'IntendWorktree', unit })),
    );
  });
});

/** What a planned replay of these events leads to. */
const replayed = (drafts: readonly Draft[], planned: ReturnType<typeof replay>): readonly Draft[] => {
  if (E.isLeft(planned)) throw new Error(planned.left._tag);
  const decision = decide({ type: 'ReplayRun', plan: planned.right, life: life(2) }, given(drafts));
  if (E.isLeft(decision)) throw new Error(decision.left.because);
  return decision.right;
};

describe('a replay that clears many steps', () => {
  const names = (count: number) => Array.from({ length: count }, (_, n) => n.toString(36));
  const many = (count: number) => [
    ...begun(...names(count).map((name): StepNode => ({ name, type: 'gates' }))),
    ...names(count).map((name) => step(name)),
    stopped('failed'),
  ];

  it('is recorded in one line however many they are, and cleared they are all', () => {
    const state = given(many(30_000));
    const planned = planReplay(state, '1', HERE);
    if (E.isLeft(planned)) throw new Error(planned.left._tag);
    expect(planned.right).toMatchObject({ clearedCount: 29_999, cleared: { length: 10 } });
    const decision = decide({ type: 'ReplayRun', plan: planned.right, life: life(2) }, state);
    const batch = createEncoder(nodePlatform)(
      genesis(nodePlatform),
      E.isRight(decision) ? decision.right : [],
      '',
    );
    if (E.isLeft(batch)) throw new Error(batch.left._tag);
    for (const stored of batch.right.stored) apply(runState, state, stored);
    expect([...state.steps.keys()]).toEqual(['0']);
  });

  it('means the same whether its event names them all, as it once did, or the first and how many', () => {
    const few = many(12);
    const order = { from: '1', cut: 5, resetTo: object('c', 1), settling: [] };
    const all = draft('RunReplayed', { ...order, cleared: names(12).slice(1) });
    const first = draft('RunReplayed', { ...order, cleared: names(12).slice(1, 11), clearedCount: 11 });
    expect(given([...few, first])).toEqual(given([...few, all]));
  });
});
