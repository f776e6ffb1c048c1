import { expect, it } from 'vitest';
import { freshStartText, type HandOff, handOffText } from '../../src/inspector/text/handOff.js';
import { outsideCheckpointsText } from '../../src/inspector/text/outside.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { runsText } from '../../src/inspector/text/runs.js';
import { outsideCheckpointsIn, outsideSummaryOf } from '../../src/projections/outside.js';
import { kept, made, outsideRun, resumedAt } from '../support/outside.js';
import { given } from '../support/run.js';

const paint = paintWith(false);
const BASE: HandOff = {
  name: 'deploy',
  run: '20261121-040000-1a2b3c',
  number: 1,
  repository: '/repo',
  directory: '/repo',
  verdict: 'drift',
  checkpoint: { seq: 3, step: 7, at: '2026-11-21T04:00:00.000Z' },
  resumeAt: 8,
  vars: {},
  files: [],
  changed: [],
};

it('a workflow is told what is restored, what changed, where it goes on and how, on lines of their own', () => {
  expect(
    handOffText(
      {
        ...BASE,
        command: 'sh deploy.sh\u001b[2J',
        vars: { story: 'E3\nS7', x: '1' },
        files: [
          { path: 'a\tb', mode: '100644', size: 12, sha256: 'ab'.repeat(32), content: '/p' },
          { path: 'gone', deleted: true },
        ],
        changed: ['gone'],
      },
      paint,
    ).split('\n'),
  ).toEqual([
    'variables',
    '  story  E3⏎S7',
    '  x      1',
    'files',
    '  "a\\tb"  12 B, abababababab',
    '  gone  deleted',
    'to be processed again',
    '  gone',
    'Resuming deploy at step 8.',
    'Re-invoke: sh deploy.sh�[2J',
  ]);
  expect(handOffText(BASE, paint)).toBe('Resuming deploy at step 8.');
});

it('a workflow that begins anew is told that no file was touched', () => {
  const start = { name: 'deploy', run: BASE.run, number: 1, repository: '/repo', directory: '/repo' };
  expect(freshStartText({ ...start, closed: true, command: './first' }, paint)).toBe(
    'deploy begins anew; no file was touched.\nInvoke: ./first',
  );
});

it('it stands in the lists of runs and of checkpoints with its steps', () => {
  const state = given([
    ...outsideRun(made(1, { files: [kept('a', '1')] }), made(2, { title: 'built' })),
    resumedAt(3, 1),
  ]);
  const summary = outsideSummaryOf(state);
  if (!summary || !state.outside) throw new Error('it is one');
  const now = '2026-11-21T05:00:00.000Z';
  expect(runsText([summary], { tree: false, now, width: undefined }, paint)).toMatch(
    /^#1 {2}active {2}deploy {2}step 1 {2}/,
  );
  expect(outsideCheckpointsIn(state.outside)[0]).toMatchObject({
    files: 1,
    changed: [{ path: 'a', mode: '100644', sha256: expect.any(String), size: expect.any(Number) }],
  });
  expect(outsideCheckpointsText(outsideCheckpointsIn(state.outside), paint).split('\n')).toEqual([
    '3  2026-11-21 04:00:00   1 file  step 1',
    '5  2026-11-21 04:00:00  0 files  step 2 (built) (taken back)',
  ]);
});
