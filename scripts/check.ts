import { spawnSync } from 'node:child_process';
import { program } from './program.js';

/** Everything that CI runs besides the demo and the deep tests, in the order in which it is quickest to fail. */
const CHECKS: ReadonlyArray<readonly [name: string, command: readonly string[]]> = [
  ['format and lint', ['biome', 'check', '--error-on-warnings', '.']],
  ['types', ['tsc', '-p', 'tsconfig.json']],
  ['types of the pure rooms', ['tsc', '-p', 'tsconfig.pure.json']],
  ['boundaries', ['depcruise', '--config', '.dependency-cruiser.mjs', 'src', 'scripts', 'bench', 'test']],
  ['nothing unused', ['knip']],
  ['documents are fresh', ['tsx', 'scripts/docs.ts', '--check']],
  ['documentation of the library', ['typedoc', '--emit', 'none']],
  ['events and projections in a browser', ['tsx', 'scripts/browser.ts']],
  ['build', ['tsx', 'scripts/build.ts']],
  ['package', ['publint', '--strict']],
  ['tests', ['vitest', 'run', '--reporter=dot']],
];

for (const [name, [command = '', ...args]] of CHECKS) {
  const began = Date.now();
  const { status, stdout, stderr } = spawnSync(program(command), args, {
    encoding: 'utf8',
  });
  const took = `${((Date.now() - began) / 1000).toFixed(1)} s`;
  if (status !== 0) {
    console.error(`✗ ${name}  ${took}\n${stdout}\n${stderr}`);
    process.exit(1);
  }
  console.log(`✓ ${name}  ${took}`);
}
