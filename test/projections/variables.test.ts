import { describe, expect, it } from 'vitest';
import { render } from '../../src/engine/render.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { Content } from '../../src/events/content.js';
import type { StepNode } from '../../src/events/tree.js';
import { type Value, valueFor } from '../../src/projections/variables.js';
import {
  attempt,
  call,
  failed,
  finished,
  gate,
  gateEnded,
  passed,
  saw,
  step,
  unitStands,
} from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, given, group, talkers, WORKTREE } from '../support/run.js';

const [claude] = talkers;
const bound = (value: string) => [{ name: 'colour', value: [value] }];
const validator = {
  name: 'judge',
  kind: 'validate',
  workflow: 'flows/deep/check.yml',
  steps: [codeStep('see'), codeStep('tell')],
  with: [{ name: 'diff', value: ['mine'] }],
};
const nodes = begun(
  { ...codeStep('impl', ['bash'], 3), gates: [{ name: 'bash', kind: 'bash' }, validator] },
  {
    ...group('called', { ...codeStep('in.side'), before: { ...group('pre', codeStep('deep')) } }),
    with: bound('red'),
  },
  {
    name: 'tasks',
    type: 'split',
    tasks: [
      { name: 'First one', slug: 'first', description: 'do it', files: ['a', 'b'] },
      { name: 'Two', slug: 'two', description: '' },
    ],
    each: [codeStep('do')],
  } satisfies StepNode,
  { ...group('g', codeStep('u')), parallel: {} },
);

const usage = { turns: 3, tokensIn: 10, tokensOut: 5, cacheRead: 7, cacheWrite: 2, cost: 0.5 };
const files = {
  count: 2,
  list: [
    { path: 'x', deleted: true as const },
    { path: 'y', deleted: true as const },
  ],
};
/** The second attempt of `impl` has run; the first failed at both of its gates. */
const events = [
  ...nodes,
  step('impl'),
  attempt('impl', 1, { agent: claude }),
  call('impl', 1, { agent: claude, session: { how: 'new', id: 's-1' } }),
  draft('SessionBound', { intent: 7, session: 's-1' }),
  finished(7, { output: { text: 'old' }, usage }),
  saw('impl', 1, { diff: { text: '+old' }, files }),
  gate('impl'),
  gateEnded(11, 'failed', { output: { text: 'broken' }, error: 'exit 1' }),
  draft('GateJudged', {
    path: 'impl',
    attempt: 1,
    gate: 'judge',
    pass: false,
    comments: 'unclear',
    error: 'e',
  }),
  failed('impl', 1, { reason: 'gate', error: { text: 'it broke' } }),
  attempt('impl', 2, { agent: claude }),
];
const now = [
  ...events,
  call('impl', 2, { agent: claude }),
  finished(16, { output: { text: 'new' } }),
  saw('impl', 2, { diff: { text: '+new' } }),
];

const shown = (value: Value | undefined): string | undefined => {
  if (!value) return undefined;
  if ('template' in value) return `${value.at}: ${value.template.join('')}`;
  return 'text' in value.content ? value.content.text : 'a payload';
};
const valueAt = (path: string, name: string, drafts: readonly Draft[] = now) =>
  shown(valueFor(given(drafts), path, name));

describe('a variable', () => {
  it.each([
    ['attempt', '2', '2'],
    ['output', 'old', 'new'],
    ['diff', '+old', '+new'],
    ['files', 'x\ny', ''],
    ['error', 'it broke', ''],
    ['comments', '', ''],
    ['prev.output', 'old', 'old'],
    ['prev.turns', '3', '3'],
    ['prev.cost', '0.5', '0.5'],
    ['prev.tokens_in', '10', '10'],
    ['prev.tokens_out', '5', '5'],
    ['prev.cache_read', '7', '7'],
    ['prev.cache_write', '2', '2'],
    ['prev.session_id', 's-1', 's-1'],
    ['prev.agent', 'claude-a', 'claude-a'],
    ['prev.attempt', '1', '1'],
    ['prev.gate.bash', 'false', 'false'],
    ['prev.nothing', '', ''],
    ['gate.bash', 'false', 'false'],
    ['gate.bash.error', 'broken', 'broken'],
    ['gate.bash.comments', '', ''],
    ['gate.judge.comments', 'unclear', 'unclear'],
    ['gate.judge.error', 'e', 'e'],
    ['gate.check.comments', 'unclear', 'unclear'],
    ['gate.check', 'false', 'false'],
    ['gate.none', '', ''],
    ['gate.ck', '', ''],
    ['gate.check.error', 'e', 'e'],
    ['run.id', '20261121-040000-1a2b3c', '20261121-040000-1a2b3c'],
    ['run.base', COMMIT, COMMIT],
    ['run.worktree', WORKTREE, WORKTREE],
    ['run.nothing', undefined, undefined],
    ['run.', undefined, undefined],
    ['run', undefined, undefined],
    ['task.name', undefined, undefined],
    ['spec', '', ''],
    ['nobody', undefined, undefined],
  ])('{%s} is %j before the agent of an attempt, and %j behind it', (name, before, behind) => {
    expect(valueAt('impl', name, events)).toBe(before);
    expect(valueAt('impl', name)).toBe(behind);
  });

  it.each([
    ['impl.status', 'running'],
    ['impl.retries', '1'],
    ['impl.duration', ''],
    ['impl.attempt', '2'],
    ['impl.gate.bash', 'false'],
    ['impl.output', 'new'],
    ['called.status', ''],
    ['called.retries', ''],
    ['called.duration', ''],
    ['called.output', ''],
    ['called.state.in.side.status', ''],
    ['called.state.nobody.status', ''],
    ['impl.gate.judge', 'false'],
    ['tasks.gate.bash', ''],
    ['called.error', ''],
    ['called.agent', ''],
    ['called.comments', ''],
    ['nobody.output', undefined],
    ['.output', undefined],
  ])('{%s}, of another step, is %j', (name, value) => {
    expect(valueAt('tasks', name)).toBe(value);
  });

  it('of a step that has ended tells how long it took, and of what it was worked on', () => {
    const ended = [...now, passed('impl')];
    expect(valueAt('tasks', 'impl.status', ended)).toBe('passed');
    const timed = given(ended);
    for (const own of timed.steps.values()) own.ms = 2_600;
    expect(shown(valueFor(timed, 'tasks', 'impl.duration'))).toBe('3');
    expect(valueAt('tasks', 'impl.retries', [...nodes, step('impl')])).toBe('0');
  });

  it('of an unfinished attempt is what its agent has shown so far', () => {
    const told = draft('ActivitySeen', { intent: 16, read: 1, turns: 4, tokens: 9, cost: 0.25 });
    const active = [...events, call('impl', 2, { agent: claude }), told];
    expect(valueAt('tasks', 'impl.turns', active)).toBe('4');
    expect(valueAt('tasks', 'impl.cost', active)).toBe('0.25');
    expect(valueAt('tasks', 'impl.tokens_in', active)).toBe('');
    expect(valueAt('tasks', 'impl.turns', active.slice(0, -1))).toBe('');
  });

  it('of a task is that of the nearest one', () => {
    expect(
      ['name', 'description', 'files', 'other'].map((field) => valueAt('tasks/first/do', `task.${field}`)),
    ).toEqual(['First one', 'do it', 'a\nb', undefined]);
    expect(valueAt('tasks/two', 'task.files')).toBe('');
    expect(valueAt('tasks', 'task.name')).toBeUndefined();
    expect(valueAt('tasks/first/do', 'task')).toBeUndefined();
  });

  it('is what the caller bound it to, wherever it is used inside', () => {
    for (const path of ['called/in.side', 'called/in.side/pre/deep'])
      expect(valueAt(path, 'colour')).toBe('called: red');
    expect(valueAt('called', 'colour')).toBeUndefined();
    expect(valueAt('impl/judge/see', 'diff')).toBe('impl/judge: mine');
  });

  it('is what the command line set it to, where nothing else answers', () => {
    const set = given(now);
    if (set.run)
      set.run = {
        ...set.run,
        set: [
          { name: 'colour', value: 'blue' },
          { name: 'size', value: 'L' },
        ],
      };
    expect(shown(valueFor(set, 'impl', 'colour'))).toBe('blue');
    expect(shown(valueFor(set, 'called/in.side', 'colour'))).toBe('called: red');
    expect(shown(valueFor(set, 'tasks/first/do', 'size'))).toBe('L');
    expect(valueFor({ ...set, run: undefined }, 'impl', 'run.id')).toBeUndefined();
  });

  it('outwards is the nearest step of its name', () => {
    expect(valueAt('tasks/first/do', 'impl.output')).toBe('new');
    expect(valueAt('called/in.side', 'in.side.status')).toBe('');
    const inner = [...nodes, step('called'), step('called/in.side')];
    expect(valueAt('called/in.side', 'in.side.status', inner)).toBe('running');
    expect(valueAt('impl', 'called.state.in.side.status', inner)).toBe('running');
    expect(valueAt('impl', 'in.side.status', inner)).toBeUndefined();
    const before = [...inner, step('called/in.side/pre'), step('called/in.side/pre/deep')];
    expect(valueAt('called', 'called.state.in.side.state.deep.status', before)).toBe('running');
  });

  it('of a validator is the work that it judges', () => {
    const judging = [...now, step('impl/judge'), step('impl/judge/see'), attempt('impl/judge/see')];
    expect(valueAt('impl/judge/tell', 'files', events.slice(0, 10))).toBe('x\ny');
    expect(valueAt('impl/judge/see', 'output', judging)).toBe('');
    const plain = nodes.map((event, at) =>
      at === 0 ? (begun({ ...codeStep('impl'), gates: [{ ...validator, with: [] }] })[0] ?? event) : event,
    );
    const unbound = [...plain, ...judging.slice(nodes.length)];
    expect(valueAt('impl/judge/see', 'diff', unbound)).toBe('+new');
  });

  it('of a unit is that of its own worktree and branch', () => {
    const unit = [...nodes, step('g'), ...unitStands('g/u', 6)];
    expect(valueAt('g/u', 'run.worktree', unit)).toBe('/u/g/u');
    expect(valueAt('g/u', 'run.branch', unit)).toBe('b/g/u');
    expect(valueAt('g', 'run.branch', unit)).toBe('refold/20261121-040000-1a2b3c/main');
    expect(valueAt('g/u', 'run.worktree', nodes)).toBe(WORKTREE);
    expect(valueAt('g/u', 'run.branch', nodes)).toBe('refold/20261121-040000-1a2b3c/main');
  });
});

describe('a long text', () => {
  const lines = (count: number): string => 'line\n'.repeat(count);
  const withError = (error: Content) => [
    ...events.slice(0, -2),
    failed('impl', 1, { error }),
    attempt('impl', 2),
  ];

  it('is cut at the end of a line', () => {
    expect(valueAt('impl', 'error', withError({ text: lines(400) }))).toBe(lines(400));
    expect(valueAt('impl', 'error', withError({ text: lines(401) }))).toBe(lines(400).slice(0, -1));
    expect(valueAt('impl', 'error', withError({ text: 'x'.repeat(2_001) }))).toBe('x'.repeat(2_000));
    expect(valueAt('impl', 'error', withError({ text: `\n${'x'.repeat(2_001)}` }))).toBe(
      `\n${'x'.repeat(1_999)}`,
    );
  });

  it('that is a payload is shown by its beginning', () => {
    const payload = { sha256: 'a'.repeat(64), bytes: 9_000 };
    expect(valueAt('impl', 'error', withError({ payload, head: 'begins\nand' }))).toBe('begins');
  });

  it('of a gate and of a diff have limits of their own', () => {
    const diff = [...events, saw('impl', 2, { diff: { text: lines(601) } })];
    expect(valueAt('impl', 'diff', diff)).toBe(lines(600).slice(0, -1));
    const out = gateEnded(11, 'failed', { output: { text: lines(801) } });
    const gated = events.map((event, at) => (at === 11 ? out : event));
    expect(valueAt('impl', 'gate.bash.error', gated)).toBe(lines(800).slice(0, -1));
  });
});

describe('gates', () => {
  const second = [...now, gate('impl', 'bash', 2)];

  it.each([
    ['passed', 'true', ''],
    ['skipped', 'skipped', ''],
  ] as const)('that %s say so, and no error', (result, said, error) => {
    const ended = [...second, gateEnded(19, result, { output: { text: 'fine' } })];
    expect(valueAt('impl', 'gate.bash', ended)).toBe(said);
    expect(valueAt('impl', 'gate.bash.error', ended)).toBe(error);
    expect(valueAt('tasks', 'impl.gate.bash', ended)).toBe(said);
  });

  it('that are open are neither', () => {
    expect(valueAt('impl', 'gate.bash', second)).toBe('open');
    expect(valueAt('tasks', 'impl.gate.check', events.slice(0, -1))).toBe('false');
  });
});

it('an input that names itself stands for nothing, and ends', () => {
  const loop = {
    ...group('called', codeStep('x')),
    with: [{ name: 'v', value: ['<', { variable: 'v' }, '>'] }],
  };
  const outer = { ...group('outer', loop), with: [{ name: 'v', value: ['outer'] }] };
  expect(render(given(begun(outer)), 'outer/called/x', [{ variable: 'v' }])).toEqual(['<outer>']);
});
