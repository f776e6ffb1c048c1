import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Tries the tests of the pure files on one mutant of them after the other, and says which mutants they do not notice.
 * What was found out before is not tried again. The tool brings along as many packages as all of the rest has, so it
 * is installed by those who ask for it: under `node_modules`, where it finds this project's vitest.
 */
const VERSION = '9.6.1';
const PACKAGES = ['core', 'vitest-runner'].map((name) => `@stryker-mutator/${name}@${VERSION}`);
const FOLDER = resolve(`node_modules/.cache/refold-mutate-${VERSION}`);

/** Installs beside the place and moves there: what is there is whole. */
const install = (): void => {
  const unfinished = `${FOLDER}.${process.pid}`;
  console.error(`installing ${PACKAGES.join(', ')} …`);
  mkdirSync(unfinished, { recursive: true });
  writeFileSync(`${unfinished}/package.json`, '{ "private": true }\n');
  try {
    const quietly = ['--legacy-peer-deps', '--no-audit', '--no-fund', '--loglevel=error'];
    execFileSync('npm', ['install', ...PACKAGES, ...quietly], {
      cwd: unfinished,
      stdio: ['ignore', 'ignore', 'inherit'],
      timeout: 10 * 60_000,
    });
    if (!existsSync(FOLDER)) renameSync(unfinished, FOLDER);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};

if (!existsSync(FOLDER)) install();
const files = process.argv.slice(2);
const { status } = spawnSync(
  `${FOLDER}/node_modules/.bin/stryker`,
  ['run', 'stryker.config.mjs', ...(files.length === 0 ? [] : ['--mutate', files.join(',')])],
  { stdio: 'inherit' },
);
process.exitCode = status ?? 1;
