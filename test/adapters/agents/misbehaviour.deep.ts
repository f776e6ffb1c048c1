import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createAgentBench, script, stop } from '../../support/agentCalls.js';

const PROGRAMS = ['claude', 'codex', 'gemini', 'qwen', 'opencode', 'cursor'] as const;

/** Runs a script in the place of an agent's program. */
const runScript = (provider: string, text: string) => {
  const bench = createAgentBench();
  return bench.run(bench.call(provider, { settings: { command: script(text) } }));
};

const SUCCESS = '{"type":"result","subtype":"success","is_error":false,"result":"done"}';

describe.each(PROGRAMS)('%s', (provider) => {
  it('that is not there is named, with the command that installs it', async () => {
    const bench = createAgentBench();
    const { end } = await bench.run(bench.call(provider, { settings: { command: ['no-such-program'] } }));
    expect(end).toMatchObject({ succeeded: false, fault: 'program missing', exit: 127 });
    expect(end).toMatchObject({ error: expect.stringContaining('`no-such-program` was not found') });
    expect(end).toMatchObject({ error: expect.stringMatching(/install it with `(npm install -g|curl) /) });
    expect(end).toMatchObject({ error: expect.stringContaining(`agents.${provider}.command`) });
  });

  it('that exits 0 without a word has failed', async () => {
    const { end } = await runScript(provider, 'exit 0');
    expect(end).toMatchObject({ succeeded: false, fault: 'said nothing', exit: 0 });
    expect(end).toMatchObject({ error: expect.stringMatching(/without a word\nrun `sh` by hand/) });
  });

  it('that exits 0 after printing garbage has failed', async () => {
    const { end, transcript } = await runScript(
      provider,
      `printf '\\377\\376 {"type" [1] null\\n{"type":"constructor"}\\n{"type":12}\\n{"type":"result"}\\n'`,
    );
    expect(end).toMatchObject({ succeeded: false, fault: 'not understood' });
    expect(end).toMatchObject({
      error: expect.stringContaining('nothing that it printed says how it ended'),
    });
    expect(transcript).toContain('{"type" [1] null');
    expect(end.usage).toBeUndefined();
  });

  it('that fails without a last word is quoted from its second stream, without colours', async () => {
    const { end } = await runScript(provider, `printf '\\033[31mno network\\033[0m\\n' >&2; exit 3`);
    expect(end).toMatchObject({ succeeded: false, fault: 'failed', exit: 3 });
    expect(end).toMatchObject({ error: expect.stringMatching(/exited 3\nno network$/) });
  });
});

describe('an agent', () => {
  it('that reports success and exits with an error has failed', async () => {
    const { end } = await runScript('claude', `echo '${SUCCESS}'; exit 1`);
    expect(end).toMatchObject({ succeeded: false, error: 'Claude Code reported success, but exited 1' });
  });

  it('that was interrupted and exits 0 has failed', async () => {
    const line = SUCCESS.replace('}', ',"terminal_reason":"aborted_streaming"}');
    const { end } = await runScript('claude', `echo '${line}'`);
    expect(end).toMatchObject({ succeeded: false, exit: 0, error: expect.stringContaining('interrupted') });
  });

  it('whose last line lacks its end is understood', async () => {
    const { end, output } = await runScript('claude', `printf %s '${SUCCESS}'`);
    expect(end).toMatchObject({ succeeded: true });
    expect(output).toBe('done');
  });

  it('that prints a gigabyte in one line costs little memory, and what it says after that is heard', async () => {
    const before = process.memoryUsage().rss;
    const { end } = await runScript('claude', `truncate -s 1G /dev/stdout; echo; echo '${SUCCESS}'`);
    expect(end).toMatchObject({ succeeded: true, transcript: { bytes: 1024 ** 3 + SUCCESS.length + 2 } });
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 ** 2);
  });

  it('that never ends is stopped, and what it told by then is known', async () => {
    const bench = createAgentBench();
    const line = '{"type":"thread.started","thread_id":"t-1"}';
    const settings = { command: script(`echo '${line}'; exec sleep 600`) };
    const call = bench.call('codex', { settings });
    const { end } = await bench.run(call, () => stop(bench.agents, call));
    expect(end).toMatchObject({
      ended: 'interrupted',
      why: 'it was stopped',
      ms: expect.any(Number),
      session: 't-1',
    });
  });

  it('is given its prompt, a closed input, its directory, and nothing of the environment that is not its own', async () => {
    const bench = createAgentBench({
      ANTHROPIC_API_KEY: 'its own',
      OPENAI_API_KEY: "another's",
      GITHUB_TOKEN: 'secret',
      CLAUDE_CODE_MAX_RETRIES: '9',
    });
    const settings = { command: script('cat >prompt; env | sort >env'), env: { EXTRA: 'yes' } };
    const call = bench.call('claude', { settings });
    await bench.run(call);
    expect(readFileSync(`${call.worktree}/prompt`, 'utf8')).toBe('the prompt');
    const env = readFileSync(`${call.worktree}/env`, 'utf8').split('\n');
    expect(env).toEqual(
      expect.arrayContaining([
        'ANTHROPIC_API_KEY=its own',
        'CLAUDE_CODE_MAX_RETRIES=9',
        'EXTRA=yes',
        `PWD=${call.worktree}`,
      ]),
    );
    expect(env.filter((line) => /OPENAI|GITHUB/.test(line))).toEqual([]);
  });
});
