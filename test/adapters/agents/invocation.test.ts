import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DEFINITIONS } from '../../../src/adapters/agents/definitions.js';
import type { Call } from '../../../src/ports/agents.js';
import { createAgentBench, script } from '../../support/agentCalls.js';

const CALL: Call = {
  run: '20261121-040000-1a2b3c',
  seq: 7,
  path: 'build/impl',
  attempt: 1,
  call: 1,
  agent: { name: 'any', provider: 'any' },
  worktree: '/tree',
  maxMs: undefined,
  readBefore: 0,
};

/** The command line of a call; of Cursor's what its wrapper runs. */
const lineOf = (provider: string, more: Partial<Call> = {}): string => {
  const definition = DEFINITIONS.find((one) => one.provider === provider);
  const argv = definition?.invoke({ ...CALL, ...more }, '/mail/7.extra').argv ?? [];
  return (argv[0] === 'sh' ? argv.slice(5) : argv).join(' ');
};

const FRESH = { session: { how: 'new', id: 'U' } } as const;
const AGAIN = { session: { how: 'continue', id: 'U' } } as const;
const FULL = { settings: { permissions: 'full' } } as const;

describe('the command line of', () => {
  it.each([
    [
      'claude',
      'claude -p --output-format stream-json --verbose --permission-mode acceptEdits --session-id U',
    ],
    ['codex', 'codex exec --json -C /tree --sandbox workspace-write -'],
    ['gemini', 'gemini -o stream-json --approval-mode auto_edit --session-id U'],
    ['qwen', 'qwen -o stream-json --approval-mode auto-edit --session-id U'],
    ['opencode', 'opencode run --format json --dir /tree'],
    [
      'cursor',
      'cursor-agent -p --output-format stream-json --trust --workspace /tree --force --sandbox enabled',
    ],
  ])('a new session of %s', (provider, line) => {
    expect(lineOf(provider, FRESH)).toBe(line);
  });

  it.each([
    ['claude', /acceptEdits --resume U$/],
    ['codex', /^codex exec .* --sandbox workspace-write resume U -$/],
    ['gemini', /--resume U$/],
    ['qwen', /--resume U$/],
    ['opencode', /--session U$/],
    ['cursor', /--resume U$/],
  ])('a continued session of %s', (provider, line) => {
    expect(lineOf(provider, AGAIN)).toMatch(line);
  });

  it.each([
    ['claude', /--dangerously-skip-permissions$/],
    ['codex', /--dangerously-bypass-approvals-and-sandbox -$/],
    ['gemini', /--yolo$/],
    ['qwen', /--yolo$/],
    ['opencode', /--auto$/],
    ['cursor', /--force$/],
  ])('%s with full permissions', (provider, line) => {
    expect(lineOf(provider, FULL)).toMatch(line);
  });

  it.each([
    ['claude', '--model m'],
    ['codex', '-m m'],
    ['gemini', '-m gemini-m'],
    ['qwen', '-m m'],
    ['opencode', '-m m'],
    ['cursor', '--model m'],
  ])('%s names the model, and takes a program and arguments of this machine', (provider, model) => {
    const settings = { command: ['npx', 'other'], args: ['--more'] };
    const line = lineOf(provider, { agent: { name: 'x-m', provider, model: 'm' }, settings, ...AGAIN });
    expect(line).toMatch(/^npx other /);
    expect(line).toMatch(new RegExp(`${model} --more .*U`));
  });
});

describe('Claude Code', () => {
  it('is told that it is in a box when root gives it full permissions', () => {
    const definition = DEFINITIONS.find(({ provider }) => provider === 'claude');
    const retries = { CLAUDE_CODE_MAX_RETRIES: '4' };
    const root = process.getuid?.() === 0;
    expect(definition?.invoke({ ...CALL, ...FULL }, '').env).toEqual(
      root ? { ...retries, IS_SANDBOX: '1' } : retries,
    );
    expect(definition?.invoke(CALL, '').env).toEqual(retries);
  });
});

describe('Gemini CLI', () => {
  it('is given settings by which it keeps its sessions', async () => {
    const bench = createAgentBench();
    const settings = {
      command: script('cat "$GEMINI_CLI_SYSTEM_DEFAULTS_PATH"; echo "$GEMINI_CLI_TRUST_WORKSPACE"'),
    };
    const { transcript } = await bench.run(bench.call('gemini', { settings }));
    expect(transcript).toBe('{"general":{"sessionRetention":{"enabled":false}}}true\n');
  });
});

describe('Cursor', () => {
  it('gets its prompt as the last argument', async () => {
    const bench = createAgentBench();
    const { transcript } = await bench.run(
      bench.call('cursor', { settings: { command: script('for last; do :; done; echo "<$last>"') } }),
    );
    expect(transcript).toBe('<the prompt>\n');
  });

  it('is not asked to continue a chat that its store does not have', async () => {
    const bench = createAgentBench();
    const call = bench.call('cursor', { ...AGAIN, settings: { command: script('echo asked >asked') } });
    const chats = join(call.worktree, '..', '.cursor', 'chats', 'd41d8cd98f00b204e9800998ecf8427e');
    mkdirSync(chats, { recursive: true });
    const lost = await bench.run(call);
    expect(lost.end).toMatchObject({
      fault: 'session lost',
      sessionLost: expect.stringMatching(/^no chat U in /),
    });
    mkdirSync(join(chats, 'U'));
    await bench.run({ ...call, seq: 8 });
    expect(readFileSync(join(call.worktree, 'asked'), 'utf8')).toBe('asked\n');
  });
});
