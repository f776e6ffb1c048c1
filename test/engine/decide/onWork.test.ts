import { describe, expect, it } from 'vitest';
import type { CommandOf } from '../../../src/engine/command.js';
import { decide } from '../../../src/engine/decide.js';
import type { Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import { attempt, call, committed, finished, proceeded, step } from '../../support/moments.js';
import { review } from '../../support/reviewed.js';
import { agent, BRANCH, begun, COMMIT, codeStep, draft, given, object, TREE } from '../../support/run.js';

const HEAD = { commit: COMMIT, tree: TREE };
const ABOUT = { path: 'a', attempt: 1 };
const CHANGED = object('e', 1);

/** An agent has ended, well or not, in the first attempt of this step. */
const called = (node: Partial<StepNode> = {}, succeeded = true, path = 'a'): readonly Draft[] => [
  ...begun({ ...codeStep('a'), ...node }),
  ...(path === 'a' ? [] : [draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE })]),
  ...(path === 'a' ? [] : [draft('StepStarted', { path: 'a/t', base: COMMIT, tree: TREE })]),
  draft('StepStarted', { path, base: COMMIT, tree: TREE }),
  draft('AttemptStarted', { path, attempt: 1, agent }),
  draft('CallIntended', { path, attempt: 1, call: 1, agent, prompt: [] }),
  draft('CallFinished', {
    intent: path === 'a' ? 7 : 9,
    succeeded,
    exit: 0,
    output: { text: '' },
    ms: 1,
    leftovers: 0,
  }),
];

const report = (more: Partial<CommandOf<'ReportWork'>> = {}): CommandOf<'ReportWork'> => ({
  type: 'ReportWork',
  path: 'a',
  head: HEAD,
  found: {
    tree: CHANGED,
    tip: COMMIT,
    descends: true,
    head: { attached: true, commit: COMMIT },
    files: { count: 1, list: [] },
  },
  changed: ['x.txt'],
  diff: { text: 'a change' },
  answer: undefined,
  kept: undefined,
  ...more,
});

const OBSERVED = {
  type: 'WorkObserved',
  data: {
    ...ABOUT,
    head: COMMIT,
    tree: CHANGED,
    files: { count: 1, list: [] },
    diff: { text: 'a change' },
  },
  cause: 8,
};
const failed = (reason: string, text: string, more = {}, cause = 9) => ({
  type: 'AttemptFailed',
  data: { ...ABOUT, reason, error: { text }, ...more },
  cause,
});
const answered = (answer: object) => ({ type: 'AnswerRead', data: { ...ABOUT, ...answer }, cause: 9 });

const decided = (drafts: readonly Draft[], more: Partial<CommandOf<'ReportWork'>> = {}) =>
  decide(report(more), given(drafts));

const right = (...events: readonly object[]) => ({ _tag: 'Right', right: events });

describe('what an agent left', () => {
  it('is taken in once, and only behind its call', () => {
    expect(decided(called())).toStrictEqual(right(OBSERVED));
    expect(decided([])).toMatchObject({ left: { because: 'a awaits no look at its work' } });
    expect(decided(called(), { path: 'b' })).toMatchObject({ _tag: 'Left' });
    expect(decided(begun(codeStep('a')))).toMatchObject({ _tag: 'Left' });
    expect(decided([...called(), draft('WorkObserved', OBSERVED.data)])).toMatchObject({ _tag: 'Left' });
    const over = draft('AttemptFailed', { ...ABOUT, reason: 'agent', error: { text: '' } });
    expect(decided([...called(), over])).toMatchObject({ _tag: 'Left' });
  });

  it('says nothing where the branch went on meanwhile', () => {
    expect(decided(called(), { head: { ...HEAD, commit: object('c', 9) } })).toStrictEqual(right());
  });

  it.each([
    ['HEAD elsewhere', { head: { attached: false, commit: object('c', 2) } }, object('c', 1)],
    ['a branch that does not go on from where it was', { descends: false }, COMMIT],
  ])('with %s is looked at again when that is put back', (_, found, to) => {
    const looked = { ...report().found, tip: object('c', 1), ...found };
    expect(decided(called(), { found: looked })).toStrictEqual(
      right({
        type: 'ReattachIntended',
        data: {
          branch: BRANCH,
          path: 'a',
          to,
          head: looked.head.commit,
          tip: object('c', 1),
          keeps: 'refs/refold/20261121-040000-1a2b3c/found-9',
        },
        cause: 8,
      }),
    );
  });

  it('stands on what the agent committed itself, else on the head', () => {
    const at = (tip: string | undefined) => ({ found: { ...report().found, tip } as never });
    expect(decided(called(), at(object('c', 1)))).toMatchObject({
      right: [{ data: { head: object('c', 1) } }],
    });
    expect(decided(called(), at(undefined))).toMatchObject({ right: [{ data: { head: COMMIT } }] });
  });
});

describe('an agent that may not write', () => {
  it.each<readonly [string, Partial<StepNode>]>([
    ['only reads', { worktree: 'read-only' }],
    ['is guarded against it', { guard: { noWrite: true } }],
  ])('because it %s, fails when it did, and that is undone', (_, node) => {
    const text = 'it may not write, and changed x.txt, y.txt; that is undone';
    const both = { changed: ['x.txt', 'y.txt'] };
    expect(decided(called(node), both)).toStrictEqual(right(OBSERVED, failed('wrote', text, { undo: true })));
    expect(decided(called(node), { changed: [] })).toMatchObject({
      right: [{}, { data: { error: { text: 'it may not write, and changed commits; that is undone' } } }],
    });
  });

  it('passes when it did not', () => {
    const same = { found: { ...report().found, tree: TREE }, changed: [] };
    expect(decided(called({ worktree: 'read-only' }), same)).toMatchObject({
      right: [{ type: 'WorkObserved' }],
    });
  });

  it('is not blamed for what lies there when it failed by itself', () => {
    expect(decided(called({ worktree: 'read-only' }, false))).toStrictEqual(right(OBSERVED));
  });
});

describe('a task', () => {
  const tasks = (files: readonly string[] | undefined, attempts?: number): Partial<StepNode> => ({
    type: 'split',
    tasks: [{ name: 'T', slug: 't', description: '', ...(files ? { files } : {}) }],
    each: [codeStep('do', [], attempts)],
  });
  const inTask = (files: readonly string[] | undefined, changed: readonly string[], attempts?: number) =>
    decided(called(tasks(files, attempts), true, 'a/t/do'), { path: 'a/t/do', changed });

  it('keeps to its files', () => {
    expect(inTask(['src'], ['src/x', 'y', 'z'])).toMatchObject({
      right: [
        { type: 'WorkObserved' },
        {
          type: 'AttemptFailed',
          data: {
            reason: 'gate',
            error: { text: 'gate blast_radius failed: outside of src it changed y, z' },
            undo: false,
          },
        },
      ],
    });
    expect(inTask(['src', 'lib'], ['lib/y', 'src/x'])).toMatchObject({ right: { length: 1 } });
  });

  it('whose work is reviewed is told what it changed outside of its files, and turns again', () => {
    const reviewed = { ...codeStep('do'), review };
    const split = called({ ...tasks(['src']), each: [reviewed] }, true, 'a/t/do');
    expect(decided(split, { path: 'a/t/do', changed: ['src/x', 'y'] })).toMatchObject({
      right: [
        { type: 'WorkObserved' },
        {
          type: 'WorkJudged',
          data: {
            accepted: false,
            category: 'scope_creep',
            concern: expect.stringContaining('it changed y'),
          },
        },
        { type: 'MessagePosted' },
      ],
    });
  });

  it('is not blamed for what somebody else changed outside of its files', () => {
    const split = [...called(tasks(['src']), true, 'a/t/do'), proceeded(['y'])];
    const found = (...changed: readonly string[]) => decided(split, { path: 'a/t/do', changed });
    expect(found('src/x', 'y')).toMatchObject({ right: { length: 1 } });
    expect(found('y', 'z')).toMatchObject({
      right: [{}, { data: { error: { text: expect.stringMatching(/it changed z$/) } } }],
    });
  });

  it('is not blamed for any of the files that were accepted, however often the run stood still', () => {
    const split = [...called(tasks(['src']), true, 'a/t/do'), proceeded(['y']), proceeded(['z'])];
    const found = decided(split, { path: 'a/t/do', changed: ['src/x', 'y', 'z'] });
    expect(found).toMatchObject({ right: { length: 1 } });
  });

  it('is blamed for what it changed in a file that somebody else had changed, once that was committed', () => {
    const before = begun(codeStep('first'), { ...codeStep('a'), ...tasks(['src']) });
    const held = [...before, proceeded(['y']), ...committed('first', 6)];
    const began = [...held, ...['a', 'a/t', 'a/t/do'].map((path) => step(path)), attempt('a/t/do')];
    const work = [...began, call('a/t/do'), finished(began.length + 1)];
    const head = { commit: object('c', 1), tree: object('e', 1) };
    expect(decided(work, { path: 'a/t/do', head, changed: ['y'] })).toMatchObject({
      right: [{}, { data: { error: { text: expect.stringMatching(/it changed y$/) } } }],
    });
  });

  it('without files may change all of them', () => {
    expect(inTask(undefined, ['y'])).toMatchObject({ right: { length: 1 } });
    expect(inTask([], ['y'])).toMatchObject({ right: { length: 1 } });
  });

  it('begins anew without what it did outside, if there is an attempt left', () => {
    expect(inTask(['src', 'lib'], ['y'], 2)).toMatchObject({
      right: [{}, { data: { undo: true, error: { text: expect.stringContaining('of src, lib it') } } }],
    });
  });
});

describe('an answer', () => {
  const asked = (type: string) => called({ type });

  it('that was not asked for is none', () => {
    expect(decided(asked('code'), { answer: '{}' })).toStrictEqual(right(OBSERVED));
  });

  it.each([
    ['split', 'plan.json'],
    ['validate', 'validate.json'],
    ['artifact', 'artifact.txt'],
  ])('of a %s step fails the attempt where it is missing or has another form', (type, file) => {
    expect(decided(asked(type))).toStrictEqual(
      right(OBSERVED, failed('answer', `the agent left no .refold/out/${file}`)),
    );
    if (type === 'artifact') return;
    expect(decided(asked(type), { answer: '[1]' })).toMatchObject({
      right: [
        { type: 'WorkObserved', cause: 8 },
        {
          type: 'AttemptFailed',
          data: {
            reason: 'answer',
            error: { text: expect.stringContaining(`.refold/out/${file} is no answer: `) },
          },
          cause: 9,
        },
      ],
    });
  });

  it('is the tasks of a split', () => {
    expect(decided(asked('split'), { answer: '[{"name": "One"}]' })).toStrictEqual(
      right(OBSERVED, answered({ tasks: [{ name: 'One', slug: 'one', description: '' }] })),
    );
  });

  it('is an artifact, as it is kept where that is too long for an event', () => {
    expect(decided(asked('artifact'), { answer: 'text' })).toStrictEqual(
      right(OBSERVED, answered({ artifact: { text: 'text' } })),
    );
    const kept = { payload: { sha256: 'f'.repeat(64), bytes: 9_000 }, head: 'te' };
    expect(decided(asked('artifact'), { answer: 'text', kept })).toStrictEqual(
      right(OBSERVED, answered({ artifact: kept })),
    );
  });

  it('is a verdict: one that does not pass fails the attempt with its comments', () => {
    expect(decided(asked('validate'), { answer: '{"pass": true}' })).toStrictEqual(
      right(OBSERVED, answered({ pass: true })),
    );
    expect(decided(asked('validate'), { answer: '{"pass": false, "comments": "no"}' })).toStrictEqual(
      right(OBSERVED, answered({ pass: false, comments: 'no' }), failed('verdict', 'no', {}, 10)),
    );
  });

  it('is not looked at where the agent did what it must not', () => {
    const wrote = decided(called({ type: 'validate', worktree: 'read-only' }), { answer: '{"pass": true}' });
    expect(wrote).toMatchObject({ right: [{ type: 'WorkObserved' }, { data: { reason: 'wrote' } }] });
  });
});
