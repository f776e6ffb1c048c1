import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { program } from './program.js';

/** CommonJS packages in an ES module bundle still ask for `require`. */
const BANNER = [
  '#!/usr/bin/env node',
  "import { createRequire } from 'node:module';",
  'const require = createRequire(import.meta.url);',
].join('\n');

/** fp-ts and io-ts carry ES modules too, of which only what is used goes into a bundle. */
const es6Variants: Plugin = {
  name: 'es6-variants',
  setup: ({ onResolve }) => {
    const at = (path: string): { path: string } => ({ path: resolve('node_modules', path) });
    onResolve({ filter: /^(fp-ts|io-ts)\/lib\// }, ({ path }) => at(path.replace('/lib/', '/es6/')));
    onResolve({ filter: /^io-ts$/ }, () => at('io-ts/es6/index.js'));
  },
};

/** What is loaded only when it is needed is imported by its name, as the file that it becomes. */
const bundlesApart: Plugin = {
  name: 'bundles-apart',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\/(reading|working|asking|git)\.js$/ }, ({ path, kind }) =>
      kind === 'dynamic-import' ? { path, external: true } : undefined,
    ),
};

/** The programs and bundles that are built, by the name of the file that they become. */
export const PROGRAMS = {
  refold: 'src/cli/refold.ts',
  reading: 'src/cli/reading.ts',
  working: 'src/cli/working.ts',
  asking: 'src/cli/asking/asking.ts',
  git: 'src/cli/compose/git.ts',
  'scripted-agent': 'src/adapters/agents/scriptedProgram.ts',
};

/**
 * Builds each into one file: every further file costs a start about a millisecond, so what two bundles share stands
 * in both. The workflows that come along stand beside them. Answers which inputs went into each.
 */
export const buildPrograms = async (entryPoints: Readonly<Record<string, string>>, outdir: string) => {
  const { metafile } = await build({
    entryPoints,
    outdir,
    plugins: [es6Variants, bundlesApart],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: BANNER },
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'none',
    metafile: true,
    define: { REFOLD_FOLD_DIGEST: JSON.stringify(foldDigest()) },
  });
  cpSync('workflows', join(outdir, 'workflows'), { recursive: true });
  return metafile;
};

/** What decides what a fold of a log is: the events, and the state that they fold to. */
const FOLD_SOURCES = [
  'src/events',
  'src/projections/runState',
  'src/projections/runState.ts',
  'src/projections/stepIndex.ts',
];

/** A digest that is another one where a single one of those sources is. */
export const foldDigest = (): string => {
  const digest = createHash('sha256');
  for (const path of FOLD_SOURCES.flatMap(filesUnder).sort())
    digest.update(`${path}\0`).update(readFileSync(path)).update('\0');
  return digest.digest('hex').slice(0, 16);
};

const filesUnder = (path: string): readonly string[] =>
  statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => filesUnder(join(path, name))) : [path];

/** Builds what is published: the command, and the library with its types. */
const buildAll = async (): Promise<void> => {
  rmSync('dist', { recursive: true, force: true });
  await buildPrograms(PROGRAMS, 'dist/bin');
  chmodSync('dist/bin/refold.js', 0o755);
  const { status } = spawnSync(program('tsc'), ['-p', 'tsconfig.lib.json'], { stdio: 'inherit' });
  process.exitCode = status ?? 1;
};

if (process.argv[1]?.endsWith('build.ts')) await buildAll();
