import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/engine/command.js';
import { decide } from '../../src/engine/decide.js';
import type { Effect } from '../../src/engine/effect.js';
import { catalogue } from '../../src/events/catalogue.js';
import { tries } from '../support/fastCheck.js';
import { fates, liveThrough } from '../support/histories.js';
import { outcomeOf } from '../support/outcomes.js';
import { codeStep, created, life, object } from '../support/run.js';

/** Commands of every type, that may fit the state or not. */
const anyCommand = fc
  .record({
    type: fc.nat({ max: 30 }),
    path: fc.constantFrom('s0', 's1', 'g0', 'g0/s0', 'g1/s1', 's0/one', 'nowhere'),
    seq: fc.nat({ max: 80 }),
    choice: fc.nat({ max: 99 }),
  })
  .map(({ type, path, seq: intent, choice }) => (state: Parameters<typeof decide>[1]): Command => {
    const inspection: Effect = {
      kind: 'inspect',
      purpose: choice % 2 === 0 ? 'checkpoint' : 'placeholder',
      path,
    };
    const commands: Command[] = [
      { type: 'CreateRun', facts: created(codeStep('s0')), life: life() },
      {
        type: 'ResumeRun',
        plan: {
          was: 'interrupted',
          retried: [{ path, reason: 'gate' }],
          skipped: 0,
          pending: { count: 0, next: [] },
          settling: [],
        },
        life: life(choice + 1),
      },
      {
        type: 'ReplayRun',
        plan: {
          from: path,
          cut: intent,
          cleared: [path],
          resetTo: object('c', 1),
          resets: [{ unit: '', to: { commit: object('c', 1), tree: object('e', 1) } }],
          settling: [],
        },
        life: life(choice + 1),
      },
      { type: 'RequestStop', reason: 'interrupted' },
      { type: 'StopRun', reason: 'failed', step: path },
      { type: 'IntendWorktree', unit: choice % 2 ? '' : path },
      { type: 'StartStep', path },
      { type: 'StartAttempt', path },
      { type: 'IntendCall', path },
      { type: 'IntendGate', path, gate: choice % 2 ? 'bash' : 'none' },
      { type: 'IntendReset', path },
      { type: 'IntendUnwind', path },
      { type: 'FailAttempt', path },
      { type: 'PassGroup', path },
      { type: 'MergeNothing', path },
      { type: 'FailGroup', path },
      outcomeOf(state as never, inspection, choice, () => choice) ?? { type: 'MergeNothing', path },
      { type: 'ReportSpawned', intent, pid: 1, start: '', argv: [] },
      { type: 'ReportAdopted', intent },
      {
        type: 'FinishCall',
        intent,
        succeeded: true,
        exit: 0,
        output: { text: '' },
        ms: 0,
        leftovers: 0,
        session: choice % 2 ? 'x' : undefined,
        sessionLost: choice % 3 ? 'gone' : undefined,
      },
      { type: 'InterruptCall', intent, why: '', output: { text: '' }, leftovers: 0, session: undefined },
      { type: 'FinishGate', intent, result: 'passed', output: { text: '' }, ms: 0, leftovers: 0 },
      { type: 'InterruptGate', intent, why: '' },
      { type: 'ReportWorktree', intent },
      { type: 'ReportReattached', intent },
      { type: 'ReportCommit', intent, commit: object('c', 5) },
      { type: 'ReportReset', intent, kept: object('c', 6) },
      { type: 'ReportUnwound', intent },
      { type: 'ReportNotUnwound', intent, tip: { commit: object('c', 7), tree: object('e', 7) } },
    ];
    return commands[type % commands.length] ?? { type: 'MergeNothing', path };
  });

describe('decide', () => {
  it('never throws, whatever is asked of whatever state, and every event that it emits decodes', () => {
    fc.assert(
      fc.property(fates, fc.array(anyCommand, { minLength: 10, maxLength: 40 }), (fate, commands) => {
        const { state } = liveThrough(fate);
        for (const make of commands) {
          const decided = decide(make(state), state);
          if (E.isLeft(decided))
            expect(decided.left).toMatchObject({ _tag: 'Rejection', because: expect.stringMatching(/./) });
          else
            for (const draft of decided.right)
              expect(catalogue[draft.type].data.is(draft.data), draft.type).toBe(true);
        }
      }),
      tries(200),
    );
  });

  it('names as the cause of every event one that came before it', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        for (const { event } of liveThrough(fate).stored) {
          if (event.cause !== undefined) expect(event.cause).toBeLessThan(event.seq);
          else expect(['RunCreated', 'RunForked', 'LifeBegan', 'StopRequested']).toContain(event.type);
        }
      }),
      tries(100),
    );
  });
});
