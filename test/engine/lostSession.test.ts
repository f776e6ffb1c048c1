import { describe, expect, it } from 'vitest';
import { newSessionId, sessionFor } from '../../src/engine/session.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { runState } from '../../src/projections/runState.js';
import { attempt, call, decided, failed, finished, lifeBegan, passed, step } from '../support/moments.js';
import { begun, codeStep, draft, forkedAt, given, talkers } from '../support/run.js';

const [claude, opus, codex] = talkers;
const talk = (name: string, more: Partial<StepNode> = {}): StepNode => ({
  ...codeStep(name, [], 4),
  agent: claude,
  ...more,
});
const asked = (path: string, id: string | undefined, n = 1): Draft =>
  call(path, n, { agent: claude, session: id === undefined ? { how: 'new' } : { how: 'continue', id } });
const bound = (intent: number, session: string): Draft => draft('SessionBound', { intent, session });
const lost = (intent: number, session: string): Draft =>
  draft('SessionLost', { intent, session, why: 'gone' });
const cut = (intent: number): Draft =>
  draft('CallInterrupted', { intent, why: 'x', output: { text: '' }, leftovers: 0 });
const by = (path: string, n = 1, agent: (typeof talkers)[number] = claude): Draft =>
  attempt(path, n, { agent });

const chosen = (drafts: readonly Draft[], path = 'a') => {
  const state = given(drafts);
  return sessionFor(state, path, state.index.steps.get(path)?.node ?? codeStep('none'));
};
const attemptOf = (drafts: readonly Draft[], path: string) => given(drafts).steps.get(path)?.attempt;

/** `a` has been in `s`, by seq 5 to 10. */
const talked = [
  ...begun(talk('a'), talk('b', { session: 'a' })),
  ...[step('a'), by('a'), asked('a', undefined), bound(7, 's'), finished(7, { output: { text: 'said' } })],
];

describe('a conversation', () => {
  it('is none where no agent is at work', () => {
    expect(chosen(begun(talk('a')))).toEqual({});
    expect(chosen([...begun(talk('a')), step('a')])).toEqual({});
    expect(chosen([...begun(talk('a')), step('a'), attempt('a', 1, {})])).toEqual({});
    expect(sessionFor(runState.empty(), 'a', talk('a'))).toEqual({});
    const { steps, ...rest } = given([...begun(talk('a')), step('a'), by('a')]);
    expect(sessionFor({ ...rest, steps, run: undefined }, 'a', talk('a'))).toEqual({});
  });

  it('that refold names has an id by the run and the place of the next event', () => {
    const next = [...begun(talk('a')), step('a'), by('a')];
    expect(chosen(next).session).toEqual({ how: 'new', id: newSessionId('20261121-040000-1a2b3c', 7) });
    expect(decided(next, { type: 'IntendCall', path: 'a' })).toMatchObject([
      { data: { session: { how: 'new', id: newSessionId('20261121-040000-1a2b3c', 7) } } },
    ]);
    const given_ = [...begun(talk('a', { agent: codex })), step('a'), by('a', 1, codex)];
    expect(chosen(given_).session).toEqual({ how: 'new' });
  });

  it('that nobody was in is not handed out', () => {
    const never = [...begun(talk('a')), step('a'), by('a'), asked('a', 'unknown'), cut(7)];
    expect(chosen(never).session).toEqual({ how: 'continue', id: 'unknown' });
    expect(decided(never, { type: 'IntendCall', path: 'a' })).toBe('claude-a has no such session');
  });

  it('that is not gone on with is told of, before the call', () => {
    const b = [...begun(talk('a'), talk('b', { session: 'a' })), step('b'), by('b')];
    expect(decided(b, { type: 'IntendCall', path: 'b' })).toMatchObject([
      { type: 'SessionNotContinued', data: { path: 'b', attempt: 1, why: 'not run', from: 'a' } },
      { type: 'CallIntended', cause: 7 },
    ]);
  });

  it('of a step that there is not anywhere is one that did not run', () => {
    const far = [...begun(talk('a', { session: 'nobody' })), step('a'), by('a')];
    expect(chosen(far).instead).toEqual({ why: 'not run' });
  });

  it('of another agent in between is told to have changed, only where there was one', () => {
    const other = [...talked, failed('a'), by('a', 2, opus)];
    expect(chosen(other).instead).toEqual({ why: 'agent changed' });
    const silent = [...begun(talk('a')), step('a'), by('a'), asked('a', undefined), finished(7), failed('a')];
    expect(chosen([...silent, by('a', 2, opus)]).instead).toBeUndefined();
    expect(chosen([...silent, by('a', 2)]).instead).toBeUndefined();
    const back = [
      ...other,
      call('a', 2, { agent: opus, session: { how: 'new' } }),
      bound(12, 'o'),
      finished(12),
      failed('a', 2),
    ];
    expect(chosen([...back, by('a', 3, opus)]).session).toEqual({ how: 'continue', id: 'o' });
    expect(chosen([...back, by('a', 3)])).toMatchObject({
      session: { how: 'new' },
      instead: { why: 'agent changed' },
    });
  });
});

describe('a conversation that is lost', () => {
  it('is told again by the attempt that was in it: the one before', () => {
    const next = [...talked, failed('a'), by('a', 2), asked('a', 's', 2), lost(12, 's'), cut(12)];
    const { session, retold } = chosen(next);
    expect(session?.how).toBe('new');
    expect(retold).toEqual(attemptOf(talked.concat(failed('a')), 'a'));
  });

  it('or that of the step which was named', () => {
    const b = [...talked, passed('a'), step('b'), by('b'), asked('b', 's'), lost(13, 's'), cut(13)];
    expect(chosen(b, 'b').retold).toEqual(attemptOf(talked, 'a'));
  });

  it('or the one before, if nobody is known to have been in it, or the attempt itself', () => {
    const elsewhere = [...talked, failed('a'), by('a', 2), asked('a', 't', 2), lost(12, 't'), cut(12)];
    expect(chosen(elsewhere).retold).toEqual(attemptOf(talked.concat(failed('a')), 'a'));
    const first = [...begun(talk('a')), step('a'), by('a'), asked('a', 't'), lost(7, 't'), cut(7)];
    expect(chosen(first).retold).toEqual(attemptOf(first, 'a'));
    const named = [...begun(talk('a', { session: 'nobody' })), ...first.slice(4)];
    expect(chosen(named).retold).toEqual(attemptOf(named, 'a'));
  });

  it('to a fork is told again by whoever was in it', () => {
    const forked = [...talked, failed('a'), by('a', 2), lifeBegan(2), forkedAt(12)];
    const { instead, retold } = chosen(forked);
    expect(instead).toEqual({ why: 'forked' });
    expect(retold).toEqual(attemptOf(talked.concat(failed('a')), 'a'));
  });
});
