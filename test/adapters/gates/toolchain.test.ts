import { expect, it } from 'vitest';
import { coverage } from '../../../src/adapters/gates/toolchain.js';

const VITEST = `File       | % Stmts | % Branch | % Lines
-----------|---------|----------|--------
All files  |      95 |       90 |      95
 totals.ts |      40 |       10 |      40
 total.ts  |      30 |       10 |      30`;

const PYTEST = `src/app.py    100     60    40%
TOTAL         100      8    92%
Required test coverage of 80% reached. Total coverage: 92.00%`;

const GO = `ok   example/a  coverage: 93.0% of statements
     example/b  coverage: 0.0% of statements
total:          (statements)  93.0%`;

it.each([
  ['istanbul', VITEST, 95],
  ['pytest', PYTEST, 92],
  ['pytest without its table', PYTEST.split('\n').at(-1) ?? '', 92],
  ['go', GO, 93],
  ['go, a package at a time', GO.split('\n').slice(0, 2).join('\n'), 0],
  ['several workspaces', 'All files | 95 |\nAll files | 40 |', 40],
  ['one that counts tests besides', 'Total tests: 12 (100% passed)\nLine coverage: 50.0%', 50],
  ['one that writes in colours', '\u001b[33;1mAll files\u001b[0m | 50 |\nz.ts | 99 |', 50],
  ['one that ends with it', 'lines: 12%\nall of it: 77.5 %', 77.5],
])('coverage is the total that is printed by %s', (_tool, output, percent) => {
  const judged = (wanted: number) =>
    coverage.judge({ kind: 'coverage', name: 'coverage', percent: wanted }, 0, output).result;
  expect([judged(percent), judged(percent + 0.1)]).toEqual(['passed', 'failed']);
});
