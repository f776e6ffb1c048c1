import { describe, expect, it } from 'vitest';
import type { CommandOf } from '../../../src/engine/command.js';
import { decide } from '../../../src/engine/decide.js';
import type { Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import { review } from '../../support/reviewed.js';
import { agent, BRANCH, begun, COMMIT, codeStep, draft, given, object, TREE } from '../../support/run.js';

const REFS = 'refs/refold/20261121-040000-1a2b3c';
const CHANGED = object('e', 1);
const ABOUT = { path: 'a', attempt: 1 };
const UNDER_WAY = { operation: 'merge', commits: [object('c', 7)] };
const FOUND: CommandOf<'ReportWork'>['found'] = {
  tree: CHANGED,
  tip: COMMIT,
  descends: true,
  head: { attached: true, commit: COMMIT },
  files: { count: 1, list: [] },
};
type Found = Partial<typeof FOUND>;

/** An agent has ended, well or not, in the first attempt of this step. */
const called = (node: Partial<StepNode> = {}, succeeded = true): readonly Draft[] => [
  ...begun({ ...codeStep('a'), ...node }),
  draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { ...ABOUT, agent }),
  draft('CallIntended', { ...ABOUT, call: 1, agent, prompt: [] }),
  draft('CallFinished', { intent: 7, succeeded, exit: 0, output: { text: '' }, ms: 1, leftovers: 0 }),
];

/** What follows where its agent has left this. */
const left = (before: readonly Draft[], found: Found) =>
  decide(
    {
      type: 'ReportWork',
      path: 'a',
      head: { commit: COMMIT, tree: TREE },
      found: { ...FOUND, ...found },
      changed: ['x.txt'],
      diff: { text: 'a change' },
      answer: undefined,
      kept: undefined,
    },
    given(before),
  );

const failedFor = (text: string) => ({
  right: [{ type: 'WorkObserved' }, { type: 'AttemptFailed', data: { reason: 'unmerged', error: { text } } }],
});

describe('files that an agent left unmerged in the index of git', () => {
  const two = { unmerged: ['x.txt', 'y.txt'] };

  it('fail its attempt, which says of which operation and what they are', () => {
    const decision = left(called(), { underWay: UNDER_WAY, unmerged: ['x.txt'] });
    const text =
      'it left a merge unfinished, x.txt: unmerged; each is to be resolved, and added by `git add`';
    expect(decision).toMatchObject(failedFor(text));
    expect(decision).toMatchObject({ right: [{ data: { underWay: UNDER_WAY } }, {}] });
    expect(left(called(), two)).toMatchObject(
      failedFor('it left x.txt, y.txt: unmerged; each is to be resolved, and added by `git add`'),
    );
  });

  it('are told of the operation that was ended when HEAD was put back before that look', () => {
    const unfinished = { operation: 'rebase', keeps: [] };
    const back = draft('ReattachIntended', { branch: BRANCH, path: 'a', to: COMMIT, keeps: 'r', unfinished });
    const text = expect.stringMatching(/^it left a rebase unfinished, x\.txt/);
    expect(left([...called(), back, draft('HeadReattached', { intent: 9 })], two)).toMatchObject(
      failedFor(text),
    );
  });

  it('are no more than counted where they are many', () => {
    const unmerged = Array.from({ length: 22 }, (_, at) => `f${at}`);
    const text = expect.stringContaining('f18, f19 and 2 more: unmerged');
    expect(left(called(), { unmerged })).toMatchObject(failedFor(text));
  });

  it('reject the turn of one whose work is reviewed, which turns again', () => {
    const concern = expect.stringContaining('x.txt, y.txt: unmerged');
    expect(left(called({ review }), two)).toMatchObject({
      right: [
        { type: 'WorkObserved' },
        { type: 'WorkJudged', data: { accepted: false, category: 'half_finished', concern } },
        { type: 'MessagePosted' },
      ],
    });
  });

  it('are no fault of one that may not write, nor where somebody else left them so', () => {
    const alone = { right: { length: 1 } };
    expect(left(called({ worktree: 'read-only' }), { ...two, tree: TREE })).toMatchObject(alone);
    const files = two.unmerged.map((path) => ({ path, kind: 'MODIFIED' }));
    const drift = { choice: 'proceed', verdict: 'drift', count: 2, files, snapshot: 'r' };
    expect(left([...called(), draft('DriftResolved', drift)], two)).toMatchObject(alone);
  });

  it('are not what a failed call failed for', () => {
    expect(left(called({}, false), two)).toMatchObject({ right: { length: 1 } });
  });
});

const failing = draft('AttemptFailed', { ...ABOUT, reason: 'gate', error: { text: '' } });
const looked = (purpose: 'checkpoint' | 'placeholder', found: Found): CommandOf<'ReportInspection'> => ({
  type: 'ReportInspection',
  path: 'a',
  purpose,
  head: { commit: COMMIT, tree: TREE },
  found: { ...FOUND, ...found },
});

describe('what git was in the middle of', () => {
  const underWay = UNDER_WAY;
  const unfinished = (seq: number) => ({
    operation: 'merge',
    keeps: [`${REFS}/found-${seq}-${object('c', 7).slice(0, 12)}`],
  });

  it.each([
    ['a checkpoint', called(), looked('checkpoint', { underWay })],
    ['a placeholder', [...called(), failing], looked('placeholder', { underWay })],
    [
      'HEAD that is put back',
      called(),
      looked('checkpoint', { underWay, head: { attached: false, commit: COMMIT } }),
    ],
  ] as const)(
    'is named by the event that ends it, with the refs that keep what it held: %s',
    (_, before, found) => {
      expect(decide(found, given(before))).toMatchObject({
        right: [{ data: { unfinished: unfinished(before.length + 1) } }],
      });
    },
  );

  it('is so too where the work is committed as it was looked at', () => {
    const observed = draft('WorkObserved', {
      path: 'a',
      attempt: 1,
      head: COMMIT,
      tree: CHANGED,
      files: { count: 1, list: [] },
      diff: { text: '' },
      underWay,
    });
    const before = [...called(), observed];
    expect(decide({ type: 'CommitWork', path: 'a' }, given(before))).toMatchObject({
      right: [{ data: { kind: 'checkpoint', unfinished: unfinished(before.length + 1) } }],
    });
  });
});
