import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conversationText } from '../support/modelServer/request.js';
import { exited, ofType, until } from '../support/refold.js';
import { PROGRAMS } from './programs.js';
import { createRunBench, type RunBench } from './runBench.js';

const sessions = (bench: RunBench): readonly unknown[] =>
  ofType(bench, 'SessionBound').map(({ data }) => data.session);

const said = ({ server }: RunBench, nth = -1): string => {
  const request = server.conversations().at(nth);
  return request ? conversationText(request) : '';
};

describe.each(PROGRAMS.map((program) => [program.bin, program] as const))('refold with %s', (_, program) => {
  const step = (name: string, more = ''): string =>
    `  - {name: ${name}, type: code, agent: ${program.agent}, prompt: "the ${name} prompt"${more}}\n`;

  it('has it write a file, and goes on with its conversation in a later step', async () => {
    const bench = await createRunBench(program);
    const file = bench.steps(
      step('first', ', gate: [{bash: "test -f hello.txt"}]') + step('second', ', session: {from: first}'),
    );
    const { ended } = bench.start(['run', file]);
    await bench.stands();
    const hello = join(bench.worktree(), 'hello.txt');
    bench.server.play(
      { say: 'I shall write', call: program.write(hello, 'hello') },
      { say: 'I have written' },
      { say: 'I go on' },
    );
    await bench.go();
    exited(await ended);
    expect(readFileSync(hello, 'utf8').trimEnd()).toBe('hello');
    expect(new Set(sessions(bench)).size).toBe(1);
    expect(sessions(bench)).toHaveLength(2);
    for (const text of ['the first prompt', 'I have written', 'the second prompt'])
      expect(said(bench)).toContain(text);
    const { spend } = JSON.parse((await bench.refold(['show', '--json'])).stdout);
    expect(spend.tokensOut).toBeGreaterThan(0);
    expect(spend.callsWithoutTokens).toBe(0);
    expect(bench.processes()).toEqual([]);
    exited(await bench.refold(['verify']));
  });

  it('goes on with the same conversation after refold and the program were killed in the middle of a turn', async () => {
    const bench = await createRunBench(program);
    const { child, ended } = bench.start(['run', bench.steps(step('first'))]);
    await bench.stands();
    const half = program.write(join(bench.worktree(), 'half.txt'), 'half');
    bench.server.play({ say: 'I shall write', call: half }, { hang: true });
    await bench.go();
    await until(() => bench.server.conversations().length === 2 && sessions(bench).length === 1);
    // What the program has not stored yet is lost with it, which is the program's affair.
    await until(() => bench.remembers('I shall write'));
    child.kill('SIGKILL');
    await ended;
    for (const pid of bench.processes()) process.kill(pid, 'SIGKILL');
    await until(() => bench.processes().length === 0);
    bench.server.play({ say: 'I go on' });
    exited(await bench.refold(['resume']));
    expect(new Set(sessions(bench)).size).toBe(1);
    expect(said(bench)).toContain('I shall write');
    expect(said(bench)).toContain('You were interrupted');
    expect(existsSync(join(bench.worktree(), 'half.txt'))).toBe(true);
    expect(bench.processes()).toEqual([]);
  });

  it('adopts it when only refold was killed: the turn is taken once', async () => {
    const bench = await createRunBench(program);
    const { child, ended } = bench.start(['run', bench.steps(step('first'))]);
    bench.server.play({ hang: true }, { say: 'at last' });
    await bench.go();
    await until(() => bench.server.conversations().length === 1);
    child.kill('SIGKILL');
    await ended;
    const resumed = bench.start(['resume']);
    await until(() => ofType(bench, 'AgentAdopted').length === 1);
    bench.server.release();
    exited(await resumed.ended);
    expect(ofType(bench, 'CallIntended')).toHaveLength(1);
    expect(bench.processes()).toEqual([]);
  });

  it('begins a new conversation, told of the old, when the program has forgotten it', async () => {
    const bench = await createRunBench(program);
    const wait = join(bench.folder, 'second');
    const file = bench.steps(
      `${step('first')}  - {name: between, gate: [{bash: "until test -e '${wait}'; do sleep 0.05; done"}]}\n${step('second', ', session: {from: first}')}`,
    );
    const { ended } = bench.start(['run', file]);
    bench.server.play({ say: 'I remember' }, { say: 'I am new here' });
    await bench.go();
    await until(() => ofType(bench, 'GateIntended').length === 2);
    bench.forget();
    writeFileSync(wait, '');
    exited(await ended);
    expect(ofType(bench, 'SessionLost')).toHaveLength(1);
    expect(ofType(bench, 'AttemptFailed')).toEqual([]);
    expect(new Set(sessions(bench)).size).toBe(2);
    expect(said(bench)).toContain('an earlier conversation about this, which is lost');
  });

  it('says in its own words that it was refused', async () => {
    const bench = await createRunBench(program);
    const { ended } = bench.start(['run', bench.steps(step('first'))]);
    bench.server.play({ fail: 401, words: 'this key is wrong', times: Number.POSITIVE_INFINITY });
    await bench.go();
    const run = await ended;
    expect(run.exit).toBe(1);
    const [failed] = ofType(bench, 'AttemptFailed');
    expect(failed?.data.reason).toBe('agent');
    expect(JSON.stringify(failed?.data.error)).toMatch(/401|this key is wrong/);
  });

  it('waits where it is told to ask later', async () => {
    const bench = await createRunBench(program);
    const { ended } = bench.start(['run', bench.steps(step('first'))]);
    bench.server.play({ fail: 429, retryAfter: 1 }, { say: 'here I am' });
    await bench.go();
    exited(await ended);
  });

  it('hands it a prompt of 300 KB whole', async () => {
    const bench = await createRunBench(program);
    const lines = Array.from({ length: 6_000 }, (_, n) => `line ${n} of a prompt that is rather long`);
    bench.repository.write({ '../workflow/long.md': lines.join('\n') });
    const file = bench.steps(
      `  - {name: first, type: code, agent: ${program.agent}, prompt: {file: long.md}}\n`,
    );
    const { ended } = bench.start(['run', file]);
    bench.server.play({ say: 'I have read it' });
    await bench.go();
    exited(await ended);
    expect(bench.server.conversations().map(conversationText).join()).toContain(lines.join('\n'));
  });

  it('runs two of it beside each other', async () => {
    const bench = await createRunBench(program);
    const units = ['left', 'right'].map((name) => `    ${step(name).trimEnd()}\n`).join('');
    const { ended } = bench.start([
      'run',
      bench.steps(`  - name: both\n    parallel: true\n    steps:\n${units}`),
    ]);
    bench.server.play({ say: 'one' }, { say: 'two' });
    await bench.go();
    exited(await ended);
    expect(new Set(sessions(bench)).size).toBe(2);
  });
});
