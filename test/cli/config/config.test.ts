import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readConfig, readSettings } from '../../../src/cli/config/config.js';
import { temporaryFolder } from '../../support/folder.js';

/** A home and a repository with these files of configuration. */
const given = (user: string, shared: string) => {
  const folder = temporaryFolder();
  const [home, repository] = [join(folder, 'home'), join(folder, 'repository')];
  put(join(home, 'config.yaml'), user);
  put(join(repository, '.refold/config.yaml'), shared);
  return { folder, home, repository };
};

const put = (path: string, text: string): void => {
  mkdirSync(dirname(path), { recursive: true });
  if (text !== '') writeFileSync(path, text);
};

const configOf = (user: string, shared: string) => {
  const { home, repository } = given(user, shared);
  return readConfig({ home, env: {} }, repository);
};

describe('the configuration', () => {
  it('of a repository goes before that of the user: gate by gate, and for worktrees as a whole', () => {
    const user = 'gates: {test: a, lint: b}\nworktree: {link: [x], copy: [y]}';
    expect(configOf(user, 'gates: {test: c}\nworktree: {setup: [z]}')).toEqual(
      E.right({
        gates: { test: 'c', lint: 'b' },
        setup: { commands: ['z'], link: [], copy: [] },
        limits: [],
      }),
    );
    expect(configOf(user, '')).toEqual(
      E.right({
        gates: { test: 'a', lint: 'b' },
        setup: { commands: [], link: ['x'], copy: ['y'] },
        limits: [],
      }),
    );
    expect(configOf('', '')).toEqual(E.right({ gates: {}, setup: undefined, limits: [] }));
  });

  it('says what runs are held to, limit by limit, that of the repository first, and where it says so', () => {
    const { home, repository } = given('limits: {tokens: 5, disk: 2GB}', 'limits: {tokens: 9, timeout: 1m}');
    const shared = join(repository, '.refold/config.yaml');
    expect(readConfig({ home, env: {} }, repository)).toMatchObject({
      right: {
        limits: [
          { limit: 'tokens', value: 9, from: shared },
          { limit: 'timeout', value: 60_000, from: shared },
          { limit: 'disk', value: 2_000_000_000, from: join(home, 'config.yaml') },
        ],
      },
    });
  });

  it.each(['command: [x]', 'args: [x]', 'env: {X: "1"}', 'permissions: full'])(
    'of a repository may not say of an agent: %s',
    (setting) => {
      const { home, repository } = given('', `agents: {claude-opus: {${setting}}}`);
      expect(readConfig({ home, env: {} }, repository)).toEqual(
        E.left({
          _tag: 'Usage',
          message: expect.stringContaining(
            `${repository}/.refold/config.yaml sets \`agents.claude-opus.${setting.split(':')[0]}\``,
          ),
          hint: `move it to ${home}/config.yaml`,
        }),
      );
    },
  );

  it('of a home that is a repository itself is the user’s', () => {
    const { folder, home } = given('agents: {claude: {permissions: full}}', '');
    symlinkSync(home, join(folder, '.refold'));
    expect(readConfig({ home, env: {} }, folder)).toEqual(
      E.right({ gates: {}, setup: undefined, limits: [] }),
    );
  });

  it.each([
    ['gates: {tests: x}', '`gates.tests` is an unknown key; did you mean `test`?'],
    ['agent: {}', '`agent` is an unknown key; did you mean `agents`?'],
    ['gates: {test: 3}', '`gates.test` must be a text'],
    ['worktree: {link: x}', '`worktree.link` is not understood'],
    ['worktree: {link: [3]}', '`worktree.link.0` must be a text'],
    ['[a]', 'it must be a mapping'],
    ['a: [', 'Flow sequence'],
    ['agents: {claud: {}}', '`agents.claud` names no agent; did you mean `claude`?'],
    ['agents: {claude: {argv: [x]}}', '`agents.claude.argv` is an unknown key; did you mean `args`?'],
    ['agents: {claude: {permissions: yolo}}', '`agents.claude.permissions` must be `edits` or `full`'],
    ['agents: {claude: {command: []}}', '`agents.claude.command` must be a list'],
    [
      'agents: {claude: {command: [./claude]}}',
      '`agents.claude.command` must be a list: a program of the PATH',
    ],
    ['agents: {claude: {env: {PORT: 80}}}', '`agents.claude.env` must be a mapping'],
    ['agents: {claude: {env: {REFOLD_ATTEMPT: x}}}', '`agents.claude.env` must be a mapping'],
    ['agents: {command: {args: [x]}}', '`agents.command.args` means nothing'],
  ])('names the file and the key that is wrong: %s', (text, words) => {
    const { home, repository } = given(text, '');
    const message = expect.stringContaining(`${home}/config.yaml is not understood: `);
    const hint = '`refold help configuration` shows what it may hold';
    const read = readConfig({ home, env: {} }, repository);
    expect(read).toEqual(E.left({ _tag: 'Usage', message, hint }));
    expect(E.isLeft(read) && read.left.message).toContain(words);
    expect(readSettings({ home, env: {} })).toEqual(read);
  });
});
