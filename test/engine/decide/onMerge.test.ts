import { describe, expect, it } from 'vitest';
import type { CommandOf } from '../../../src/engine/command.js';
import { attempt, caused, decided, IDENT, passed, step, unitStands } from '../../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, group, object, TREE } from '../../support/run.js';

const running = [
  ...begun({ ...group('g', codeStep('u'), codeStep('v')), parallel: {} }),
  step('g'),
  attempt('g', 1, {}),
  ...unitStands('g/u', 7),
  step('g/u'),
];
/** The unit has a commit of its own, and has passed. */
const done = [
  ...running,
  draft('CommitIntended', {
    kind: 'checkpoint',
    unit: 'g/u',
    path: 'g/u',
    ref: 'b/g/u',
    parent: COMMIT,
    tree: object('e', 1),
    ident: IDENT,
    message: 'm',
    files: { count: 0, list: [] },
  }),
  draft('CheckpointCommitted', { intent: 10, path: 'g/u', commit: object('c', 1), tree: object('e', 1) }),
  passed('g/u'),
];
const merged = draft('UnitMerged', { path: 'g/u', onto: COMMIT, tree: TREE, commit: COMMIT });
const files = { count: 1, list: [{ path: 'x', deleted: true as const }] };
const report = (more: Partial<CommandOf<'ReportMerge'>> = {}): CommandOf<'ReportMerge'> => ({
  type: 'ReportMerge',
  path: 'g/u',
  onto: { commit: COMMIT, tree: TREE },
  result: { tree: object('e', 2), files: files },
  ...more,
});

describe('a unit that has passed', () => {
  it('is merged by a commit on the branch of the step around it', () => {
    expect(decided(done, report())).toStrictEqual([
      caused(
        12,
        draft('CommitIntended', {
          kind: 'merge',
          path: 'g/u',
          ref: BRANCH,
          parent: COMMIT,
          replaces: COMMIT,
          merges: object('c', 1),
          tree: object('e', 2),
          ident: IDENT,
          files: files,
          message: 'g/u: merged',
        }),
      ),
    ]);
  });

  it('is merged without a commit where its work is there already', () => {
    expect(decided(done, report({ result: { tree: TREE, files: files } }))).toStrictEqual([
      caused(12, merged),
    ]);
    expect(decided(done, { type: 'MergeNothing', path: 'g/u' })).toStrictEqual([caused(12, merged)]);
  });

  it('is not merged where another changed the same files', () => {
    const conflict = { with: 'g/v', files: ['x'], count: 3 };
    expect(decided(done, report({ result: conflict }))).toStrictEqual([
      caused(12, draft('UnitConflicted', { path: 'g/u', ...conflict })),
    ]);
  });

  it('is looked at again where the branch went on meanwhile', () => {
    expect(decided(done, report({ onto: { commit: object('c', 7), tree: TREE } }))).toStrictEqual([]);
  });
});

describe('a unit', () => {
  const conflicted = draft('UnitConflicted', { path: 'g/u', with: 'g/v', files: [], count: 0 });

  it.each([
    ['that has not passed', running],
    ['that is merged', [...done, merged]],
    ['that does not fit', [...done, conflicted]],
    ['that there is not', begun(codeStep('a'))],
  ])('%s is not merged', (_, drafts) => {
    expect(decided(drafts, { type: 'MergeNothing', path: 'g/u' })).toBe('g/u is not to be merged');
    expect(decided(drafts, report())).toBe('g/u is not to be merged');
  });

  it('is merged inside of the unit that holds its step, where there is one', () => {
    const inner = { ...group('in', codeStep('u')), parallel: {} };
    const nested = [
      ...begun({ ...group('g', inner), parallel: {} }),
      step('g'),
      ...unitStands('g/in', 6),
      step('g/in'),
      ...unitStands('g/in/u', 9),
      step('g/in/u'),
      passed('g/in/u'),
    ];
    expect(decided(nested, report({ path: 'g/in/u' }))).toMatchObject([
      { data: { unit: 'g/in', ref: 'b/g/in', merges: COMMIT } },
    ]);
  });
});
