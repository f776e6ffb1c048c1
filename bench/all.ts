import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Row } from './measure.js';

const BENCHMARKS = ['append', 'fold', 'resume', 'step', 'files', 'start'];
const MARK = '<!-- table -->';

/** Runs every benchmark, prints the table, and with `--write` puts it into docs/benchmarks.md. */
const rows: Row[] = [];
for (const name of BENCHMARKS) {
  const { rows: measure } = (await import(`./${name}.js`)) as {
    readonly rows: () => Promise<readonly Row[]>;
  };
  rows.push(...(await measure()));
  console.error(`measured ${name}`);
}
const machine = `${cpus()[0]?.model.trim()}, ${cpus().length} cores, node ${process.version}, ${new Date().toISOString().slice(0, 10)}`;
const table = [
  '| work | refold | beside | ratio | target |',
  '|---|---|---|---|---|',
  ...rows.map(
    ({ work, ours, beside, ratio, target }) => `| ${[work, ours, beside, ratio, target].join(' | ')} |`,
  ),
].join('\n');
console.log(`${machine}\n\n${table}`);

if (process.argv.includes('--write')) {
  const path = 'docs/benchmarks.md';
  const [before = '', , after = ''] = readFileSync(path, 'utf8').split(MARK);
  writeFileSync(path, `${before}${MARK}\n${machine}\n\n${table}\n${MARK}${after}`);
}
