import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import {
  attempt,
  call,
  caused,
  decided,
  failed,
  finished,
  gate,
  gateEnded,
  passed,
  step,
  stepFailed,
  unitStands,
} from '../../support/moments.js';
import { begun, COMMIT, codeStep, draft, group, TREE } from '../../support/run.js';

const running = (node: Partial<StepNode> = {}): readonly Draft[] => [
  ...begun({ ...codeStep('a', ['bash', 'bash_2']), ...node }),
  step('a'),
  attempt('a'),
];
const a = running();
const fail = (drafts: readonly Draft[], path = 'a') => decided(drafts, { type: 'FailAttempt', path });
const because = (cause: number, reason: string, text: string, more = {}, path = 'a') => [
  caused(cause, failed(path, 1, { reason, error: { text }, ...more })),
];

describe('an attempt fails', () => {
  it('by nothing but what has failed in it', () => {
    expect(fail(a)).toBe('nothing of a has failed');
    expect(fail([...a, call('a'), finished(7)])).toBe('nothing of a has failed');
    for (const no of [a.slice(0, 5), begun(codeStep('a')), [...a, failed('a')]])
      expect(fail(no)).toBe('a is in no attempt');
  });

  it('by its guard, and begins the next one without what was done', () => {
    const tripped = (node?: Partial<StepNode>) => [
      ...running(node),
      call('a'),
      draft('GuardTripped', { intent: 7, guard: 'max_turns', detail: '9 turns' }),
    ];
    const text = 'guard max_turns: 9 turns';
    expect(fail(tripped())).toStrictEqual(because(7, 'guard', text));
    expect(fail(tripped({ retry: { attempts: 2, overrides: [] } }))).toStrictEqual(
      because(7, 'guard', text, { undo: true }),
    );
  });

  it('by a person who said so, also where another said to go on', () => {
    const said = (when: string, answer: string) => [
      draft('PauseBegan', { path: 'a', attempt: 1, when }),
      draft('PauseAnswered', { path: 'a', attempt: 1, when, answer, by: 'me' }),
    ];
    const on = [...a, ...said('before_gate', 'continue')];
    expect(fail(on)).toBe('nothing of a has failed');
    expect(fail([...on, ...said('after_gate', 'abort')])).toStrictEqual(
      because(10, 'aborted', 'a person said to abort'),
    );
  });

  it('by its agent, with the words of that', () => {
    const ended = (more: object) => [...a, call('a'), finished(7, { succeeded: false, ...more })];
    expect(fail(ended({ error: { text: 'no key' } }))).toStrictEqual(because(7, 'agent', 'no key'));
    expect(fail(ended({}))).toStrictEqual(because(7, 'agent', 'the agent failed and said nothing'));
  });

  it('by all of its gates that failed, each with what it said', () => {
    const both = [
      ...a,
      gate('a'),
      gateEnded(7, 'failed', { error: 'exit 1', output: { text: 'out' } }),
      gate('a', 'bash_2'),
    ];
    const text = 'gate bash failed: exit 1\nout';
    expect(fail([...both, gateEnded(9, 'passed')])).toStrictEqual(because(7, 'gate', text));
    expect(fail([...both, gateEnded(9, 'failed')])).toStrictEqual(
      because(9, 'gate', `${text}\ngate bash_2 failed`),
    );
  });

  it('by a validator, with its comments', () => {
    const judged = draft('GateJudged', {
      path: 'a',
      attempt: 1,
      gate: 'v',
      pass: false,
      comments: 'unclear',
    });
    expect(fail([...a, judged])).toStrictEqual(because(7, 'gate', 'gate v failed: unclear'));
  });

  it('with as much of what gates said as an event may hold', () => {
    const long = { payload: { sha256: 'a'.repeat(64), bytes: 9_999 }, head: 'x'.repeat(9_000) };
    const names = Array.from({ length: 6 }, (_, n) => `g${n}`);
    const many = names.flatMap((name, n) => [
      gate('a', name),
      gateEnded(7 + 2 * n, 'failed', { output: long }),
    ]);
    const decision = fail([...a, ...many]);
    const [{ data }] = decision as unknown as readonly [
      { readonly data: { readonly error: { text: string } } },
    ];
    expect(data.error.text).toHaveLength(16_000);
    expect(data.error.text.indexOf('\n')).toBe('gate g0 failed: '.length + 4_000);
  });
});

describe('a group', () => {
  const g = [...begun(group('g', codeStep('x'), codeStep('y'))), step('g'), attempt('g', 1, {})];
  const pass = (drafts: readonly Draft[], path = 'g') => decided(drafts, { type: 'PassGroup', path });

  it('passes when all of its steps have', () => {
    const half = [...g, step('g/x'), passed('g/x')];
    expect(pass(g)).toBe('g has steps to run');
    expect(pass(half)).toBe('g has steps to run');
    expect(pass([...half, step('g/y'), passed('g/y')])).toStrictEqual([caused(6, passed('g'))]);
    expect(pass(a, 'a')).toBe('a is no running group');
    expect(pass(begun(group('g', codeStep('x'))))).toBe('g is no running group');
    expect(pass(g.slice(0, 5))).toBe('g is no running group');
  });

  it('fails because of the steps that failed, the first of them before all', () => {
    const x = [...g, step('g/x'), stepFailed('g/x')];
    expect(fail(x, 'g')).toStrictEqual(because(8, 'step', 'g/x failed', {}, 'g'));
    expect(fail([...x, step('g/y'), stepFailed('g/y')], 'g')).toStrictEqual(
      because(8, 'step', 'g/x, g/y failed', {}, 'g'),
    );
  });

  it('fails because of what runs before its agent', () => {
    const before = [
      ...running({ before: group('first', codeStep('x')) }),
      step('a/first'),
      stepFailed('a/first'),
    ];
    expect(fail(before)).toStrictEqual(because(8, 'step', 'a/first failed'));
  });

  const units = [
    ...begun({ ...group('g', codeStep('x'), codeStep('y'), codeStep('z')), parallel: {} }),
    step('g'),
    attempt('g', 1, {}),
    ...unitStands('g/x', 7),
    step('g/x'),
    passed('g/x'),
  ];
  const merged = draft('UnitMerged', { path: 'g/x', onto: COMMIT, tree: TREE, commit: COMMIT });

  it('of units passes when they are merged too', () => {
    const one = [...begun({ ...group('g', codeStep('x')), parallel: {} }), ...units.slice(4)];
    expect(pass(one)).toBe('g has steps to run');
    expect(pass([...one, merged])).toStrictEqual([caused(6, passed('g'))]);
  });

  it('of units fails where they do not fit together, and says in which files', () => {
    const conflict = (path: string, count: number) =>
      draft('UnitConflicted', { path, with: 'g/x', files: ['m.txt', 'n.txt'], count });
    const y = [...units, merged, ...unitStands('g/y', 12), step('g/y'), passed('g/y'), conflict('g/y', 5)];
    const say = (unit: string, more: string) =>
      `g/x and ${unit} both changed m.txt, n.txt${more}; the first is merged, the second has to run again from there`;
    expect(fail(units, 'g')).toBe('nothing of g has failed');
    expect(fail(y, 'g')).toStrictEqual(because(16, 'conflict', say('g/y', ' and 3 more'), {}, 'g'));
    const z = [...y, ...unitStands('g/z', 17), step('g/z'), passed('g/z'), conflict('g/z', 2)];
    const long = draft('UnitConflicted', { path: 'g/y', with: 'g/x', files: ['x'.repeat(20_000)], count: 1 });
    const [said] = fail([...y.slice(0, -1), long], 'g') as readonly Draft[];
    expect(said).toHaveProperty('data.error.text.length', 16_000);
    expect(fail(z, 'g')).toStrictEqual(
      because(16, 'conflict', `${say('g/y', ' and 3 more')}\n${say('g/z', '')}`, {}, 'g'),
    );
  });
});

describe('a step', () => {
  it('passes on the head as it is, where it changes nothing', () => {
    const pass = { type: 'PassStep', path: 'a' } as const;
    expect(decided(a, pass)).toStrictEqual([caused(6, passed('a'))]);
    for (const no of [a.slice(0, 5), [...a, failed('a')], begun(codeStep('a'))])
      expect(decided(no, pass)).toBe('a is in no attempt');
  });

  it('passes in the worktree of its unit, once that is there', () => {
    const unit = [...begun({ ...group('g', codeStep('u')), parallel: {} }), step('g/u'), attempt('g/u')];
    expect(decided(unit, { type: 'PassStep', path: 'g/u' })).toBe('g/u has no worktree');
  });

  it('that holds others fails as its last attempt did', () => {
    const end = { type: 'FailGroup', path: 'a' } as const;
    expect(decided([...a, failed('a')], end)).toStrictEqual([
      caused(7, draft('StepFailed', { path: 'a', attempt: 1, reason: 'agent' })),
    ]);
    for (const no of [a, a.slice(0, 5), begun(codeStep('a'))])
      expect(decided(no, end)).toBe('a has not failed');
  });
});
