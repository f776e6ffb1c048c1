import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readConfig, readLayers, readSettings } from '../../../src/cli/config/config.js';
import { configValues, valueWords } from '../../../src/cli/config/configValues.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';

/** A machine with a home, a repository, and an environment that say this. */
const given = (user: string, shared: string, env: NodeJS.ProcessEnv = {}) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, '.refold'));
  const files = { user: join(folder, 'config.yaml'), shared: join(folder, '.refold/config.yaml') };
  writeFileSync(files.user, user);
  writeFileSync(files.shared, shared);
  return { place: { home: folder, env }, repository: folder, files };
};

describe('a value of the configuration', () => {
  it('is that of the first place that says it: an option, a variable, the repository, the user', () => {
    const { place, repository, files } = given(
      'gates: {test: a, lint: b, compile: c}\nlimits: {tokens: 5, disk: 2GB}\nagents: {claude: {args: [-x], permissions: full, env: {KEY: secret}}}',
      'gates: {test: d, lint: e}\nworktree: {link: [node_modules]}\nlimits: {tokens: 9, timeout: 1m}',
      { REFOLD_GATES: '{test: f}', REFOLD_AGENTS: '{claude: {permissions: edits}}' },
    );
    const now = [{ limit: 'timeout', value: 5000, from: '--max-timeout' } as const];
    const values = configValues(right(readLayers(place, repository)), now);
    const told = values.map((one) => [one.name, valueWords(one), placeIn(files, one.from)].join('  '));
    expect(told).toMatchInlineSnapshot(`
      [
        "gates.compile  c  user",
        "gates.test  f  REFOLD_GATES",
        "gates.lint  e  shared",
        "gates.coverage  –  default",
        "worktree.setup  []  shared",
        "worktree.link  [node_modules]  shared",
        "worktree.copy  []  shared",
        "limits.tokens  9  shared",
        "limits.budget  –  default",
        "limits.timeout  5s  --max-timeout",
        "limits.disk  2 GB  user",
        "limits.iterations  –  default",
        "limits.rejections  –  default",
        "limits.on_unknown_spend  –  default",
        "agents.claude.args  [-x]  user",
        "agents.claude.env  [KEY]  user",
        "agents.claude.permissions  edits  REFOLD_AGENTS",
      ]
    `);
    expect(JSON.stringify(values)).not.toContain('secret');
    expect(right(readConfig(place, repository))).toMatchObject({
      gates: { compile: 'c', test: 'f', lint: 'e' },
      setup: { link: ['node_modules'], copy: [], commands: [] },
    });
    expect(right(readSettings(place))).toEqual({
      claude: { args: ['-x'], permissions: 'edits', env: { KEY: 'secret' } },
    });
  });

  it('in a variable is held to what a file may hold, and refused by the name of the variable', () => {
    for (const [env, said] of [
      [
        { REFOLD_GATES: '{tset: x}' },
        'REFOLD_GATES is not understood: `gates.tset` is an unknown key; did you mean `test`?',
      ],
      [{ REFOLD_WORKTREE: '{link: x}' }, 'REFOLD_WORKTREE is not understood: `worktree.link` '],
      [{ REFOLD_AGENTS: '{' }, 'REFOLD_AGENTS is not understood: '],
      [
        { REFOLD_AGENTS: '{claude: {command: [./x]}}' },
        'REFOLD_AGENTS is not understood: `agents.claude.command` ',
      ],
    ] as const) {
      const { place } = given('', '', env);
      const read = readSettings(place);
      expect(E.isLeft(read) && read.left.message).toContain(said);
    }
  });

  it('that only a machine may say is refused in a repository, with its place', () => {
    for (const key of ['command: [x]', 'args: [x]', 'env: {A: b}', 'permissions: full']) {
      const { place, repository, files } = given('', `agents: {claude: {${key}}}`);
      writeFileSync(files.user, '');
      const read = readConfig({ ...place, home: join(repository, 'elsewhere') }, repository);
      expect(read).toMatchObject({
        left: {
          message: expect.stringContaining(`${files.shared} sets \`agents.claude.${key.split(':')[0]}\``),
        },
      });
    }
  });
});

const placeIn = (files: Readonly<Record<string, string>>, from: string): string =>
  Object.entries(files).find(([, file]) => file === from)?.[0] ?? from;
