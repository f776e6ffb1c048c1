import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { checkpointsIn } from '../../src/projections/checkpoints.js';
import { project } from '../../src/projections/projection.js';
import { listsBehind, recordedFiles, recordedIn } from '../../src/projections/recordedFiles.js';
import { writeLog } from '../support/lines.js';
import { attempt, call, commit, finished, IDENT, passed, saw, step } from '../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, object, TREE } from '../support/run.js';

const file = (path: string, digit: string) => ({ path, mode: '100644', size: 1, sha256: digit.repeat(64) });
const list = (...files: ReturnType<typeof file>[]) => ({ count: files.length, list: files });
const recordedOf = (drafts: readonly Draft[]) =>
  project(recordedFiles, writeLog(drafts.map((one) => [[one]])).stored);
const files = (drafts: readonly Draft[]) =>
  [
    ...recordedIn(
      listsBehind(recordedOf(drafts), '', 'the files').map((one) => ('list' in one ? one.list : [])),
    ),
  ].map(([path, state]) => [path, 'sha256' in state ? state.sha256[0] : state]);

const started = [...begun(codeStep('a')), step('a'), attempt('a')];
const one = [
  ...started,
  commit('checkpoint', { path: 'a', files: list(file('x', '1'), file('y', '1')) }),
  draft('CheckpointCommitted', { intent: 7, path: 'a', commit: object('c', 1), tree: object('e', 1) }),
];
const two = [
  ...one,
  commit('checkpoint', { path: 'a', parent: object('c', 1), files: list(file('x', '2')) }),
  draft('CheckpointCommitted', { intent: 9, path: 'a', commit: object('c', 2), tree: object('e', 2) }),
];
const back = [
  ...two,
  draft('ResetIntended', {
    branch: BRANCH,
    to: object('c', 1),
    tree: object('e', 1),
    keeps: 'k',
    why: 'replay',
    ident: IDENT,
  }),
  draft('WorktreeReset', {
    intent: 11,
    to: object('c', 1),
    tree: object('e', 1),
    kept: { ref: 'k', commit: COMMIT },
  }),
];

describe('what is recorded of files', () => {
  it('is what the latest commit that names them says, from commit to commit', () => {
    expect(files(started)).toEqual([]);
    expect(files(two)).toEqual([
      ['x', '2'],
      ['y', '1'],
    ]);
  });

  it('is what it was before where the run went back', () => {
    expect(files(back)).toEqual([
      ['x', '1'],
      ['y', '1'],
    ]);
  });

  it('is what was seen behind an agent, or kept at a stop, until anything else is', () => {
    const seen = [...one, call('a'), finished(9), saw('a', 1, { tree: TREE, files: list(file('y', '3')) })];
    expect(files(seen)).toEqual([
      ['y', '3'],
      ['x', '1'],
    ]);
    const kept = draft('WorkKept', { intent: 9, ref: 'r', commit: object('c', 3), tree: object('e', 3) });
    expect(files([...one, commit('work', { files: list(file('z', '4')) }), kept])[0]).toEqual(['z', '4']);
  });

  it('is listed with why a step failed, why the run stopped, or that it went on with drift', () => {
    const stopping = draft('StopRequested', { reason: 'interrupted' });
    const work = (intent: number) => [
      commit('work', { files: list(file('z', '4')) }),
      draft('WorkKept', { intent, ref: 'r', commit: object('c', intent), tree: object('e', 4) }),
    ];
    const parked = commit('placeholder', { path: 'a', reason: 'gate' });
    const whys = (drafts: readonly Draft[]) =>
      checkpointsIn(recordedOf(drafts)).map(({ kind, why }) => [kind, why]);
    const placeholder = draft('PlaceholderCommitted', {
      intent: 9,
      path: 'a',
      commit: object('c', 9),
      tree: TREE,
      parent: object('c', 1),
      base: object('c', 1),
      reason: 'gate',
    });
    expect(whys([...one, parked, placeholder])).toEqual([
      ['checkpoint', undefined],
      ['placeholder', 'gate'],
    ]);
    expect(whys([...one, ...work(9)]).at(-1)).toEqual(['work', 'proceed']);
    expect(whys([...one, stopping, ...work(10)]).at(-1)).toEqual(['work', 'interrupted']);
  });

  it('is gone on with by a fork from where the decision ends that tells of a commit', () => {
    const [before, last] = [one.slice(0, -1), one.slice(-1)];
    const { stored } = writeLog([...before.map((each) => [[each]]), [[...last, passed('a')]]]);
    expect(project(recordedFiles, stored).checkpoints.map(({ seq, cut }) => [seq, cut])).toEqual([[8, 9]]);
  });

  it('is listed with what the run went back from', () => {
    expect(
      checkpointsIn(recordedOf(back)).map(({ seq, step: at, files: count, current }) => [
        seq,
        at,
        count,
        current,
      ]),
    ).toEqual([
      [8, 'a', 2, true],
      [10, 'a', 1, false],
    ]);
  });
});
