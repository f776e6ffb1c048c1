import { describe, expect, it } from 'vitest';
import type { Command, CommandOf } from '../../../src/engine/command.js';
import type { Draft } from '../../../src/events/catalogue.js';
import { attempt, call, caused, decided, finished, gate, step } from '../../support/moments.js';
import { begun, codeStep, draft, talkers } from '../../support/run.js';

const [claude] = talkers;
const a = [
  ...begun({ ...codeStep('a'), agent: claude, guard: { maxTurns: 3 } }),
  step('a'),
  attempt('a', 1, { agent: claude }),
];
const asked = { agent: claude, session: { how: 'continue', id: 's-1' } } as const;
const fresh = [...a, call('a', 1, { agent: claude })];
const going = [...a, call('a', 1, asked)];
const END = { intent: 7, succeeded: true, exit: 0, output: { text: '' }, ms: 1, leftovers: 0 };
const CUT = { intent: 7, why: 'killed', output: { text: '' }, leftovers: 0 };

const finish = (more: Partial<CommandOf<'FinishCall'>> = {}): Command => ({
  type: 'FinishCall',
  ...END,
  session: undefined,
  sessionLost: undefined,
  ...more,
});
const activity = (more: Partial<CommandOf<'ReportActivity'>> = {}): Command => ({
  type: 'ReportActivity',
  intent: 7,
  read: 5,
  ms: 0,
  wrote: [],
  session: undefined,
  ...more,
});
const bound = (session: string) => draft('SessionBound', { intent: 7, session });
const elsewhere = draft('SessionLost', {
  intent: 7,
  session: 's-1',
  found: 's-2',
  why: 'its agent began another session',
});

describe('a call', () => {
  it('is spawned, adopted once it was, and ends', () => {
    const spawned = { intent: 7, pid: 9, start: '1', argv: ['x'] };
    expect(decided(fresh, { type: 'ReportSpawned', ...spawned })).toStrictEqual([
      caused(7, draft('AgentSpawned', spawned)),
    ]);
    expect(decided(fresh, { type: 'ReportAdopted', intent: 7 })).toBe('no call 7 is open and spawned');
    expect(
      decided([...fresh, draft('AgentSpawned', spawned)], { type: 'ReportAdopted', intent: 7 }),
    ).toStrictEqual([caused(7, draft('AgentAdopted', { intent: 7 }))]);
    expect(decided(fresh, finish())).toStrictEqual([caused(7, finished(7))]);
    expect(decided(fresh, { type: 'InterruptCall', ...CUT, session: undefined })).toStrictEqual([
      caused(7, draft('CallInterrupted', CUT)),
    ]);
  });

  it.each<Command>([
    { type: 'ReportSpawned', intent: 7, pid: 9, start: '1', argv: [] },
    { type: 'ReportAdopted', intent: 7 },
    finish(),
    { type: 'InterruptCall', ...CUT, session: undefined },
  ])('that is not open takes nothing in: $type', (command) => {
    for (const drafts of [a, [...a, gate('a')], [...fresh, finished(7)]])
      expect(decided(drafts, command)).toMatch(/^no call 7 is open/);
  });
});

describe('the conversation of a call', () => {
  it('is bound when its program names it, and once', () => {
    expect(decided(fresh, finish({ session: 's-1' }))).toStrictEqual([
      caused(7, bound('s-1')),
      caused(8, finished(7)),
    ]);
    expect(decided([...fresh, bound('s-1')], finish({ session: 's-1' }))).toStrictEqual([
      caused(7, finished(7)),
    ]);
    expect(decided(going, activity({ session: 's-1' }))).toStrictEqual([caused(7, bound('s-1'))]);
    expect(decided(fresh, { type: 'InterruptCall', ...CUT, session: 's-1' })).toMatchObject([
      { type: 'SessionBound' },
      { type: 'CallInterrupted' },
    ]);
  });

  it('is lost where its agent began another, and that is told once', () => {
    expect(decided(going, activity({ session: 's-2' }))).toStrictEqual([caused(7, elsewhere)]);
    expect(decided([...going, elsewhere], activity({ session: 's-2' }))).toStrictEqual([]);
    const both = finish({ session: 's-2', sessionLost: 'gone' });
    expect(decided(going, both)).toStrictEqual([caused(7, elsewhere), caused(8, finished(7))]);
    expect(decided([...going, elsewhere], both)).toStrictEqual([caused(7, finished(7))]);
  });

  it('is lost where its program says so, if it was to be gone on with', () => {
    const lost = finish({ sessionLost: 'gone' });
    expect(decided(going, lost)).toStrictEqual([
      caused(7, draft('SessionLost', { intent: 7, session: 's-1', why: 'gone' })),
      caused(8, finished(7)),
    ]);
    expect(decided(fresh, lost)).toStrictEqual([caused(7, finished(7))]);
  });

  it('may be another where a new one was asked for', () => {
    const chosen = [...a, call('a', 1, { agent: claude, session: { how: 'new', id: 's-1' } })];
    expect(decided(chosen, activity({ session: 's-2' }))).toStrictEqual([caused(7, bound('s-2'))]);
  });
});

describe('what a running agent shows', () => {
  it('is told where it says how much it used', () => {
    for (const used of [{ turns: 1 }, { tokens: 2 }, { cost: 0.5 }])
      expect(decided(fresh, activity(used))).toStrictEqual([
        caused(7, draft('ActivitySeen', { intent: 7, read: 5, ...used })),
      ]);
    expect(decided(fresh, activity())).toStrictEqual([]);
    expect(decided(a, activity({ turns: 9 }))).toStrictEqual([]);
  });

  it('counts for its guard what its cost is estimated at, over all of its reports', () => {
    const limited = [
      ...begun({ ...codeStep('a'), guard: { maxCost: 1 } }),
      step('a'),
      attempt('a'),
      call('a'),
    ];
    const seen = draft('ActivitySeen', { intent: 7, read: 1, estimated: 0.6 });
    const types = (all: readonly Draft[] | string) =>
      typeof all === 'string' ? all : all.map(({ type }) => type);
    expect(types(decided(limited, activity({ estimated: 0.6 })))).toEqual(['ActivitySeen']);
    expect(types(decided([...limited, seen], activity({ estimated: 0.6 })))).toEqual([
      'ActivitySeen',
      'GuardTripped',
    ]);
  });

  it('trips its guard once', () => {
    const trip = draft('GuardTripped', {
      intent: 7,
      guard: 'max_turns',
      detail: '4 turns, and 3 are allowed',
    });
    const seen = draft('ActivitySeen', { intent: 7, read: 5, turns: 4 });
    expect(decided(fresh, activity({ turns: 4 }))).toStrictEqual([caused(7, seen), caused(8, trip)]);
    expect(decided([...fresh, trip], activity({ turns: 4 }))).toStrictEqual([caused(7, seen)]);
  });
});

describe('a gate, and what is read from', () => {
  const source = { name: 'log', bash: 'git log' };
  const reading = [...a, draft('ContextIntended', { path: 'a', attempt: 1, index: 0, source })];
  const read = { intent: 7, content: { text: 'x' } };
  const ended = { intent: 7, result: 'passed' as const, output: { text: '' }, ms: 1, leftovers: 0 };

  it('ends, or is cut off', () => {
    expect(decided(reading, { type: 'FinishContext', ...read })).toStrictEqual([
      caused(7, draft('ContextRead', read)),
    ]);
    expect(decided(reading, { type: 'InterruptContext', intent: 7, why: 'w' })).toStrictEqual([
      caused(7, draft('ContextInterrupted', { intent: 7, why: 'w' })),
    ]);
    expect(decided([...a, gate('a')], { type: 'FinishGate', ...ended })).toStrictEqual([
      caused(7, draft('GateFinished', ended)),
    ]);
    expect(decided([...a, gate('a')], { type: 'InterruptGate', intent: 7, why: 'w' })).toStrictEqual([
      caused(7, draft('GateInterrupted', { intent: 7, why: 'w' })),
    ]);
  });

  it('that is not open takes nothing in', () => {
    expect(decided(fresh, { type: 'FinishContext', ...read })).toBe('no context 7 is open');
    expect(decided(fresh, { type: 'InterruptContext', intent: 7, why: '' })).toBe('no context 7 is open');
    expect(decided(fresh, { type: 'FinishGate', ...ended })).toBe('no gate 7 is open');
    expect(decided(fresh, { type: 'InterruptGate', intent: 7, why: '' })).toBe('no gate 7 is open');
  });
});
