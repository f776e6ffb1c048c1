import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AGENT, limited, says, stoppedAt } from '../support/limits.js';
import { type Bench, createBench, exited, mend, ofType, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

const HANGS = '{hang: true}';

const showOf = async (bench: Bench, ...args: readonly string[]) =>
  JSON.parse((await bench.refold(['show', '--json', ...args])).stdout);

describe('a limit', () => {
  it('is shared by units that work beside each other: none of them reaches it alone, and all are stopped', async () => {
    const unit = (name: string, other: string): string =>
      `  - {step: g/${name}, call: 1, do: [{write: {${name}.txt: half}}, {run: [touch, "$F/${name}"]}, {until: "$F/${other}"}, ${says({ cost: 0.6 })}, ${HANGS}]}
  - {step: g/${name}, do: [{write: {${name}.txt: whole}}]}\n`;
    const { bench, file } = limited(
      `  - {name: g, parallel: true, steps: [{name: a, ${AGENT}}, {name: b, ${AGENT}}]}\n`,
      unit('a', 'b') + unit('b', 'a'),
      'max_budget: 1\n',
    );
    const said = stoppedAt(bench, await bench.refold(['run', file]), 'budget_cost');
    expect(said).toContain('max_budget: $1.20 of $1.00 (120 %) used');
    expect(agentsOf(bench)).toEqual([]);
    expect(ofType(bench, 'CallInterrupted')).toHaveLength(2);
    expect(ofType(bench, 'WorkKept')).toHaveLength(2);
    exited(await bench.refold(['resume', '--max-budget', '1.5']));
    expect((await showOf(bench)).limits).toMatchObject([{ limit: 'budget', value: 1.5, used: 1.2 }]);
  });

  it('on the disk stops an agent that prints too much, and is looked at before one is launched', async () => {
    const { bench, file } = limited(
      `  - {name: a, ${AGENT}}\n`,
      `  - {step: a, call: 1, do: [{run: [sh, -c, "head -c 400000 /dev/zero"]}, ${HANGS}]}\n  - {step: a, do: [{write: {b.txt: b}}]}\n`,
    );
    stoppedAt(bench, await bench.refold(['run', file, '--max-disk', '300kB']), 'disk_full');
    expect((await showOf(bench)).status).toBe('stopped (budget)');
    expect((await showOf(bench)).limits[0].used).toBeGreaterThan(300_000);
    stoppedAt(bench, await bench.refold(['resume']), 'disk_full');
    expect(ofType(bench, 'CallIntended')).toHaveLength(1);
    const before = bench.events();
    for (const more of [['--dry-run'], []])
      stoppedAt(bench, await bench.refold(['replay', '--from-step', 'a', ...more]), 'disk_full');
    expect(bench.events()).toEqual(before);
    exited(await bench.refold(['resume', '--max-disk', '1GB']));
  });

  it('outlives a kill of the engine: what an adopted agent had shown counts once, with what it shows then', async () => {
    const { bench, file } = limited(
      `  - {name: a, ${AGENT}}\n`,
      `  - {step: a, call: 1, do: [${says({ tokens: 60 })}, {until: "$F/go"}, ${says({ tokens: 39 })}, {until: "$F/on"}, ${says({ tokens: 1 })}, ${HANGS}]}\n  - {step: a, do: [{say: done}]}\n`,
    );
    await bench.refold(['run', file, '--max-tokens', '100'], {
      program: 'refold-crashing',
      env: { CRASH_AT: '9', CRASH_WHEN: 'after' },
    });
    expect(ofType(bench, 'ActivitySeen')).toHaveLength(1);
    for (const name of ['go', 'on']) writeFileSync(join(bench.folder, name), '');
    const said = stoppedAt(bench, await bench.refold(['resume']), 'budget_tokens');
    expect(said).toContain('max_tokens: 100 of 100 (100 %) used');
    expect(ofType(bench, 'AgentAdopted')).toHaveLength(1);
  });

  it('holds over ten lives, each of which raises it, and in a fork anew: all that was told adds up', async () => {
    const { bench, file } = limited(
      `  - {name: a, ${AGENT}}\n  - {name: b, ${AGENT}}\n`,
      `  - {step: a, do: [${says({ tokens: 7, cost: 0.25 })}]}\n  - {step: b, call: 11, do: [${says({ tokens: 10, cost: 0.5 })}, {write: {b.txt: b}}]}\n  - {step: b, do: [${says({ tokens: 10, cost: 0.5 })}, ${HANGS}]}\n`,
    );
    stoppedAt(bench, await bench.refold(['run', file, '--max-tokens', '17']), 'budget_tokens');
    for (let life = 2; life <= 10; life += 1)
      stoppedAt(bench, await bench.refold(['resume', '--max-tokens', `${7 + life * 10}`]), 'budget_tokens');
    stoppedAt(bench, await bench.refold(['fork', '1', '--at', 'b', '--max-tokens', '10']), 'budget_tokens');
    exited(await bench.refold(['resume', '1', '--max-tokens', '1000']));
    const [run, fork] = [await showOf(bench, '1'), await showOf(bench, '2')];
    expect(run.spend).toMatchObject({ tokensOut: 117, cost: 5.75 });
    expect(fork.spend).toMatchObject({ tokensOut: 10, cost: 0.5 });
    expect(fork.forkOf.inherited).toMatchObject({ tokensOut: 7, cost: 0.25 });
    expect(fork.limits).toEqual([{ limit: 'tokens', value: 10, from: '--max-tokens', used: 10 }]);
  }, 60_000);
});

describe('a limit on what nobody knows', () => {
  const told = (usage: object): Bench => {
    const bench = createBench();
    bench.repository.commit({});
    const lines = [
      { type: 'thread.started', thread_id: 't' },
      { type: 'turn.completed', ...usage },
    ];
    const script = lines.map((line) => `echo '${JSON.stringify(line)}'`).join('; ');
    mkdirSync(bench.home, { recursive: true, mode: 0o700 });
    const codex = { command: ['sh', '-c', script, 'codex'] };
    writeFileSync(
      join(bench.home, 'config.yaml'),
      JSON.stringify({ agents: { codex }, limits: { budget: 5 } }),
    );
    return bench;
  };
  const STEPS =
    'name: w\nsteps:\n  - {name: a, type: code, agent: codex, prompt: p}\n  - {name: b, type: code, agent: codex, prompt: p}\n';

  it('is all that a program uses that can be anything: it is shown as unknown, and its limit is no promise', async () => {
    const { bench, file } = limited(
      `  - {name: a, type: code, agent: {command: [sh, -c, "echo a > a"]}, prompt: p}\n  - {name: b, type: code, agent: {command: [sh, -c, "echo b > b"]}, prompt: p}\n`,
      '  []',
    );
    const said = stoppedAt(bench, await bench.refold(['run', file, '--max-budget', '5']), 'budget_cost');
    expect(said).toContain('max_budget: ≥ $0.0000 of $5.00 (0 %) used, what 1 call used is unknown');
    expect((await bench.refold(['show'])).stdout).toContain('cost unknown');
    expect((await bench.refold(['report'])).stdout).toContain('unknown');
    exited(await bench.refold(['resume', '--on-unknown-spend', 'continue']));
  });

  it('stops the run behind the call that told nothing, until a person wants it to go on', async () => {
    const bench = told({ usage: { input_tokens: 5, output_tokens: 5 } });
    const said = stoppedAt(bench, await bench.refold(['run', bench.workflow(STEPS)]), 'budget_cost');
    expect(said).toContain('max_budget: ≥ $0.0000 of $5.00 (0 %) used, what 1 call used is unknown; set by ');
    expect(said).toContain('--on-unknown-spend continue');
    const still = stoppedAt(bench, await bench.refold(['resume', '--max-budget', '7']), 'budget_cost');
    expect(still).toContain(
      'run #1 would stop at once, as nobody knows what was spent, and nothing was changed',
    );
    expect(still).not.toContain('at its limit');
    exited(await bench.refold(['resume', '--on-unknown-spend', 'continue']));
    expect((await showOf(bench)).limits).toMatchObject([{ limit: 'budget', unknown: 2 }]);
  });

  it('is told by the plan of a resume as well, while an agent works behind a dead engine and when it has ended', async () => {
    const { bench, file } = limited(
      '  - {name: a, type: code, agent: {command: [sh, -c, "touch $F/began; until test -e $F/mended; do sleep 0.02; done"]}, prompt: p}\n',
      '  []',
    );
    const { child, ended } = bench.start(['run', file, '--max-budget', '5']);
    await until(() => existsSync(join(bench.folder, 'began')));
    child.kill('SIGKILL');
    await ended;
    const said = 'max_budget: ≥ $0.0000 of $5.00 (0 %) used, what 1 call used is unknown';
    for (const asked of [['resume'], ['replay', '--from-step', 'a']])
      expect(exited(await bench.refold([...asked, '--dry-run'])).stdout).toContain(said);
    mend(bench);
    await until(() => agentsOf(bench).length === 0);
    expect(exited(await bench.refold(['resume', '--dry-run'])).stdout).toContain(said);
    expect(exited(await bench.refold(['resume'])).stderr).toContain(said);
  });
});

describe('where a limit is set', () => {
  it('an option goes before the environment, the repository, the user and the workflow, and every place is named', async () => {
    const { bench, file } = limited(
      '  - {name: a, gate: [{bash: "true"}]}\n',
      '  []',
      'max_tokens: 1\nmax_budget: 1\nmax_timeout: 1h\nmax_disk: 1GB\non_unknown_spend: stop\n',
    );
    const env = { REFOLD_MAX_TOKENS: '4', REFOLD_MAX_BUDGET: '4' };
    mkdirSync(bench.home, { recursive: true, mode: 0o700 });
    const user = join(bench.home, 'config.yaml');
    writeFileSync(user, 'limits: {tokens: 2, budget: 2, timeout: 2h, disk: 2GB}\n');
    bench.repository.write({ '.refold/config.yaml': 'limits: {tokens: 3, budget: 3, timeout: 3h}\n' });
    const args = ['--max-tokens', '5'];
    const dry = await bench.refold(['run', file, '--dry-run', ...args], { env });
    const expected = [
      'max_tokens: 5; set by --max-tokens',
      'max_budget: $4.00; set by REFOLD_MAX_BUDGET',
      `max_timeout: 3h; set by ${join(bench.repository.root, '.refold/config.yaml')}`,
      `max_disk: 2 GB; set by ${user}`,
      `on_unknown_spend: stop; set by ${file}`,
    ];
    for (const line of expected) expect(dry.stdout).toContain(line);
    exited(await bench.refold(['run', file, ...args], { env }));
    const created = ofType(bench, 'RunCreated')[0]?.data.limits as readonly { readonly from: string }[];
    expect(created.map(({ from }) => from)).toEqual(expected.map((line) => line.split('set by ')[1]));
    expect(ofType(bench, 'LimitChanged')).toEqual([]);
  });
});
