import { expect, it } from 'vitest';
import { exitOfStop } from '../../src/cli/exitCode.js';

it.each([
  ['passed', undefined, 0],
  ['failed', undefined, 1],
  ['error', undefined, 1],
  ['drift', undefined, 3],
  ['paused', undefined, 3],
  ['disk_full', undefined, 3],
  ['damaged', undefined, 4],
  ['interrupted', 'SIGTERM', 143],
  ['interrupted', undefined, 130],
  ['what a newer refold knows', undefined, 1],
])('a run that stopped, %s (%s), ends with exit %i', (reason, detail, exit) => {
  expect(exitOfStop(reason, detail)).toBe(exit);
});
