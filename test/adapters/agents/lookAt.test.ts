import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../../src/adapters/agents/definitions.js';
import { lookAtAgents } from '../../../src/adapters/agents/lookAt.js';
import type { SettingsByName } from '../../../src/ports/agents.js';
import type { AgentFacts } from '../../../src/ports/machine.js';
import { script } from '../../support/agentCalls.js';
import { temporaryFolder } from '../../support/folder.js';
import { processesWith } from '../../support/processes.js';

/** A home with files, and what is found there of one agent whose program is a script. */
const lookFrom = (files: Readonly<Record<string, string>>, environment: NodeJS.ProcessEnv = {}) => {
  const home = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  }
  const look = async (provider: string, text: string, more: SettingsByName[string] = {}) => {
    const settings = { [provider]: { command: script(text), ...more } };
    const [facts] = await lookAtAgents(DEFINITIONS, [{ name: provider, provider }], {
      environment: { PATH: process.env.PATH, HOME: home, ...environment },
      settings,
      repository: join(home, 'repository'),
      answerMs: 500,
    });
    return facts as AgentFacts;
  };
  return { home, look };
};

describe('a program', () => {
  it.each([
    ['echo "codex-cli 0.169.0"', { is: 'well', version: '0.169.0' }],
    ['echo "2025.09.12-4852336"', { is: 'well', version: '2025.09.12-4852336' }],
    ['echo hello; echo world', { is: 'unwell', detail: expect.stringMatching(/with no version: hello$/) }],
    [':', { is: 'unwell', detail: expect.stringMatching(/with no version$/) }],
    ['echo boom >&2; exit 3', { is: 'unwell', detail: expect.stringMatching(/exited 3: boom$/) }],
    ['yes', { is: 'unwell' }],
  ])('that does this when it is asked for its version is judged by it: %s', async (text, found) => {
    expect((await lookFrom({}).look('codex', text)).program).toMatchObject(found);
  });

  it('that hangs is stopped with all that it began, and said to be unwell', async () => {
    const { home, look } = lookFrom({});
    const { program } = await look('codex', 'sleep 600 & wait');
    expect(program).toMatchObject({ detail: expect.stringContaining('did not answer within 0.5 s') });
    expect(processesWith(`HOME=${home}`)).toEqual([]);
  });

  it('that is not there is missing', async () => {
    const { look } = lookFrom({});
    expect((await look('codex', '', { command: ['no-such-program'] })).program).toEqual({ is: 'missing' });
    expect((await look('codex', '', { command: ['/etc/passwd'] })).program).toEqual({ is: 'missing' });
  });

  it('is known by the names of its keys and by its logins, and by no value', async () => {
    const { home, look } = lookFrom(
      { '.codex/auth.json': '{}' },
      { OPENAI_API_KEY: 'hush', OPENAI_BASE_URL: 'hush', GEMINI_API_KEY: 'hush' },
    );
    const facts = await look('codex', 'echo 1.0', { env: { CODEX_API_KEY: 'hush' } });
    expect(facts).toMatchObject({
      keys: ['CODEX_API_KEY', 'OPENAI_API_KEY'],
      logins: [join(home, '.codex/auth.json')],
    });
    expect(JSON.stringify(facts)).not.toContain('hush');
  });
});

const retention = (enabled: unknown): string =>
  JSON.stringify({ general: { sessionRetention: { enabled, maxAge: '7d' } } });

describe('Gemini CLI', () => {
  const USER = '.gemini/settings.json';
  const PROJECT = 'repository/.gemini/settings.json';
  it.each([
    ['nothing is set', {}, undefined],
    ['the user keeps them', { [USER]: retention(false) }, undefined],
    ['the user deletes them', { [USER]: retention(true) }, USER],
    ['the user deletes them in a file with comments', { [USER]: `// "why"\n${retention(true)}` }, USER],
    ['only their age is set', { [USER]: '{"general": {"sessionRetention": {"maxAge": "7d"}}}' }, undefined],
    ['an address with slashes is set', { [USER]: '{"a": "http://b"}' }, undefined],
    ['the project keeps them', { [USER]: retention(true), [PROJECT]: retention(false) }, undefined],
    ['the project deletes them', { [USER]: retention(false), [PROJECT]: retention(true) }, PROJECT],
    ['the file is not understood', { [USER]: '{' }, USER],
  ])('loses conversations by its settings, or does not: %s', async (_, files, file) => {
    const { home, look } = lookFrom(files, { GEMINI_CLI_SYSTEM_SETTINGS_PATH: '/nowhere' });
    const { hazards } = await look('gemini', 'echo 0.61.0');
    expect(hazards.map((hazard) => hazard.file)).toEqual(file === undefined ? [] : [join(home, file)]);
  });

  it('loses them where other defaults take the place of refold’s', async () => {
    const { look } = lookFrom({}, { GEMINI_CLI_SYSTEM_DEFAULTS_PATH: '/nowhere' });
    expect((await look('gemini', 'echo 0.61.0')).hazards).toMatchObject([{ file: '/nowhere' }]);
  });
});
