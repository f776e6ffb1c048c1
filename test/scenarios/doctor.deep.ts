import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { processesWith } from '../support/processes.js';
import { type Bench, createBench } from '../support/refold.js';

const KEYS = ['anthropic', 'openai', 'gemini', 'qwen'].map((name) => `${name.toUpperCase()}_API_KEY`);

/** A machine with these programs and no others, but what a shell script needs. */
const machine = (
  programs: Readonly<Record<string, string>>,
): Bench & { readonly path: NodeJS.ProcessEnv } => {
  const bench = createBench();
  const bin = join(bench.folder, 'bin');
  mkdirSync(bin);
  for (const name of ['git', 'sleep'])
    symlinkSync(
      execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim(),
      join(bin, name),
    );
  for (const [name, text] of Object.entries(programs))
    writeFileSync(join(bin, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  return { ...bench, path: { PATH: bin } };
};

const configure = ({ home }: Bench, text: string): void => {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  writeFileSync(join(home, 'config.yaml'), text);
};

describe('refold doctor', () => {
  it('finds nothing wrong where there is no agent, makes no folder, and says how to get one', async () => {
    const { refold, path, home } = machine({});
    const { exit, stdout, stderr } = await refold(['doctor'], { env: path });
    expect([exit, stderr]).toEqual([0, '']);
    expect(stdout).toContain('· claude');
    expect(stdout).toContain('`npm install -g @openai/codex`');
    expect(stdout).toContain('nothing is wrong');
    expect(() => readFileSync(home)).toThrow('ENOENT');
  });

  it('tells well programs from those that hang, fail or say something else, and leaves none behind', async () => {
    const bench = machine({
      claude: 'echo "2.1.329 (Claude Code)"',
      codex: 'sleep 600',
      gemini: 'echo hello',
      qwen: 'echo 0.25.0',
      opencode: 'echo boom >&2; exit 3',
    });
    const env = { ...bench.path, ...Object.fromEntries(KEYS.map((name) => [name, 'hush'])) };
    const { exit, stdout } = await bench.refold(['doctor', '--json'], { env });
    const { sound, agents, findings } = JSON.parse(stdout);
    expect([exit, sound]).toEqual([1, false]);
    const found = agents.map((one: { name: string; program: { is: string } }) => [one.name, one.program.is]);
    expect(Object.fromEntries(found)).toEqual({
      claude: 'well',
      codex: 'unwell',
      gemini: 'unwell',
      qwen: 'well',
      opencode: 'unwell',
      cursor: 'missing',
    });
    const said = findings.map((one: { about: string; message: string }) => `${one.about}: ${one.message}`);
    expect(said).toEqual([
      'codex: `codex --version` did not answer within 10 s',
      'gemini: `gemini --version` answered with no version: hello',
      'qwen: 0.25.0 is newer than 0.24.4, which refold was tested with',
      'opencode: `opencode --version` exited 3: boom',
    ]);
    expect(stdout).not.toContain('hush');
    expect(processesWith(`HOME=${bench.repository.env.HOME}`)).toEqual([]);
  });

  it('holds the configuration to what is there, and spells out what an agent may do', async () => {
    const bench = machine({ other: 'echo 2.1.329' });
    configure(
      bench,
      `agents: {claude: {command: [other]}, claude-opus: {permissions: full}, codex: {args: [x]}}`,
    );
    const { exit, stdout } = await bench.refold(['doctor'], { env: bench.path });
    const words = stdout.replace(/\s+/g, ' ');
    expect(exit).toBe(1);
    expect(words).toContain('permissions edits: without asking it changes files;');
    expect(words).toContain('permissions full: without asking it does anything that you can');
    expect(words).toContain('problem: the configuration names codex, and its program `codex` is not there');
    expect(words).toContain('1 problem, ');
  });

  it.each([
    ['agents: {claude: {permision: full}}', 'unknown key; did you mean `permissions`?'],
    ['agents: [', 'is not understood'],
  ])('goes on with a configuration that is not understood: %s', async (text, words) => {
    const bench = machine({});
    configure(bench, text);
    const { exit, stdout } = await bench.refold(['doctor'], { env: bench.path });
    expect([exit, stdout.replace(/\s+/g, ' ')]).toEqual([1, expect.stringContaining(words)]);
  });

  it('says who else can get into the home, and where a log was lost', async () => {
    const bench = createBench();
    bench.repository.commit({});
    await bench.refold(['run', bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]')]);
    expect((await bench.refold(['doctor', '--json'])).stdout).toContain(
      '"runs":{"count":1,"empty":[],"lost":[]}',
    );
    writeFileSync(join(bench.runFolder(), 'events.jsonl'), '');
    chmodSync(bench.home, 0o755);
    const { exit, stdout } = await bench.refold(['doctor']);
    const words = stdout.replace(/\s+/g, ' ');
    expect(exit).toBe(1);
    expect(words).toContain('others can get into it (0755)');
    expect(words).toContain('gone or empty, though there was a log');
  });

  it('works where there is no git', async () => {
    const { refold, path } = machine({});
    const { exit, stdout } = await refold(['doctor'], { env: { PATH: `${path.PATH}/nowhere` } });
    expect([exit, stdout]).toEqual([1, expect.stringContaining('install git 2.34 or newer')]);
  });
});
