import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

type Commands = Readonly<Record<string, string>>;

/** What the files of a project tell about its tools, by the file that tells it. */
const BY_FILE: Readonly<Record<string, (text: string, has: (file: string) => boolean) => Commands>> = {
  'package.json': (text, has) => ofScripts(scriptsIn(text), has),
  'go.mod': () => ({
    compile: 'go build ./...',
    test: 'go test ./...',
    lint: 'go vet ./...',
    coverage: 'go test -cover ./...',
  }),
  'Cargo.toml': () => ({
    compile: 'cargo build',
    test: 'cargo test',
    lint: 'cargo clippy -- -D warnings',
    coverage: 'cargo tarpaulin',
  }),
  'pyproject.toml': () => ({
    compile: 'python -m compileall -q .',
    test: 'python -m pytest -q',
    lint: 'ruff check .',
    coverage: 'python -m pytest -q --cov',
  }),
  Makefile: (text) => ofTargets(text),
};

/** The command that a gate of the project's tools runs, found in the worktree; undefined where nothing tells of one. */
export const commandFor = (kind: string, worktree: string): string | undefined => {
  const has = (file: string): boolean => existsSync(join(worktree, file));
  for (const [file, commandsOf] of Object.entries(BY_FILE)) {
    if (!has(file)) continue;
    const command = commandsOf(readFileSync(join(worktree, file), 'utf8'), has)[kind];
    if (command !== undefined) return command;
  }
  return undefined;
};

const scriptsIn = (text: string): Readonly<Record<string, unknown>> => {
  try {
    const { scripts } = JSON.parse(text) as { readonly scripts?: Readonly<Record<string, unknown>> };
    return scripts ?? {};
  } catch {
    return {};
  }
};

const ofScripts = (scripts: Readonly<Record<string, unknown>>, has: (file: string) => boolean): Commands => {
  const first = (...names: readonly string[]): string | undefined => names.find((name) => name in scripts);
  const compile = first('compile', 'typecheck', 'build');
  return {
    ...(compile
      ? { compile: `npm run --silent ${compile}` }
      : has('tsconfig.json')
        ? { compile: 'npx --no-install tsc --noEmit' }
        : {}),
    ...('test' in scripts ? { test: 'npm test --silent' } : {}),
    ...('lint' in scripts ? { lint: 'npm run --silent lint' } : {}),
    ...('coverage' in scripts ? { coverage: 'npm run --silent coverage' } : {}),
  };
};

const ofTargets = (text: string): Commands => {
  const has = (name: string): boolean => new RegExp(`^${name}\\s*:(?!=)`, 'm').test(text);
  const compile = ['compile', 'build'].find(has);
  return Object.fromEntries(
    [
      ['compile', compile],
      ...['test', 'lint', 'coverage'].map((name) => [name, has(name) ? name : undefined]),
    ]
      .filter(([, target]) => target !== undefined)
      .map(([kind, target]) => [kind, `make ${target}`]),
  );
};
