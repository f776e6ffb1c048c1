import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, until } from '../support/refold.js';

/** What Claude Code prints of a turn that went well. */
const LINES = [
  { type: 'system', subtype: 'init', session_id: '11111111-2222-4333-8444-555555555555' },
  { type: 'result', subtype: 'success', is_error: false, result: 'done' },
]
  .map((line) => `echo '${JSON.stringify(line)}'`)
  .join('; ');

const WORKFLOW = 'name: w\nsteps: [{name: a, type: code, agent: codex, prompt: p}]';

/** A bench with an agent in the place of Claude Code: a script, which finds its arguments in `$@`. */
const benchWith = (script: string, more: object = {}): Bench => {
  const bench = createBench();
  bench.repository.commit({});
  configure(bench, script, more);
  return bench;
};

/** It says its version first, as every program is asked to. */
const VERSION = '[ "$1" = --version ] && echo 9.8.7 && exit';

const configure = ({ home }: Bench, script: string, more: object = {}): void => {
  mkdirSync(home, { recursive: true });
  const claude = { command: ['sh', '-c', `${VERSION}; ${script}; ${LINES}`, 'claude'], ...more };
  writeFileSync(join(home, 'config.yaml'), JSON.stringify({ agents: { claude } }));
};

describe('an agent by name', () => {
  it('is run with its model and with what this machine says about it, and its variables are in no log', async () => {
    const bench = benchWith('echo "$@" >args; echo "$KEY" | tr a-z A-Z >key', {
      args: ['--max-turns', '9'],
      env: { KEY: 'hush' },
      permissions: 'full',
    });
    const run = await bench.refold(['run', bench.workflow(WORKFLOW), '--agent', 'claude-haiku']);
    expect(run.exit, run.stderr).toBe(0);
    const read = (file: string): string => readFileSync(join(bench.worktree(), file), 'utf8');
    expect(read('args')).toMatch(/--dangerously-skip-permissions --model haiku --max-turns 9/);
    expect(read('key')).toBe('HUSH\n');
    expect(readFileSync(join(bench.runFolder(), 'events.jsonl'), 'utf8')).not.toContain('hush');
  });

  it('is run by the settings of each life anew', async () => {
    const bench = benchWith('exit 3');
    const failed = await bench.refold(['run', bench.workflow(WORKFLOW), '--agent', 'claude']);
    expect([failed.exit, failed.stderr]).toEqual([1, expect.stringContaining('Claude Code exited 3')]);
    configure(bench, 'date >made');
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });

  it('is not resumed by settings that are not understood, and the run is free for the next try', async () => {
    const bench = benchWith('exit 3');
    await bench.refold(['run', bench.workflow(WORKFLOW), '--agent', 'claude']);
    writeFileSync(join(bench.home, 'config.yaml'), 'agents: {claude: {arg: []}}');
    const refused = await bench.refold(['resume']);
    expect([refused.exit, refused.stderr]).toEqual([
      2,
      expect.stringContaining('`agents.claude.arg` is an unknown key; did you mean `args`?'),
    ]);
    configure(bench, 'date >made');
    expect((await bench.refold(['resume'])).exit).toBe(0);
  });

  it('is what its program is said to be by this machine alone', async () => {
    const bench = benchWith('true');
    bench.repository.write({ '.refold/config.yaml': 'agents: {claude: {command: [evil]}}' });
    const refused = await bench.refold(['run', bench.workflow(WORKFLOW), '--agent', 'claude']);
    expect([refused.exit, refused.stderr]).toEqual([
      2,
      expect.stringMatching(
        /\.refold\/config\.yaml sets `agents\.claude\.command`.*\nhint: move it to .*config\.yaml/,
      ),
    ]);
  });
});

describe('what an agent costs that does not say so', () => {
  const TOKENS = { tokensIn: 'input_tokens', tokensOut: 'output_tokens' };
  const script = `echo '${JSON.stringify({ type: 'thread.started', thread_id: 't' })}'; echo '${JSON.stringify({ type: 'turn.completed', usage: { [TOKENS.tokensIn]: 2_000_000, [TOKENS.tokensOut]: 100_000 } })}'`;
  const runBy = async (prices: object): Promise<Bench> => {
    const bench = createBench();
    bench.repository.commit({});
    mkdirSync(bench.home, { recursive: true, mode: 0o700 });
    const codex = { command: ['sh', '-c', script, 'codex'], ...prices };
    writeFileSync(join(bench.home, 'config.yaml'), JSON.stringify({ agents: { codex } }));
    const run = await bench.refold(['run', bench.workflow(WORKFLOW)]);
    expect(run.exit, run.stdout + run.stderr).toBe(0);
    return bench;
  };

  it('is estimated by the prices of this machine, and called an estimate', async () => {
    const bench = await runBy({ prices: { of: '2026-11-21', in: 1.5, out: 10 } });
    expect((await bench.refold(['show'])).stdout).toMatch(
      /spend +\$4\.00 estimated, 2,000,000 tokens in, 100,000 out/,
    );
    const end = bench.events().find(({ type }) => type === 'CallFinished');
    expect(end?.data.estimate).toEqual({ cost: 4, of: '2026-11-21' });
  });

  it('is unknown without them, and never nothing', async () => {
    const bench = await runBy({});
    expect((await bench.refold(['show'])).stdout).toMatch(/spend +cost unknown, 2,000,000 tokens in/);
    const { spend } = JSON.parse((await bench.refold(['show', '--json'])).stdout);
    expect(spend.cost).toBeUndefined();
    expect(spend.callsWithoutCost).toBe(1);
  });
});

describe('an agent that prints nothing', () => {
  it('is told of after a while, with how long it has been silent', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const go = join(bench.folder, 'go');
    const file = bench.workflow(
      `name: w\nsteps: [{name: a, type: code, agent: {command: [sh, -c, 'until test -e "${go}"; do sleep 0.05; done']}, prompt: p}]`,
    );
    const { child, ended } = bench.start(['run', file], { env: { REFOLD_QUIET_SECONDS: '0.3' } });
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
    await until(() => /a: command has printed nothing for \d/.test(said));
    writeFileSync(go, '');
    expect((await ended).exit).toBe(0);
  });
});
