import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Command } from '../../src/engine/command.js';
import { decide } from '../../src/engine/decide.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import { looked } from '../support/moments.js';
import { agent, begun, COMMIT, codeStep, draft, given, object, TREE } from '../support/run.js';

const split: StepNode = { ...codeStep('a'), type: 'split', worktree: 'read-only', each: [codeStep('do')] };

/** What the agent answered. */
const PLAN = '[{"name": "One"}]';

/** The agent of a split has ended, by seq 8. */
const ended = (succeeded: boolean, ...before: readonly Draft[]): readonly Draft[] => [
  ...begun({ ...split, guard: { maxTurns: 1 } }),
  draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path: 'a', attempt: 1, agent }),
  draft('CallIntended', { path: 'a', attempt: 1, call: 1, agent, prompt: [] }),
  ...before,
  draft('CallFinished', {
    intent: 7,
    succeeded,
    exit: succeeded ? 0 : 1,
    output: { text: '' },
    ms: 1,
    leftovers: 0,
  }),
];

const then = (drafts: readonly Draft[], command: Command): readonly Draft[] => {
  const decided = decide(command, given(drafts));
  if (E.isLeft(decided)) throw new Error(decided.left.because);
  return decided.right;
};

const typesOf = (drafts: readonly Draft[]): readonly string[] => drafts.map(({ type }) => type);

describe('a plan', () => {
  const tripped = draft('GuardTripped', { intent: 7, guard: 'max_turns', detail: 'too many' });

  it('is taken from an agent that came to its end', () => {
    expect(typesOf(then(ended(true), looked(TREE, PLAN)))).toEqual(['WorkObserved', 'AnswerRead']);
  });

  it('is not taken from an agent that failed, nor from one whose guard has tripped', () => {
    expect(typesOf(then(ended(false), looked(TREE, PLAN)))).toEqual(['WorkObserved']);
    expect(typesOf(then(ended(true, tripped), looked(TREE, PLAN)))).toEqual(['WorkObserved']);
  });
});

describe('what an agent wrote that must not write', () => {
  const observed = draft('WorkObserved', {
    path: 'a',
    attempt: 1,
    head: COMMIT,
    tree: object('e', 1),
    files: { count: 0, list: [] },
    diff: { text: '' },
  });

  it('is taken back however the agent ended', () => {
    const why = { path: 'a', attempt: 1, reason: 'agent', undo: true };
    const [failed] = then([...ended(false), observed], { type: 'FailAttempt', path: 'a' });
    expect(failed?.data).toMatchObject(why);
    const [wrote] = then(ended(true), looked(object('e', 1), PLAN)).slice(1);
    expect(wrote?.data).toMatchObject({ ...why, reason: 'wrote' });
  });
});
