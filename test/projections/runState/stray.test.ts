import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { catalogue, type Draft } from '../../../src/events/catalogue.js';
import { anyDraft, arbitraryDraft, EVENT_TYPES } from '../../support/arbitrary.js';
import { tries } from '../../support/fastCheck.js';
import {
  attempt,
  call,
  commit,
  failed,
  finished,
  gate,
  gateEnded,
  passed,
  saw,
  step,
  stopped,
} from '../../support/moments.js';
import { begun, codeStep, draft, given } from '../../support/run.js';

const source = { name: 'log', bash: 'git log' };
const reading = (n = 1): Draft => draft('ContextIntended', { path: 'a', attempt: n, index: 0, source });
const read = (intent: number): Draft => draft('ContextRead', { intent, content: { text: 'x' } });
const a = [...begun(codeStep('a', ['bash'])), step('a'), attempt('a')];
/** A call is 7, a gate 8, something to be read 9, a commit 10: nothing of it has come out yet. */
const open = [...a, call('a'), gate('a'), reading(), commit('checkpoint', { path: 'a' })];

/** The step, without the place of its latest event. */
const stepAfter = (drafts: readonly Draft[]) => {
  const { last: _, ...facts } = given(drafts).steps.get('a') ?? { last: 0 };
  return facts;
};

/** An event of this type, whatever it says. */
const samples = (type: (typeof EVENT_TYPES)[number]): readonly Draft[] =>
  fc.sample(arbitraryDraft(type), { numRuns: 5, seed: 1 });

const OF_THE_RUN: ReadonlySet<string> = new Set(['RunCreated', 'RunForked']);
/** A worktree that is made again is empty, whoever says so. */
const EMPTIES = 'WorktreeRecreated';
const OF_CALLS: ReadonlySet<string> = new Set([
  'AgentSpawned',
  'CallFinished',
  'CallInterrupted',
  'SessionBound',
  'SessionLost',
  'ActivitySeen',
  'GuardTripped',
]);

describe('the state of a run', () => {
  it('takes in any events in any order', () => {
    fc.assert(
      fc.property(fc.array(anyDraft, { maxLength: 30 }), (drafts) => {
        expect(given(drafts).seq).toBe(drafts.length);
        expect(given([...open, ...drafts]).seq).toBe(open.length + drafts.length);
      }),
      tries(50),
    );
  });

  it.each(EVENT_TYPES.filter((type) => !OF_THE_RUN.has(type)))(
    'is the same of a step behind a %s about another one, or none',
    (type) => {
      for (const stray of samples(type)) expect(stepAfter([...open, stray])).toEqual(stepAfter(open));
    },
  );

  it.each(
    EVENT_TYPES.filter((type) => type !== EMPTIES && ('outcome' in catalogue[type] || OF_CALLS.has(type))),
  )('is the same of a step behind a %s of an intent of another kind', (type) => {
    const intents: readonly [number, ReadonlySet<string>][] = [
      [7, OF_CALLS],
      [8, new Set(['GateFinished', 'GateInterrupted'])],
      [9, new Set(['ContextRead', 'ContextInterrupted'])],
    ];
    for (const stray of samples(type))
      for (const [intent, own] of intents) {
        if (own.has(type)) continue;
        const wrong = { ...stray, data: { ...stray.data, intent } } as Draft;
        expect(stepAfter([...open, wrong])).toEqual(stepAfter(open));
      }
  });
});

describe('what comes out late', () => {
  it.each<readonly [string, readonly Draft[]]>([
    ['a call', [finished(7, { output: { text: 'late' } })]],
    ['a call', [draft('CallInterrupted', { intent: 7, why: '', output: { text: 'late' }, leftovers: 0 })]],
    ['a conversation', [draft('SessionLost', { intent: 7, session: 's', why: '' })]],
    ['what it showed', [draft('ActivitySeen', { intent: 7, read: 9, turns: 9 })]],
    ['a guard', [draft('GuardTripped', { intent: 7, guard: 'g', detail: '' })]],
    ['a gate', [gateEnded(8, 'failed')]],
    ['a gate', [draft('GateInterrupted', { intent: 8, why: '' })]],
    ['what is read', [read(9)]],
    ['what is read', [draft('ContextInterrupted', { intent: 9, why: '' })]],
    ['what lay there', [saw('a', 1, { files: { count: 9, list: [] } })]],
    ['a pause', [draft('PauseBegan', { path: 'a', attempt: 1, when: 'before_gate' })]],
    ['a verdict', [draft('GateJudged', { path: 'a', attempt: 1, gate: 'bash', pass: true })]],
    ['an answer', [draft('AnswerRead', { path: 'a', attempt: 1, pass: true })]],
  ])('of %s of an attempt is none of the next one', (_, late) => {
    const next = [...open, failed('a'), attempt('a', 2), call('a', 2), gate('a', 'bash', 2), reading(2)];
    const facts = (drafts: readonly Draft[]) => given(drafts).steps.get('a')?.attempt;
    expect(facts([...next, ...late])).toEqual(facts(next));
  });

  it('of a call, a gate and what is read does not end the one that took its place', () => {
    const facts = (drafts: readonly Draft[]) => given(drafts).steps.get('a')?.attempt;
    const again = [...open, call('a', 1, { call: 2 }), gate('a'), reading()];
    for (const late of [finished(7), gateEnded(8, 'failed'), read(9)])
      expect({ ...facts([...again, late]), spend: 0 }).toEqual({ ...facts(again), spend: 0 });
  });
});

describe('what comes out in time', () => {
  const facts = (...more: readonly Draft[]) => given([...open, ...more]).steps.get('a')?.attempt;

  it('is known of the attempt', () => {
    expect(facts(read(9))?.context.get(0)).toEqual({ seq: 9, state: 'read', content: { text: 'x' } });
    expect(facts()?.context.get(0)).toEqual({ seq: 9, state: 'open', content: undefined });
    expect(facts(draft('ContextInterrupted', { intent: 9, why: '' }))?.context.get(0)?.state).toBe(
      'interrupted',
    );
    expect(facts()?.call).toMatchObject({ seq: 7, call: 1, state: 'open' });
    expect(
      facts(finished(7, { output: { text: 'o' }, error: { text: 'e' }, succeeded: false }))?.call,
    ).toEqual({
      seq: 7,
      call: 1,
      state: 'failed',
      output: { text: 'o' },
      error: { text: 'e' },
    });
    expect(facts(draft('GateInterrupted', { intent: 8, why: '' }))?.gates.get('bash')?.state).toBe(
      'interrupted',
    );
    expect(
      facts(draft('GateJudged', { path: 'a', attempt: 1, gate: 'v', pass: false, error: 'e' }))?.gates.get(
        'v',
      ),
    ).toEqual({
      seq: 11,
      state: 'failed',
      output: undefined,
      error: 'e',
      comments: undefined,
    });
    const seen = draft('ActivitySeen', { intent: 7, read: 9, turns: 2, tokens: 3, cost: 0.5 });
    expect(facts(seen, seen)?.activity).toEqual({ read: 9, turns: 4, tokens: 6, cost: 1 });
    expect(facts(seen, draft('ActivitySeen', { intent: 7, read: 12 }))?.activity).toMatchObject({
      read: 12,
      turns: 2,
    });
    expect(facts(seen, call('a'))?.activity).toMatchObject({ read: 0, turns: 2 });
  });

  it('of a spawned agent tells its launcher and the life that spawned it', () => {
    const spawned = draft('AgentSpawned', { intent: 7, pid: 9, start: '1', argv: [] });
    expect(given([...open, spawned]).intents.get(7)?.spawned).toEqual({ pid: 9, start: '1', life: 1 });
    expect(given(open).intents.get(7)?.spawned).toBeUndefined();
  });

  it('closes its intent, and frees the worktree when all are closed', () => {
    const state = (...more: readonly Draft[]) => given([...open, ...more]);
    expect([...state().intents.keys()]).toEqual([7, 8, 9, 10]);
    expect(state().busy.get('')).toBe(4);
    expect(state(finished(7)).busy.get('')).toBe(3);
    const all = state(finished(7), gateEnded(8, 'passed'), read(9), passed('a'), stopped('x'));
    expect([...all.intents.keys()]).toEqual([10]);
    const kept = draft('WorkKept', { intent: 10, ref: 'r', commit: 'c'.repeat(40), tree: 'e'.repeat(40) });
    expect(given([...open, finished(7), gateEnded(8, 'passed'), read(9), kept]).busy.size).toBe(0);
  });
});
