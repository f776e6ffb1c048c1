import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DataOf, Draft } from '../../src/events/catalogue.js';
import { bridge, bridgeOf } from '../../src/projections/bridge.js';
import { project } from '../../src/projections/projection.js';
import { tries } from '../support/fastCheck.js';
import { fates, liveThrough } from '../support/histories.js';
import { writeLog } from '../support/lines.js';
import { called } from '../support/reviewed.js';
import { begun, codeStep, draft } from '../support/run.js';

const says = (from: string, kind: string, signal?: string): Draft =>
  draft('MessagePosted', {
    path: 'a',
    attempt: 1,
    iteration: 1,
    from,
    to: from === 'worker' ? 'evaluator' : 'worker',
    kind,
    content: { text: '' },
    ...(signal ? { signal } : {}),
  });

const bridgeAt = (drafts: readonly Draft[]) =>
  bridgeOf(project(bridge, writeLog(drafts.map((one) => [[one]])).stored));

const turn = [
  says('refold', 'task'),
  says('worker', 'result'),
  says('worker', 'signal', 'DONE'),
  says('evaluator', 'review', 'FAIL'),
];

describe('the bridge', () => {
  it('counts the messages by who said them and what they are', () => {
    expect(bridgeAt([...called(), ...turn])).toStrictEqual({
      run: '20261121-040000-1a2b3c',
      number: 1,
      workflow: 'w',
      messages: 4,
      done: true,
      pass: 0,
      fail: 1,
      agents: [
        { agent: 'refold', as: 'refold', messages: 1, kinds: { task: 1 } },
        { agent: 'command', as: 'worker', messages: 2, kinds: { result: 1, signal: 1 } },
        { agent: 'command', as: 'evaluator', messages: 1, kinds: { review: 1 } },
      ],
    });
  });

  it('knows nothing of it where nobody reviews, and nothing at all without a run', () => {
    expect(bridgeAt(begun(codeStep('a')))).toMatchObject({ messages: 0, done: false, agents: [] });
    expect(bridgeAt([])).toBeUndefined();
  });

  it('is done as long as the latest result is called so', () => {
    const goesOn = [...called(), ...turn, says('worker', 'result')];
    expect(bridgeAt(goesOn)).toMatchObject({ done: false });
    expect(
      bridgeAt([...goesOn, says('worker', 'signal', 'DONE'), says('evaluator', 'review', 'PASS')]),
    ).toMatchObject({
      done: true,
      pass: 1,
      fail: 1,
    });
    expect(bridgeAt([...goesOn, says('worker', 'signal', 'DONE'), says('refold', 'task')])).toMatchObject({
      done: false,
    });
  });

  it('has totals that are a count of the log', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored } = liveThrough(fate);
        const found = bridgeOf(project(bridge, stored));
        const all = stored.flatMap(({ known, event }) =>
          known && event.type === 'MessagePosted' ? [event.data as DataOf<'MessagePosted'>] : [],
        );
        const signalled = (which: string): number => all.filter(({ signal }) => signal === which).length;
        expect([found?.messages, found?.pass, found?.fail]).toEqual([
          all.length,
          signalled('PASS'),
          signalled('FAIL'),
        ]);
        expect(found?.agents.reduce((sum, { messages }) => sum + messages, 0)).toBe(all.length);
        for (const { kinds, messages } of found?.agents ?? [])
          expect(Object.values(kinds).reduce((sum, count) => sum + count, 0)).toBe(messages);
      }),
      tries(40),
    );
  });
});
