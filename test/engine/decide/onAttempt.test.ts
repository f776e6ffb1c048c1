import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import {
  attempt,
  caused,
  decided,
  failed,
  IDENT,
  passed,
  step,
  stepFailed,
  unitStands,
} from '../../support/moments.js';
import { agent, BRANCH, begun, COMMIT, codeStep, draft, group, object, TREE } from '../../support/run.js';

const source = { name: 'log', bash: 'git log' };
const reading = [...begun({ ...codeStep('a'), context: [source] }), step('a')];
const a = [...reading, attempt('a')];
const KEEPS = 'refs/refold/20261121-040000-1a2b3c/before-';

describe('what is read for an agent', () => {
  it('is what its step names there, in an attempt that goes on', () => {
    const intent = { path: 'a', attempt: 1, index: 0, source };
    expect(decided(a, { type: 'IntendContext', path: 'a', index: 0 })).toStrictEqual([
      caused(6, draft('ContextIntended', intent)),
    ]);
    expect(decided(a, { type: 'IntendContext', path: 'a', index: 1 })).toBe('a has nothing to read at 1');
    for (const no of [reading, begun(codeStep('b')), [...a, failed('a')]])
      expect(decided(no, { type: 'IntendContext', path: 'a', index: 0 })).toBe('a has nothing to read at 0');
  });
});

describe('what an attempt did that it must not', () => {
  const undo = [...a, failed('a', 1, { undo: true })];

  it('is taken back to where it began', () => {
    expect(decided(undo, { type: 'IntendUndo', path: 'a' })).toStrictEqual([
      caused(
        7,
        draft('ResetIntended', {
          branch: BRANCH,
          to: COMMIT,
          tree: TREE,
          keeps: `${KEEPS}8`,
          why: 'undo',
          ident: IDENT,
          path: 'a',
          attempt: 1,
        }),
      ),
    ]);
  });

  it('in the worktree of its unit', () => {
    const units = [
      ...begun({ ...group('g', codeStep('u'), codeStep('v')), parallel: {} }),
      step('g'),
      ...unitStands('g/u', 6),
      step('g/u', object('c', 1), object('e', 1)),
      attempt('g/u'),
      failed('g/u', 1, { undo: true }),
    ];
    expect(decided(units, { type: 'IntendUndo', path: 'g/u' })).toMatchObject([
      {
        data: { unit: 'g/u', branch: 'b/g/u', to: object('c', 1), tree: object('e', 1), keeps: `${KEEPS}11` },
      },
    ]);
  });

  it('is taken back only where that is due', () => {
    for (const no of [a, reading, [...a, failed('a')], begun(codeStep('b'))])
      expect(decided(no, { type: 'IntendUndo', path: 'a' })).toBe('a has nothing to undo');
  });
});

describe('a pause', () => {
  const when = 'before_gate';
  const began = { path: 'a', attempt: 1, when };
  const waiting = [...a, draft('PauseBegan', began)];
  const answer = { type: 'AnswerPause', path: 'a', when, answer: 'abort', by: 'me' } as const;

  it('begins once in an attempt', () => {
    expect(decided(a, { type: 'BeginPause', path: 'a', when })).toStrictEqual([
      caused(6, draft('PauseBegan', began)),
    ]);
    for (const no of [waiting, reading, begun(codeStep('b'))])
      expect(decided(no, { type: 'BeginPause', path: 'a', when })).toBe('a does not pause before_gate');
  });

  it('is answered once', () => {
    const answered = draft('PauseAnswered', { ...began, answer: 'abort', by: 'me' });
    expect(decided(waiting, answer)).toStrictEqual([caused(7, answered)]);
    for (const no of [a, reading, begun(codeStep('b')), [...waiting, answered]])
      expect(decided(no, answer)).toBe('a waits for no answer');
  });
});

describe('a validator', () => {
  const look: StepNode = { ...codeStep('look'), type: 'validate', worktree: 'read-only' };
  const judged: StepNode = {
    ...codeStep('a'),
    gates: [{ name: 'judge', kind: 'validate', steps: [look, group('more', { ...look, name: 'deep' })] }],
  };
  const running = [...begun(judged), step('a'), attempt('a'), step('a/judge'), attempt('a/judge', 1, {})];
  const answered = (path: string, pass: boolean, comments?: string): readonly Draft[] => [
    step(path),
    attempt(path, 1, { agent }),
    draft('AnswerRead', { path, attempt: 1, pass, ...(comments === undefined ? {} : { comments }) }),
  ];
  const judge = { type: 'JudgeGate', path: 'a', gate: 'judge' } as const;
  const verdict = (more: object) => ({ path: 'a', attempt: 1, gate: 'judge', ...more }) as never;

  it('judges when its workflow is over', () => {
    expect(decided([...running, passed('a/judge')], judge)).toStrictEqual([
      caused(9, draft('GateJudged', verdict({ pass: true }))),
    ]);
    for (const no of [running, running.slice(0, 6), begun(judged)])
      expect(decided(no, judge)).toBe('gate judge of a has no verdict');
  });

  it('tells what its last step had to say', () => {
    const said = [...running, ...answered('a/judge/look', true, 'first'), passed('a/judge')];
    expect(decided(said, judge)).toMatchObject([{ cause: 12, data: { pass: true, comments: 'first' } }]);
    const deeper = [...running, ...answered('a/judge/look', true, 'first')];
    const both = [...deeper, ...answered('a/judge/more/deep', false, 'last'), stepFailed('a/judge')];
    expect(decided(both, judge)).toStrictEqual([
      caused(15, draft('GateJudged', verdict({ pass: false, comments: 'last' }))),
    ]);
    const silent = [...deeper, ...answered('a/judge/more/deep', true), passed('a/judge')];
    expect(decided(silent, judge)).toMatchObject([{ data: { comments: 'first' } }]);
  });

  it('that failed and said nothing tells why it failed', () => {
    expect(decided([...running, stepFailed('a/judge')], judge)).toStrictEqual([
      caused(9, draft('GateJudged', verdict({ pass: false, error: 'its workflow failed (gate)' }))),
    ]);
  });
});
