import { describe, expect, it } from 'vitest';
import { mayContinue, sessionFor } from '../../src/engine/session.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { AgentNode, StepNode } from '../../src/events/tree.js';
import { agent, begun, COMMIT, codeStep, draft, given, group, TREE, talkers } from '../support/run.js';

const [haiku, opus, codex] = talkers;

const talk = (name: string, by: AgentNode, more: Partial<StepNode> = {}): StepNode => ({
  ...codeStep(name),
  agent: by,
  ...more,
});
const step = (path: string): Draft => draft('StepStarted', { path, base: COMMIT, tree: TREE });
const attempt = (path: string, by: AgentNode = haiku, n = 1, overrides: readonly number[] = []): Draft =>
  draft('AttemptStarted', { path, attempt: n, agent: by, ...(overrides.length > 0 ? { overrides } : {}) });
const failed = (path: string, n = 1): Draft =>
  draft('AttemptFailed', { path, attempt: n, reason: 'gate', error: { text: 'x' } });
const passed = (path: string): Draft => draft('StepPassed', { path, attempt: 1, head: COMMIT });
const call = (path: string, by: AgentNode = haiku, n = 1, calls = 1, continues?: string): Draft =>
  draft('CallIntended', {
    path,
    attempt: n,
    call: calls,
    agent: by,
    prompt: [],
    session: continues === undefined ? { how: 'new' } : { how: 'continue', id: continues },
  });
const bound = (intent: number, session: string): Draft => draft('SessionBound', { intent, session });
const ended = (intent: number): Draft =>
  draft('CallFinished', { intent, succeeded: true, exit: 0, output: { text: '' }, ms: 1, leftovers: 0 });
const cut = (intent: number): Draft =>
  draft('CallInterrupted', { intent, why: 'x', output: { text: '' }, leftovers: 0 });
const lost = (intent: number, session: string): Draft =>
  draft('SessionLost', { intent, session, why: 'gone' });

/** Somebody resumes after a step failed for good. */
const resumed: readonly Draft[] = [
  draft('LifeBegan', {
    life: 2,
    lease: 2,
    refold: '0',
    process: { pid: 7, start: '1', host: 'h', boot: 'b', pidns: 'n' },
  }),
  draft('RunResumed', {
    was: 'failed',
    retried: [{ path: 'a', reason: 'gate' }],
    skipped: 0,
    pending: { count: 0, next: [] },
    settling: [],
  }),
];

/** What is chosen for the next call of a step after these events. */
const chosen = (path: string, drafts: readonly Draft[]) => {
  const state = given(drafts);
  const node = state.index.steps.get(path)?.node ?? codeStep('none');
  const { session, instead, retold } = sessionFor(state, path, node);
  return {
    ...(session?.how === 'continue' ? { goesOnWith: session.id } : {}),
    ...(session?.how === 'new' ? { begins: session.id === undefined ? 'unnamed' : 'named' } : {}),
    ...(instead ? { instead } : {}),
    ...(retold ? { retold: true } : {}),
  };
};

/** A step `a` that was in session `s`, by seq 5 to 10; then the first attempt of `b`. */
const behind = (b: StepNode, by: AgentNode = haiku, first: AgentNode = haiku): readonly Draft[] => [
  ...begun(talk('a', first), b),
  ...[step('a'), attempt('a', first), call('a', first), bound(7, 's'), ended(7), passed('a')],
  ...[step('b'), attempt('b', by)],
];
const one = begun(
  talk('a', haiku, { retry: { attempts: 4, overrides: [{ from: 2 }, { from: 3, newSession: true }] } }),
);
const inOne = [...one, step('a'), attempt('a'), call('a'), bound(7, 's')];

describe('the session of a call', () => {
  it.each<[string, string, readonly Draft[], object]>([
    ['is a new one, which refold names', 'a', [...one, step('a'), attempt('a')], { begins: 'named' }],
    ['or which the program names', 'b', behind(talk('b', codex), codex), { begins: 'unnamed' }],
    [
      'is that of the step that is named',
      'b',
      behind(talk('b', haiku, { session: 'a' })),
      { goesOnWith: 's' },
    ],
    [
      'is not that of a step that did not run',
      'b',
      [...begun(talk('a', haiku), talk('b', haiku, { session: 'a' })), step('b'), attempt('b')],
      { begins: 'named', instead: { why: 'not run', from: 'a' } },
    ],
    [
      'is not that of another agent, though of the same program',
      'b',
      behind(talk('b', opus, { session: 'a' }), opus),
      { begins: 'named', instead: { why: 'other agent', from: 'a' } },
    ],
    [
      'is not one of a step that has none',
      'b',
      [
        ...begun(talk('a', haiku), talk('b', haiku, { session: 'a' })),
        ...[step('a'), attempt('a'), call('a'), ended(7), passed('a'), step('b'), attempt('b')],
      ],
      { begins: 'named', instead: { why: 'no session', from: 'a' } },
    ],
    [
      'is none for an agent that keeps none',
      'b',
      behind(talk('b', agent, { session: 'a' }), agent),
      { instead: { why: 'keeps none' } },
    ],
    [
      'is not that of a unit that worked elsewhere',
      'g/b',
      [
        ...begun(talk('a', haiku), { ...group('g', talk('b', haiku, { session: 'a' })), parallel: {} }),
        ...[step('a'), attempt('a'), call('a'), bound(7, 's'), ended(7), passed('a'), step('g')],
        draft('WorktreeIntended', { unit: 'g/b', worktree: '/u', branch: 'b', commit: COMMIT, tree: TREE }),
        ...[step('g/b'), attempt('g/b')],
      ],
      { begins: 'named', instead: { why: 'other worktree', from: 'a' } },
    ],
    [
      'goes on as it was asked for when the call was cut off before it could name it',
      'b',
      [...behind(talk('b', haiku, { session: 'a' })), call('b', haiku, 1, 1, 's'), cut(13)],
      { goesOnWith: 's' },
    ],
    [
      'stays the one that was asked for when the program failed before it could name it',
      'a',
      [
        ...[...inOne, ended(7), failed('a'), attempt('a', haiku, 2, [0]), call('a', haiku, 2, 1, 's')],
        ...[ended(12), failed('a', 2), attempt('a', haiku, 3, [0])],
      ],
      { goesOnWith: 's' },
    ],
    [
      'is the one that took the place of a lost one, when that was cut off in turn',
      'a',
      [
        ...[...inOne, cut(7), call('a', haiku, 1, 2, 's'), lost(10, 's'), cut(10)],
        ...[call('a', haiku, 1, 3), bound(13, 't'), cut(13)],
      ],
      { goesOnWith: 't' },
    ],
    ['goes on after the call was cut off', 'a', [...inOne, cut(7)], { goesOnWith: 's' }],
    [
      'begins anew when nobody knows which it was',
      'a',
      [...one, step('a'), attempt('a'), call('a'), cut(7)],
      { begins: 'named' },
    ],
    [
      'stays in the next attempt',
      'a',
      [...inOne, ended(7), failed('a'), attempt('a', haiku, 2, [0])],
      { goesOnWith: 's' },
    ],
    [
      'ends with an escalation, and that is told',
      'a',
      [...inOne, ended(7), failed('a'), attempt('a', opus, 2, [0])],
      { begins: 'named', instead: { why: 'agent changed' } },
    ],
    [
      'is a new one where the retry says so',
      'a',
      [...inOne, ended(7), failed('a'), attempt('a', haiku, 3, [1])],
      { begins: 'named' },
    ],
    [
      'but only on the attempt that says so first',
      'a',
      [
        ...[
          ...inOne,
          ended(7),
          failed('a'),
          attempt('a', haiku, 3, [1]),
          call('a', haiku, 3),
          bound(12, 't'),
        ],
        ...[ended(12), failed('a', 3), attempt('a', haiku, 4, [1])],
      ],
      { goesOnWith: 't' },
    ],
    [
      'is a new one, told of the old, when the agent has lost it',
      'a',
      [...inOne, cut(7), call('a', haiku, 1, 2, 's'), lost(10, 's'), cut(10)],
      { begins: 'named', retold: true },
    ],
    [
      'goes on in the life after a failure',
      'a',
      [
        ...[...inOne, ended(7), failed('a'), draft('StepFailed', { path: 'a', attempt: 1, reason: 'gate' })],
        ...[...resumed, attempt('a')],
      ],
      { goesOnWith: 's' },
    ],
  ])('%s', (_, path, drafts, expected) => {
    expect(chosen(path, drafts)).toEqual(expected);
  });

  it('goes on in a later life with what the same agent was in last, also behind an escalation', () => {
    const first = [
      ...inOne,
      ended(7),
      failed('a'),
      attempt('a', opus, 2, [0]),
      call('a', opus, 2),
      bound(12, 'o'),
    ];
    const over = [
      ...first,
      ended(12),
      failed('a', 2),
      draft('StepFailed', { path: 'a', attempt: 2, reason: 'gate' }),
    ];
    expect(chosen('a', [...over, ...resumed, attempt('a')])).toEqual({ goesOnWith: 's' });
  });

  const replayed = (from: string, cleared: readonly string[]): Draft =>
    draft('RunReplayed', { from, cut: 4, cleared, resetTo: COMMIT, settling: [] });

  it('is dropped by a replay of its step', () => {
    expect(
      chosen('a', [...inOne, ended(7), passed('a'), replayed('a', ['a']), step('a'), attempt('a')]),
    ).toEqual({
      begins: 'named',
    });
  });

  it('is a new one, told of the old, when a step that is replayed had gone on with it', () => {
    const wentOn = [
      ...behind(talk('b', haiku, { session: 'a' })),
      call('b', haiku, 1, 1, 's'),
      bound(13, 's'),
    ];
    const again = [...wentOn, ended(13), passed('b'), replayed('b', ['b']), step('b'), attempt('b')];
    expect(chosen('b', again)).toEqual({
      begins: 'named',
      instead: { why: 'rewound', from: 'a' },
      retold: true,
    });
  });

  it('inside of a task is that of a step of the same task', () => {
    const split: StepNode = {
      name: 'p',
      type: 'split',
      tasks: [
        { name: 'x', slug: 'x', description: '' },
        { name: 'y', slug: 'y', description: '' },
      ],
      each: [
        talk('one', haiku),
        talk('two', haiku, { session: 'one' }),
        talk('far', haiku, { session: 'a' }),
      ],
    };
    const inTask = (task: string, seq: number): readonly Draft[] => [
      ...[step(`p/${task}`), step(`p/${task}/one`), attempt(`p/${task}/one`)],
      ...[call(`p/${task}/one`), bound(seq + 3, `s-${task}`), ended(seq + 3)],
    ];
    const before = [...begun(talk('a', haiku), split), step('p'), ...inTask('x', 6), ...inTask('y', 12)];
    expect(chosen('p/y/two', [...before, step('p/y/two'), attempt('p/y/two')])).toEqual({
      goesOnWith: 's-y',
    });
    expect(chosen('p/y/far', [...before, step('p/y/far'), attempt('p/y/far')])).toEqual({
      begins: 'named',
      instead: { why: 'other task' },
    });
  });

  it('is never handed to an agent of another provider', () => {
    const state = given(inOne);
    expect(mayContinue(state, haiku, { how: 'continue', id: 's' })).toBe(true);
    expect(mayContinue(state, codex, { how: 'continue', id: 's' })).toBe(false);
  });
});
