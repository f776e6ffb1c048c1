import { expect, it } from 'vitest';
import { checkpointsText } from '../../src/inspector/text/checkpoints.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import type { ListedCheckpoint } from '../../src/projections/checkpoints.js';

const listed = (cut: number, more: Partial<ListedCheckpoint>): ListedCheckpoint => ({
  seq: cut - 1,
  cut,
  at: '2026-11-22T00:53:25.123Z',
  kind: 'checkpoint',
  step: undefined,
  unit: '',
  files: 1,
  commit: 'c'.repeat(40),
  current: true,
  ...more,
});

it('checkpoints say what each is and why it was made, and which the run went back from', () => {
  const list = [
    listed(12, { step: 'build/a', unit: 'build/a', files: 2 }),
    listed(14, { kind: 'merge', step: 'build/a' }),
    listed(24, { kind: 'placeholder', why: 'gate', step: 'check', current: false }),
    listed(56, { kind: 'work', why: 'interrupted', current: false }),
    listed(61, { kind: 'work', why: 'proceed', files: 10 }),
    listed(70, { kind: 'placeholder', why: 'timeout', step: 'check' }),
  ];
  expect(`\n${checkpointsText(list, paintWith(false))}\n`).toMatchInlineSnapshot(`
    "
    12  2026-11-22 00:53:25  ccccccc   2 files  checkpoint   build/a
    14  2026-11-22 00:53:25  ccccccc    1 file  merge        build/a
    24  2026-11-22 00:53:25  ccccccc    1 file  placeholder  check (gate, taken back)
    56  2026-11-22 00:53:25  ccccccc    1 file  stop         the run (interrupted)
    61  2026-11-22 00:53:25  ccccccc  10 files  proceed      the run (as somebody left it)
    70  2026-11-22 00:53:25  ccccccc    1 file  placeholder  check (timeout)
    "
  `);
  expect(checkpointsText([], paintWith(false))).toBe('nothing is recorded yet');
});
