import { describe, expect, it } from 'vitest';
import { isAtRest, planReplay, planRest, planResume } from '../../src/engine/recover.js';
import type { Draft } from '../../src/events/catalogue.js';
import { REVIEW_ENDS } from '../../src/events/stop.js';
import type { StepNode } from '../../src/events/tree.js';
import { runState } from '../../src/projections/runState.js';
import { attempt, call, failed, passed, step, stepFailed, stopped, unitStands } from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, gateStep, given, group, object, TREE } from '../support/run.js';

const HERE = { missing: [], changed: [] };
const nodes: readonly StepNode[] = [codeStep('a'), group('g', codeStep('x'), gateStep('y')), codeStep('z')];
const a = [...begun(...nodes), step('a'), passed('a')];
/** `g/x` has failed, and so the run. */
const broken = [
  ...a,
  step('g'),
  attempt('g', 1, {}),
  step('g/x', object('c', 3), object('e', 3)),
  attempt('g/x'),
  stepFailed('g/x', object('c', 4)),
  stepFailed('g'),
  stopped('failed'),
];

const resume = (drafts: readonly Draft[], around = {}) => planResume(given(drafts), { ...HERE, ...around });
const replay = (drafts: readonly Draft[], wanted: string, around = {}) =>
  planReplay(given(drafts), wanted, { ...HERE, ...around });

describe('a resume', () => {
  it('says what was, what has passed and what is to come', () => {
    expect(resume(a)).toEqual({
      _tag: 'Right',
      right: {
        was: 'interrupted',
        retried: [],
        skipped: 1,
        pending: { count: 3, next: ['g/x', 'g/y', 'z'] },
        settling: [],
      },
    });
  });

  it('tries again what failed by itself, and takes back what was parked', () => {
    expect(resume(broken)).toEqual({
      _tag: 'Right',
      right: {
        was: 'failed',
        retried: [{ path: 'g/x', reason: 'gate', placeholder: object('c', 4) }],
        skipped: 1,
        pending: { count: 2, next: ['g/y', 'z'] },
        settling: [],
        lastStop: { reason: 'failed', seq: 13 },
      },
    });
  });

  it('tries nothing again where the run has not failed because of it', () => {
    expect(resume([...broken.slice(0, -1), stopped('interrupted')])).toMatchObject({
      right: { retried: [] },
    });
  });

  it('counts what was under way among what is to come, and settles its intents', () => {
    const under = [...begun(...nodes), step('a'), attempt('a'), call('a')];
    expect(resume(under)).toMatchObject({
      right: { skipped: 0, pending: { count: 4, next: ['a', 'g/x', 'g/y', 'z'] }, settling: [7] },
    });
  });

  it('names the first ten steps to come', () => {
    const many = begun(...Array.from({ length: 12 }, (_, n) => gateStep(`s${n}`)));
    const plan = resume(many);
    expect(plan).toMatchObject({ right: { was: 'prepared', pending: { count: 12 } } });
    expect(plan).toHaveProperty('right.pending.next.length', 10);
  });

  it('tells of files that changed, and of worktrees that are gone', () => {
    expect(resume(a, { changed: ['w.yaml'], missing: [''] })).toMatchObject({
      right: { changed: ['w.yaml'], recreates: true },
    });
    expect(resume(begun(...nodes).slice(0, 3), { missing: [''] })).not.toHaveProperty('right.recreates');
  });

  it('is refused where there is nothing to do, no run, or a newer log', () => {
    expect(resume([...a, stopped('passed')])).toEqual({ _tag: 'Left', left: { _tag: 'NothingToDo' } });
    expect(planResume(runState.empty(), HERE)).toEqual({ _tag: 'Left', left: { _tag: 'NotCreated' } });
    const critical = { type: 'New', seq: 3, refold: '9' };
    const newer = { ...given(a), critical };
    const refused = { _tag: 'Left', left: { _tag: 'NewerLog', ...critical } };
    expect(planResume(newer, HERE)).toEqual(refused);
    expect(planReplay(newer, 'a', HERE)).toEqual(refused);
  });
});

describe('a replay', () => {
  it('clears a step and all behind it, and goes back to where it began', () => {
    expect(replay(broken, 'g/x', { changed: ['w.yaml'] })).toEqual({
      _tag: 'Right',
      right: {
        from: 'g/x',
        cut: 8,
        cleared: ['g/x'],
        resetTo: object('c', 3),
        resets: [{ unit: '', to: { commit: object('c', 3), tree: object('e', 3) } }],
        settling: [],
        changed: ['w.yaml'],
      },
    });
    expect(replay(broken, 'a')).toMatchObject({ right: { from: 'a', cleared: ['a', 'g'], cut: 4 } });
    for (const plan of [replay(broken, 'a'), resume(broken)])
      expect(plan).not.toHaveProperty('right.changed');
  });

  it('finds a step by its name where only one bears it', () => {
    expect(replay(broken, 'x')).toMatchObject({ right: { from: 'g/x' } });
    expect(replay(broken, 'q')).toEqual({
      _tag: 'Left',
      left: { _tag: 'NoSuchStep', wanted: 'q', candidates: ['a', 'g', 'g/x', 'g/y', 'z'] },
    });
    const twice = begun(group('g', codeStep('x')), group('h', codeStep('x')));
    expect(replay(twice, 'x')).toMatchObject({ left: { candidates: ['g/x', 'h/x'] } });
    expect(replay(broken, 'z')).toEqual({ _tag: 'Left', left: { _tag: 'StepNotStarted', path: 'z' } });
    expect(planReplay(runState.empty(), 'a', HERE)).toEqual({ _tag: 'Left', left: { _tag: 'NotCreated' } });
  });

  it('of what belongs to the work of a step replays that step', () => {
    const owner: StepNode = {
      ...codeStep('a'),
      before: group('first', codeStep('look')),
      gates: [{ name: 'judge', kind: 'validate', steps: [codeStep('see')] }],
    };
    const run = [...begun(owner), step('a'), attempt('a'), step('a/first'), step('a/first/look')];
    for (const wanted of ['a/first/look', 'a/first', 'a/judge/see', 'see'])
      expect(replay(run, wanted)).toMatchObject({ right: { from: 'a', cleared: ['a'] } });
  });
});

describe('a replay with a workflow that was read again', () => {
  const again = (...tree: readonly StepNode[]) => ({
    workflow: { source: { text: '' }, tree: { name: 'w', steps: tree } },
  });
  const differs = (was: string, now: string) => ({
    left: { _tag: 'WorkflowDiffers', path: 'g/x', was, now },
  });
  const [first, , last] = nodes as readonly [StepNode, StepNode, StepNode];
  const reread = (...tree: readonly StepNode[]) => planReplay(given(broken), 'g/x', HERE, again(...tree));

  it('takes it, if it is the same up to the step', () => {
    const other = again(first, group('g', codeStep('x'), codeStep('more')));
    expect(planReplay(given(broken), 'g/x', HERE, other)).toMatchObject({ right: other });
    expect(reread(first, group('g', codeStep('x')), last, last)).toMatchObject({ _tag: 'Right' });
  });

  it('refuses another, and names the first difference', () => {
    expect(reread(gateStep('a'), ...nodes.slice(1))).toMatchObject(differs('a (code)', 'a (gates)'));
    expect(reread(...nodes.slice(1))).toMatchObject(differs('a (code)', 'g (group)'));
    expect(reread(first)).toMatchObject(differs('g (group)', 'nothing'));
    const parallel = { ...group('g', codeStep('x')), parallel: {} };
    expect(reread(first, parallel)).toMatchObject(differs('g/x (code)', 'g/x (code, beside others)'));
    const gone = planReplay(given(broken), 'g', HERE, again(first));
    expect(gone).toMatchObject({ left: { path: 'g', was: 'g (group)', now: 'nothing' } });
    expect(reread(first, group('h', codeStep('x')))).toMatchObject(differs('g (group)', 'h (group)'));
  });

  it('refuses one more unit beside the step', () => {
    const pair = (...names: readonly string[]): StepNode => ({
      ...group('g', ...names.map((name) => codeStep(name))),
      parallel: {},
    });
    const units = [
      ...begun(pair('x', 'y')),
      step('g'),
      attempt('g', 1, {}),
      ...unitStands('g/x', 7),
      step('g/x'),
    ];
    const read = (...names: readonly string[]) =>
      planReplay(given(units), 'g/x', HERE, again(pair(...names)));
    expect(read('x', 'y')).toMatchObject({ _tag: 'Right' });
    expect(read('x', 'y', 'z')).toMatchObject(differs('nothing', 'g/z (code, beside others)'));
    expect(read('x')).toMatchObject(differs('g/y (code, beside others)', 'nothing'));
  });

  it('knows the tasks that its splits were given', () => {
    const split: StepNode = { ...codeStep('s'), type: 'split', each: [codeStep('do')] };
    const planned = [
      ...begun(split, codeStep('z')),
      step('s'),
      attempt('s'),
      draft('AnswerRead', {
        path: 's',
        attempt: 1,
        tasks: [{ name: 'T', slug: 't', description: '' }],
      }),
      step('z'),
    ];
    const same = planReplay(given(planned), 'z', HERE, again(split, codeStep('z')));
    expect(same).toMatchObject({ _tag: 'Right' });
    const other = { ...split, each: [gateStep('do')] };
    expect(planReplay(given(planned), 'z', HERE, again(other, codeStep('z')))).toMatchObject({
      left: { was: 's/t/do (code)', now: 's/t/do (gates)' },
    });
  });
});

describe('a replay among units', () => {
  const two: StepNode = { ...group('g', codeStep('u'), codeStep('v')), parallel: {} };
  const merged = (path: string, n: number) =>
    draft('UnitMerged', { path, onto: object('c', n), tree: object('e', n), commit: object('c', n + 1) });
  const units = [
    ...begun(two),
    step('g'),
    attempt('g', 1, {}),
    ...unitStands('g/u', 7),
    ...unitStands('g/v', 9),
    step('g/u'),
    passed('g/u'),
    step('g/v'),
  ];
  const both = [...units, passed('g/v'), merged('g/u', 1), merged('g/v', 2)];

  it('clears that unit alone, and takes back its merge', () => {
    expect(replay(units, 'g/u')).toMatchObject({ right: { cleared: ['g/u'], resets: [] } });
    expect(replay(both, 'g/v')).toMatchObject({
      right: {
        cleared: ['g/v'],
        resets: [{ unit: '', to: { commit: object('c', 2), tree: object('e', 2) } }],
      },
    });
  });

  it('goes back inside of a unit too', () => {
    const deep = { ...group('g', group('u', codeStep('x'), codeStep('y'))), parallel: {} };
    const inside = [
      ...begun(deep),
      step('g'),
      ...unitStands('g/u', 6),
      step('g/u'),
      step('g/u/x', object('c', 5), object('e', 5)),
      passed('g/u'),
      merged('g/u', 1),
    ];
    const to = { commit: object('c', 5), tree: object('e', 5) };
    expect(replay(inside, 'g/u/x')).toMatchObject({
      right: {
        cleared: ['g/u/x'],
        resets: [
          { unit: 'g/u', to },
          { unit: '', to: { commit: object('c', 1), tree: object('e', 1) } },
        ],
      },
    });
    const removed = [
      ...inside,
      draft('RemovalIntended', { unit: 'g/u', worktree: '/u/g/u', branch: 'b', commit: COMMIT, tree: TREE }),
      draft('WorktreeRemoved', { intent: 12 }),
    ];
    expect(replay(removed, 'g/u/x')).toMatchObject({ right: { recreatesUnits: ['g/u'] } });
    expect(replay(removed, 'g/u')).not.toHaveProperty('right.recreatesUnits');
    expect(replay(inside, 'g/u/x', { missing: ['g/u'] })).toMatchObject({
      right: { recreatesUnits: ['g/u'] },
    });
  });

  it('makes again what is gone and needed, and nothing else', () => {
    const missing = ['', 'g/u', 'g/v', 'nowhere'];
    expect(planRest(given(units), { missing, changed: [] })).toEqual({
      recreates: true,
      recreatesUnits: ['g/v'],
    });
    expect(planRest(given(units), HERE)).toEqual({});
    expect(replay(units, 'g/v', { missing: ['g/v'] })).not.toHaveProperty('right.recreatesUnits');
    expect(replay(units, 'g/u', { missing: ['g/v'] })).toMatchObject({ right: { recreatesUnits: ['g/v'] } });
    expect(replay(units, 'g', { missing: ['g/v'] })).not.toHaveProperty('right.recreatesUnits');
  });
});

describe('a run', () => {
  it.each(['passed', 'failed', ...REVIEW_ENDS, 'interrupted', 'replay', 'forked'])(
    'that stopped, %s, is at rest',
    (reason) => {
      expect(isAtRest(given([...a, stopped(reason)]))).toBe(true);
    },
  );

  it('is not at rest while it goes on, is paused, or something is under way', () => {
    expect(isAtRest(given(a))).toBe(false);
    expect(isAtRest(given([...a, stopped('paused')]))).toBe(false);
    expect(isAtRest(given([...a, failed('a'), attempt('a', 2), call('a', 2), stopped('failed')]))).toBe(
      false,
    );
  });
});
