import { describe, expect, it } from 'vitest';
import { planResume } from '../../src/engine/recover.js';
import { planTasks, withTasks } from '../../src/engine/takeTasks.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode, TaskNode } from '../../src/events/tree.js';
import { fromDocument, toDocument } from '../../src/projections/runState/document.js';
import { childrenOf } from '../../src/projections/stepIndex.js';
import { valueFor } from '../../src/projections/variables.js';
import {
  attempt,
  decided,
  failed,
  passed,
  step,
  stepFailed,
  stopped,
  unitStands,
} from '../support/moments.js';
import { begun, codeStep, draft, given, life } from '../support/run.js';

const task = (id: string, title = id): TaskNode => ({
  name: `${id}: ${title}`,
  slug: id.toLowerCase(),
  id,
  title,
  description: '',
});
const split: StepNode = {
  name: 's',
  type: 'split',
  tasks: [task('T-001'), task('T-002'), task('T-003'), task('T-004')],
  each: [codeStep('do')],
};

/** The first task has passed, and the second has failed. */
const events: readonly Draft[] = [
  ...begun(split),
  ...['s', 's/t-001', 's/t-001/do'].flatMap((path) => [step(path), attempt(path)]),
  passed('s/t-001/do'),
  passed('s/t-001'),
  ...['s/t-002', 's/t-002/do'].flatMap((path) => [step(path), attempt(path)]),
  ...['s/t-002/do', 's/t-002', 's'].flatMap((path) => [
    failed(path, 1, { reason: 'gate' }),
    stepFailed(path),
  ]),
  stopped('failed'),
];
const now = {
  path: 's',
  tasks: [task('T-005'), task('T-002', 'new'), task('T-004', 'other'), task('T-001')],
  overview: { text: 'what it is about now' },
  files: [{ path: '/prd.json', sha256: '0'.repeat(64) }],
};
const plan = planTasks(given(events), now);
const taken = plan ? [plan.taken] : [];

describe('tasks whose files have changed', () => {
  it('are taken, but for those that have begun: these stay where and as they are, the others follow', () => {
    expect(plan?.taken.tasks.map(({ name }) => name)).toEqual([
      'T-001: T-001',
      'T-002: T-002',
      'T-005: T-005',
      'T-004: other',
    ]);
    expect(plan).toMatchObject({
      added: ['T-005: T-005'],
      removed: ['T-003: T-003'],
      changed: ['T-004: other'],
      kept: ['T-002: T-002'],
    });
  });

  it('that have a worktree already have begun: what was made for them stays theirs', () => {
    const beside = [
      ...begun({ ...split, parallel: {} }),
      step('s'),
      attempt('s', 1, {}),
      ...unitStands('s/t-003', 7),
    ];
    const taken = planTasks(given(beside), now)?.taken.tasks ?? [];
    expect(taken.map(({ slug }) => slug)).toEqual(['t-003', 't-005', 't-002', 't-004', 't-001']);
  });

  it('of a split that has passed are not taken', () => {
    expect(planTasks(given([...events, passed('s')]), now)).toBeUndefined();
  });

  it('are in the plan of the resume that takes them, and nothing is changed by planning', () => {
    const state = given(events);
    const resumed = planResume(withTasks(state, plan ? [plan] : []), { missing: [], changed: [] });
    expect(resumed).toMatchObject({ right: { pending: { next: ['s/t-005/do', 's/t-004/do'] } } });
    expect(childrenOf(state.index, 's')).toHaveLength(4);
  });

  it('are the tasks of the run from then on, also in what is kept of its state', () => {
    const resumed = planResume(given(events), { missing: [], changed: [] });
    if (resumed._tag === 'Left') throw new Error(resumed.left._tag);
    const drafts = decided(events, { type: 'ResumeRun', plan: resumed.right, life: life(2), tasks: taken });
    if (typeof drafts === 'string') throw new Error(drafts);
    expect(drafts.map(({ type }) => type)).toEqual(['LifeBegan', 'RunResumed', 'TasksTaken']);
    const state = given([...events, ...drafts]);
    expect(childrenOf(state.index, 's')).toEqual(['s/t-001', 's/t-002', 's/t-005', 's/t-004']);
    expect([...state.index.steps.keys()]).not.toContain('s/t-003/do');
    expect(state.steps.get('s/t-001')?.state).toBe('passed');
    expect(state.run?.workflow.files).toEqual(now.files);
    expect(valueFor(state, 's/t-005/do', 'overview')).toEqual({ content: now.overview });
    expect(fromDocument(JSON.parse(JSON.stringify(toDocument(state))))).toEqual(state);
  });

  it('stay taken where the split begins again', () => {
    const again = [...events, draft('TasksTaken', taken[0] ?? now), step('s')];
    expect(childrenOf(given(again).index, 's')).toEqual(['s/t-001', 's/t-002', 's/t-005', 's/t-004']);
  });
});
