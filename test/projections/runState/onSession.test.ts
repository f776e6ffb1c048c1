import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import { sessionKey } from '../../../src/projections/runState/sessionState.js';
import { attempt, call, finished, step } from '../../support/moments.js';
import { agent, begun, codeStep, draft, given, talkers } from '../../support/run.js';

const [claude, , codex] = talkers;
const a = [...begun(codeStep('a')), step('a'), attempt('a', 1, { agent: claude })];
const begins = (
  intent: number,
  session: string,
  by: typeof claude | typeof codex = claude,
): readonly Draft[] => [
  call('a', 1, { agent: by, session: { how: 'new' } }),
  draft('SessionBound', { intent, session }),
];
const continues = (id: string): Draft => call('a', 1, { agent: claude, session: { how: 'continue', id } });
const spendOf = (drafts: readonly Draft[]) => {
  const { spend, steps } = given(drafts);
  expect(steps.get('a')?.attempt?.spend.known).toEqual(spend.known);
  return spend;
};
const sessionOf = (drafts: readonly Draft[], key: string) => given(drafts).sessions.get(key);

describe('what calls used', () => {
  it('is added up, over those that end and those that are cut off', () => {
    const cut = draft('CallInterrupted', {
      intent: 9,
      why: '',
      output: { text: '' },
      leftovers: 0,
      usage: { tokensIn: 2, turns: 1, cost: 0.5 },
    });
    const both = [...a, call('a'), finished(7, { usage: { tokensIn: 1, cost: 1 } }), call('a'), cut];
    expect(spendOf(both)).toEqual({
      known: { tokensIn: 3, turns: 1, cost: 1.5 },
      estimated: 0,
      untold: 0,
      unpriced: 0,
    });
  });

  it('counts for the run, though its attempt is over', () => {
    const late = [...a, call('a'), attempt('a', 2), finished(7, { usage: { tokensIn: 3 } })];
    const { spend, steps } = given(late);
    expect([spend.known, steps.get('a')?.attempt?.spend.known]).toEqual([{ tokensIn: 3 }, {}]);
  });

  it('is untold where an agent that could tell did not, or nothing is known of the program', () => {
    const silent = [...a, call('a', 1, { agent: claude }), finished(7)];
    expect(spendOf(silent)).toMatchObject({ untold: 1, unpriced: 0 });
    const played = { name: 'scripted', provider: 'scripted' };
    expect(spendOf([...a, call('a', 1, { agent: played }), finished(7)])).toMatchObject({ untold: 0 });
    expect(spendOf([...a, call('a', 1, { agent }), finished(7)])).toMatchObject({ untold: 1, unpriced: 0 });
    const turns = [...a, call('a', 1, { agent: claude }), finished(7, { usage: { turns: 2 } })];
    expect(spendOf(turns)).toMatchObject({ known: { turns: 2 }, untold: 1 });
  });

  it('has no price where neither the program nor prices gave one', () => {
    const used = (more: object) => spendOf([...a, call('a'), finished(7, more)]);
    expect(used({ usage: { tokensIn: 1 } })).toMatchObject({ unpriced: 1, estimated: 0 });
    expect(used({ usage: { tokensOut: 1 } })).toMatchObject({ unpriced: 1 });
    expect(used({ usage: { tokensIn: 0, tokensOut: 0 } })).toMatchObject({ unpriced: 0 });
    expect(used({ usage: { tokensIn: 1, cost: 0 } })).toMatchObject({ unpriced: 0 });
    expect(used({ usage: { tokensIn: 1 }, estimate: { cost: 0.5, of: 'd' } })).toMatchObject({
      unpriced: 0,
      estimated: 0.5,
    });
  });

  it('and was not told is settled by a later count over the same conversation', () => {
    const silent = [...a, ...begins(7, 's'), finished(7), continues('s'), finished(10)];
    expect(spendOf(silent).untold).toBe(2);
    expect(sessionOf(silent, 'claude s')).toMatchObject({ untold: 2, counted: {} });
    const counted = { tokensIn: 30 };
    const told = [...silent, continues('s'), finished(12, { usage: { tokensIn: 30 }, counted })];
    expect(spendOf(told)).toMatchObject({ known: { tokensIn: 30 }, untold: 0 });
    expect(sessionOf(told, 'claude s')).toMatchObject({ untold: 0, counted });
  });

  it('stays untold where the count tells no tokens, or is over another conversation', () => {
    const silent = [...a, ...begins(7, 's'), finished(7)];
    const turns = [
      ...silent,
      continues('s'),
      finished(10, { usage: { tokensIn: 1 }, counted: { turns: 4 } }),
    ];
    expect(spendOf(turns).untold).toBe(1);
    expect(sessionOf(turns, 'claude s')).toMatchObject({ untold: 1, counted: { turns: 4 } });
    const unsaid = [...silent, continues('s'), finished(10, { counted: { tokensIn: 4 } })];
    expect(spendOf(unsaid).untold).toBe(2);
    const other = [
      ...silent,
      ...begins(10, 's2'),
      finished(10, { usage: { tokensIn: 1 }, counted: { tokensIn: 1 } }),
    ];
    expect(spendOf(other).untold).toBe(1);
    expect(sessionOf(other, 'claude s')?.counted).toEqual({});
  });

  it('of a call that began anew is not counted to the conversation that was chosen for it', () => {
    const chosen = call('a', 1, { agent: claude, session: { how: 'new', id: 's' } });
    const events = [...a, ...begins(7, 's'), finished(7), attempt('a', 2, { agent: claude })];
    const later = [...events, { ...chosen, data: { ...chosen.data, attempt: 2 } } as Draft, finished(11)];
    expect(given(later).sessions.get('claude s')?.untold).toBe(1);
  });
});

describe('a conversation', () => {
  it('belongs to the provider of its agent, and to where that worked', () => {
    const both = [...a, ...begins(7, 's'), finished(7), ...begins(10, 's', codex)];
    expect([...given(both).sessions.keys()]).toEqual(['claude s', 'codex s']);
    expect(sessionKey('codex', 's')).toBe('codex s');
    expect(sessionOf(both, 'codex s')).toMatchObject({ path: 'a', untold: 0, dropped: undefined });
  });

  it('is remembered by the step for each of its agents, until that begins another', () => {
    const sessions = (drafts: readonly Draft[]) => [...(given(drafts).steps.get('a')?.sessions ?? [])];
    const one = [...a, ...begins(7, 's'), finished(7)];
    expect(sessions(one)).toEqual([['claude-a', 's']]);
    expect(sessions([...one, call('a', 1, { agent: claude })])).toEqual([]);
    expect(sessions([...one, continues('t')])).toEqual([['claude-a', 't']]);
    expect(sessions([...one, ...begins(10, 'u', codex)])).toEqual([
      ['claude-a', 's'],
      ['codex', 'u'],
    ]);
  });

  it('that is lost is lost to the attempt once, and its turn is taken again', () => {
    const lose = (intent: number, session: string): Draft =>
      draft('SessionLost', { intent, session, why: 'gone' });
    const going = [...a, ...begins(7, 's'), finished(7), continues('s')];
    const lost = [...going, lose(10, 's')];
    const attemptOf = (drafts: readonly Draft[]) => given(drafts).steps.get('a')?.attempt;
    expect(attemptOf(lost)).toMatchObject({
      session: undefined,
      lost: { intent: 10, session: 's', why: 'gone' },
    });
    expect(given(lost).steps.get('a')?.sessions.size).toBe(0);
    expect(attemptOf([...lost, lose(10, 't')])?.lost?.session).toBe('s');
    expect(attemptOf([...going, lose(10, 't')])).toMatchObject({ session: 's' });
    const failed = finished(10, { succeeded: false });
    expect(attemptOf([...lost, failed])?.call?.state).toBe('interrupted');
    expect(attemptOf([...lost, finished(10)])?.call?.state).toBe('succeeded');
    expect(attemptOf([...going, failed])?.call?.state).toBe('failed');
    const again = [...lost, failed, continues('t'), finished(13, { succeeded: false })];
    expect(attemptOf(again)?.call?.state).toBe('failed');
  });

  it('passes to the step that goes on with it', () => {
    const next = [
      ...begun(codeStep('a'), codeStep('b')),
      step('a'),
      attempt('a', 1, { agent: claude }),
      ...begins(7, 's'),
      finished(7),
      step('b'),
      attempt('b', 1, { agent: claude }),
      call('b', 1, { agent: claude, session: { how: 'continue', id: 's' } }),
    ];
    expect(sessionOf(next.slice(0, -1), 'claude s')?.path).toBe('a');
    expect(sessionOf(next, 'claude s')?.path).toBe('b');
  });
});
