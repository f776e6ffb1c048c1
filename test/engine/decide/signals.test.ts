import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import type { SignalsNode } from '../../../src/events/tree.js';
import { decided, gate, gateEnded, looked, planned, saw } from '../../support/moments.js';
import { again, called, judgedBy, NEW, rejected, withoutMessages } from '../../support/reviewed.js';
import { draft, object, TREE } from '../../support/run.js';

const signals = (more: Partial<SignalsNode> = {}): { readonly signals: SignalsNode } => ({
  signals: { done: 'DONE', mode: 'reviewer', when: 'done', ...more },
});

/** What a turn comes to in which the worker has said this and changed something. */
const afterTurn = (said: string, more: Partial<SignalsNode> = {}, tree = NEW, file?: string): unknown => {
  const all = decided(called(signals(more), said), looked(tree, file));
  if (typeof all === 'string') return all;
  return withoutMessages(all.slice(1)).map(({ type, data }) => [type, data]);
};

const answer = (said: object): unknown => ['AnswerRead', { path: 'a', attempt: 1, ...said }];
const notDone = [
  'WorkJudged',
  expect.objectContaining({ accepted: false, category: 'not_done', iteration: 1 }),
];

describe('what a worker signals', () => {
  it.each<[string, string, Partial<SignalsNode>, readonly unknown[]]>([
    ['is done', 'all written\nDONE', {}, [answer({ signals: { done: true } })]],
    ['is done by another word', 'FERTIG', { done: 'FERTIG' }, [answer({ signals: { done: true } })]],
    [
      'is more than that it is done',
      'DONE\nPASS',
      { mode: 'both' },
      [answer({ signals: { done: true, pass: true } })],
    ],
    ['is not done where nothing is said', 'I go on', {}, [notDone]],
    ['is not done by a part of a word', 'abandoned. tests do not pass. DONE!', {}, [notDone]],
    ['is not done by the usual word where it is another', 'DONE', { done: 'FERTIG' }, [notDone]],
    ['is not done by PASS', 'PASS', {}, [answer({ signals: { pass: true } }), notDone]],
    ['is judged without DONE where every turn is', 'I go on', { when: 'always' }, []],
  ])('%s: %j', (_, said, more, expected) => {
    expect(afterTurn(said, more)).toEqual(expected);
  });

  it('is also a field of its answer file, alone or beside a case', () => {
    expect(afterTurn('', {}, NEW, '{"signal": "DONE"}')).toEqual([answer({ signals: { done: true } })]);
    const stated = '{"signal": ["DONE", "PASS"], "summary": "s", "ac_coverage": []}';
    expect(afterTurn('', {}, NEW, stated)).toEqual([
      answer({ case: { summary: 's', coverage: [] }, signals: { done: true, pass: true } }),
    ]);
    expect(afterTurn('DONE', {}, NEW, '{"signal": "dunno"}')).toEqual([
      ['TurnNudged', expect.objectContaining({ why: 'case' })],
    ]);
  });

  it('makes a turn that changed nothing one to be judged; without it such a turn is quiet', () => {
    expect(afterTurn('DONE', {}, TREE)).toEqual([answer({ signals: { done: true } })]);
    expect(afterTurn('hm', {}, TREE)).toEqual([['TurnNudged', expect.objectContaining({ why: 'quiet' })]]);
  });

  it('is asked for no case before it is done, where one is required', () => {
    const required = { ...signals(), caseRequired: true };
    const turn = (said: string): unknown => {
      const all = decided(called(required, said), looked(NEW));
      return withoutMessages(all as readonly Draft[])[1];
    };
    expect(turn('half of it')).toMatchObject({ type: 'WorkJudged', data: { category: 'not_done' } });
    expect(turn('DONE')).toMatchObject({ type: 'TurnNudged', data: { why: 'case' } });
  });

  it('leads on without gates and evaluator while it is not done, up to the last iteration', () => {
    const undone = [...called(signals(), 'hm'), saw('a', 1, { tree: NEW }), rejected(1, 'not_done')];
    expect(planned(undone)).toEqual([{ type: 'IntendCall', path: 'a' }]);
    const second = [...undone, ...again(undone.length + 1)];
    expect(decided(second, looked(object('e', 2)))).toMatchObject([
      { type: 'WorkObserved' },
      { type: 'MessagePosted', data: { from: 'worker', to: 'refold', kind: 'result' } },
      { type: 'WorkJudged', data: { iteration: 2, category: 'not_done' } },
      { type: 'AttemptFailed', data: { reason: 'iter_cap' } },
    ]);
  });

  it('is no rejection while it is not done: the cap on these does not end it', () => {
    const capped = [
      ...called({ ...signals(), iterations: 9, rejections: 1 }, 'hm'),
      saw('a', 1, { tree: NEW }),
      rejected(1, 'not_done'),
    ];
    const second = decided(
      [...capped, ...again(capped.length + 1)],
      looked(object('e', 2)),
    ) as readonly Draft[];
    expect(withoutMessages(second)).toMatchObject([{ type: 'WorkObserved' }, { type: 'WorkJudged' }]);
  });
});

type Said = { readonly done?: boolean; readonly pass?: boolean; readonly fail?: string };

/** What becomes of a turn by what the worker signals and the evaluator says. */
const judged = (
  said: Said,
  verdict: 'accept' | 'reject',
  more: Partial<SignalsNode> = {},
  gateResult?: 'passed' | 'failed',
): unknown => {
  const gates = gateResult === undefined ? [] : ['bash'];
  const base = [
    ...called(signals(more), 'x', gates),
    saw('a', 1, { tree: NEW }),
    draft('AnswerRead', { path: 'a', attempt: 1, signals: said }),
    ...(gateResult ? [gate('a'), gateEnded(11, gateResult)] : []),
  ];
  const all = decided(judgedBy({ verdict, ...(verdict === 'reject' ? { concern: 'no' } : {}) }, base), {
    type: 'JudgeWork',
    path: 'a',
  });
  const [first] = all as readonly Draft[];
  const { accepted, category, failedGates } = (first?.data ?? {}) as Record<string, unknown>;
  return accepted ? 'accepted' : (category ?? failedGates ?? 'rejected');
};

describe('a turn is accepted', () => {
  const DONE: Said = { done: true };
  const STANDS: Said = { done: true, pass: true };
  it.each<[string, Said, 'accept' | 'reject', Partial<SignalsNode>, unknown]>([
    ['by the reviewer, once it is done', DONE, 'accept', {}, 'accepted'],
    [
      'by the reviewer alone: what the worker says of it counts for nothing',
      { done: true, fail: 'x' },
      'accept',
      {},
      'accepted',
    ],
    ['not against the reviewer', STANDS, 'reject', {}, 'rejected'],
    ['not before it is done, where every turn is judged', {}, 'accept', { when: 'always' }, 'not_done'],
    ['not by PASS in the place of DONE', { pass: true }, 'accept', { when: 'always' }, 'not_done'],
    ['by both, where both say PASS', STANDS, 'accept', { mode: 'both' }, 'accepted'],
    ['by both, not where the worker says nothing of it', DONE, 'accept', { mode: 'both' }, 'not_agreed'],
    [
      'by both, not where the worker says FAIL',
      { done: true, fail: 'x' },
      'accept',
      { mode: 'both' },
      'not_agreed',
    ],
    ['by both, not where it says both', { ...STANDS, fail: 'x' }, 'accept', { mode: 'both' }, 'not_agreed'],
    [
      'by both, not where the reviewer says FAIL: a worker alone never approves itself',
      STANDS,
      'reject',
      { mode: 'both' },
      'rejected',
    ],
  ])('%s', (_, said, verdict, more, becomes) => {
    expect(judged(said, verdict, more)).toBe(becomes);
  });

  it('never over a proof that fails, whoever says PASS', () => {
    expect(judged({ done: true, pass: true }, 'accept', { mode: 'both' }, 'failed')).toEqual(['bash']);
    expect(judged({ done: true, pass: true }, 'accept', { mode: 'both' }, 'passed')).toBe('accepted');
  });
});
