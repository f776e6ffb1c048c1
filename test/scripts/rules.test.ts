import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildPrograms, PROGRAMS } from '../../scripts/build.js';
import { completeLock } from '../../scripts/complete-lock.js';
import { program } from '../../scripts/program.js';
import { readingCommands } from '../../src/cli/reading.js';
import { temporaryFolder } from '../support/folder.js';

/** Imports that no room may make, and the rule that refuses each. */
const FORBIDDEN: ReadonlyArray<readonly [file: string, imports: string, rule: string]> = [
  ['src/events/a.ts', '../ports/b.js', 'room-events'],
  ['src/engine/a.ts', '../adapters/log/b.js', 'room-engine'],
  ['src/workflow/a.ts', '../projections/b.js', 'room-workflow'],
  ['src/projections/a.ts', 'node:fs', 'pure-rooms-know-no-node'],
  ['src/adapters/log/a.ts', '../agents/b.js', 'room-adapters-log'],
  ['src/adapters/workspace/a.ts', 'execa', 'only-execa'],
  ['src/ports/a.ts', 'yaml', 'only-yaml'],
  ['src/inspector/a.ts', '../cli/b.js', 'room-inspector'],
  ['src/cli/a.ts', '../../test/b.js', 'product-knows-no-tests'],
  ['src/cli/commands/a.ts', '../../adapters/log/b.js', 'only-compose-knows-adapters'],
];

/** What dependency-cruiser says of a house in which every one of these imports is made. */
const cruise = (): string => {
  const house = temporaryFolder();
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(house, path)), { recursive: true });
    writeFileSync(join(house, path), text);
  };
  for (const [file, imports] of FORBIDDEN) {
    put(file, `import '${imports}';\n`);
    if (imports.startsWith('.')) put(join(dirname(file), imports).replace(/\.js$/, '.ts'), 'export {};\n');
  }
  for (const name of ['.dependency-cruiser.mjs', 'tsconfig.json', 'tsconfig.base.json', 'package.json'])
    put(name, readFileSync(name, 'utf8'));
  symlinkSync(resolve('node_modules'), join(house, 'node_modules'));
  const { stdout } = spawnSync(
    resolve('node_modules/.bin/depcruise'),
    ['--config', '.dependency-cruiser.mjs', 'src'],
    { cwd: house, encoding: 'utf8' },
  );
  return stdout;
};

describe('the rules of the house', () => {
  it('refuse every import that the table of rooms does not allow', () => {
    const said = cruise();
    for (const [file, , rule] of FORBIDDEN) expect(said).toMatch(new RegExp(`${rule}: ${file}`));
  });

  it('refuse the clock, the process and the rest of node to the pure rooms', () => {
    const text =
      'export const now = (): unknown => [Date.now(), process.pid, Buffer.alloc(1), setTimeout];\n';
    const linted = spawnSync(program('biome'), ['lint', '--stdin-file-path=src/engine/x.ts'], {
      input: text,
      encoding: 'utf8',
    });
    for (const name of ['Date', 'process', 'Buffer', 'setTimeout'])
      expect(linted.stdout + linted.stderr).toContain(name);
  });
});

describe('the commands that only look', () => {
  it('are built without engine, YAML, execa and git', async () => {
    const { outputs } = await buildPrograms(PROGRAMS, 'node_modules/.cache/refold-pieces');
    const inputsOf = (program: keyof typeof PROGRAMS): readonly string[] =>
      Object.keys(
        Object.values(outputs).find(({ entryPoint }) => entryPoint === PROGRAMS[program])?.inputs ?? {},
      );
    expect(inputsOf('reading').length).toBeGreaterThan(30);
    expect(inputsOf('reading').filter((input) => HEAVY.test(input))).toEqual([]);
    expect(inputsOf('working').filter((input) => HEAVY.test(input)).length).toBeGreaterThan(10);
    expect([...inputsOf('refold')].sort()).toEqual([
      'package.json',
      'src/cli/exitCode.ts',
      'src/cli/refold.ts',
      'src/cli/supported.ts',
      'src/cli/version.ts',
    ]);
  });

  it('are just those that the starting program takes from the smaller bundle', () => {
    const [, named = ''] = /const READING = \[(.*?)\]/s.exec(readFileSync('src/cli/refold.ts', 'utf8')) ?? [];
    expect(named.match(/[\w-]+/g)?.sort()).toEqual(
      readingCommands.map(({ usage }) => usage.split(' ')[0]).sort(),
    );
  });
});

/** Inputs that a command which only looks must not load. */
const HEAVY = /src\/(engine|workflow)|node_modules\/(yaml|execa)|workspace\/git\.ts/;

describe('the lockfile', () => {
  it('names no address to download from, and is complete for every platform', () => {
    const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
    expect(JSON.stringify(lock)).not.toContain('"resolved"');
    expect(completeLock(lock).added).toEqual([]);
  });

  it('is completed from what each package says of its optional ones, for the platform in their names', () => {
    const lock = {
      packages: {
        'node_modules/tool': {
          version: '1.0.0',
          dev: true,
          optionalDependencies: {
            '@tool/darwin-arm64': '1.0.0',
            '@tool/linux-x64-musl': '1.0.0',
            loose: '^2.0.0',
          },
        },
        'node_modules/@tool/linux-x64-musl': { version: '1.0.0' },
      },
    };
    const { lock: completed, added } = completeLock(lock);
    expect(added).toEqual(['node_modules/@tool/darwin-arm64']);
    expect(completed.packages['node_modules/@tool/darwin-arm64']).toEqual({
      version: '1.0.0',
      os: ['darwin'],
      cpu: ['arm64'],
      dev: true,
      optional: true,
    });
  });

  it('pins every package that the project names', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));
    for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies })) {
      expect(version, name).toMatch(/^\d+\.\d+\.\d+$/);
    }
  });
});

describe('the project', () => {
  it('names no host of a package registry', () => {
    const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
      encoding: 'utf8',
    }).split('\n');
    const named = files.filter(
      (file) =>
        file !== '' && !file.endsWith('rules.test.ts') && readable(file).includes(`registry.${'npmjs'}`),
    );
    expect(named).toEqual([]);
  });

  it('has a test beside every room', () => {
    const rooms = readdirSync('src', { withFileTypes: true }).filter(
      (entry) => entry.isDirectory() && entry.name !== 'ports',
    );
    for (const { name } of rooms) expect(readdirSync(join('test', name)).length, name).toBeGreaterThan(0);
  });
});

const readable = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
