import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conversationText } from '../support/modelServer/request.js';
import { until } from '../support/refold.js';
import { type AgentBench, createAgentBench, lastLine, sessionIn } from './bench.js';
import { PROGRAMS, type Program } from './programs.js';

/** A first turn of a program in a bench of its own: it writes a file and says that it did. */
const firstTurn = async (program: Program) => {
  const bench = await createAgentBench(program);
  const { server, repository, run } = bench;
  const file = join(repository.root, 'hello.txt');
  server.play({ say: 'I shall write', call: program.write(file, 'hello') }, { say: 'I have written' });
  const session = randomUUID();
  const ended = await run(program.first(session, repository.root), 'the first prompt');
  return { ...bench, ended, file, session };
};

/** What the model was told last. */
const told = ({ server }: AgentBench): string => {
  const request = server.conversations().at(-1);
  return request ? conversationText(request) : '';
};

describe.each(PROGRAMS.map((program) => [program.bin, program] as const))('%s', (_, program) => {
  it('writes a file by its own tool, and says that all went well', async () => {
    const { ended, file } = await firstTurn(program);
    expect(ended).toMatchObject({ exit: 0 });
    expect(lastLine(ended)).toMatchObject(program.success);
    expect(readFileSync(file, 'utf8').trimEnd()).toBe('hello');
  });

  it('takes the session that it is given, where it lets it be chosen', async () => {
    const { ended, session } = await firstTurn(program);
    expect(sessionIn(ended) === session).toBe(program.first(session, '').includes(session));
  });

  it('carries the first turn on into the second', async () => {
    const bench = await firstTurn(program);
    const session = sessionIn(bench.ended);
    bench.server.play({ say: 'I go on' });
    const ended = await bench.run(program.resume(session, bench.repository.root), 'the second prompt');
    expect(ended).toMatchObject({ exit: 0 });
    expect(sessionIn(ended)).toBe(session);
    for (const text of [
      'the first prompt',
      'I shall write',
      'hello.txt',
      'I have written',
      'the second prompt',
    ])
      expect(told(bench)).toContain(text);
  });

  it('continues a session in which it was killed, and dies with its process group', async () => {
    const bench = await createAgentBench(program);
    const { server, repository, start, run, processes } = bench;
    const call = program.write(join(repository.root, 'hello.txt'), 'hello');
    server.play({ say: 'I shall write', call }, { hang: true });
    const { child, ended } = start(program.first(randomUUID(), repository.root), 'the first prompt');
    await until(() => server.conversations().length === 2);
    process.kill(-Number(child.pid), 'SIGKILL');
    await until(() => processes().length === 0);
    server.play({ say: 'I go on' });
    const session = sessionIn(await ended);
    await run(program.resume(session, repository.root), 'the second prompt');
    for (const text of ['the first prompt', 'the second prompt']) expect(told(bench)).toContain(text);
  });

  it('says that it does not know a session, where it has none', async () => {
    const { run, repository, server } = await createAgentBench(program);
    const ended = await run(program.resume(program.unknown.session, repository.root), 'x');
    expect(ended.exit).not.toBe(0);
    expect(ended.stderr).toMatch(program.unknown.words);
    expect(server.requests).toEqual([]);
  });

  it('says that it does not know a session, where it has another', async () => {
    const { run, repository } = await firstTurn(program);
    const ended = await run(program.resume(program.unknown.session, repository.root), 'x');
    expect(ended.exit).not.toBe(0);
    expect(ended.stderr).toMatch(program.unknown.words);
  });

  it('fails when it is refused', async () => {
    const { run, repository, server } = await createAgentBench(program);
    server.play({ fail: 401, times: Number.POSITIVE_INFINITY });
    const ended = await run(program.first(randomUUID(), repository.root), 'x');
    expect(ended.exit).not.toBe(0);
    expect(lastLine(ended)).toMatchObject(program.failure);
    expect(ended.stdout).toContain('401');
  });

  it('asks again when it was told to ask later', async () => {
    const { run, repository, server } = await createAgentBench(program);
    server.play({ fail: 429, retryAfter: 1 }, { say: 'here I am' });
    const ended = await run(program.first(randomUUID(), repository.root), 'x');
    expect(ended).toMatchObject({ exit: 0 });
    expect(ended.stdout).toContain('here I am');
    expect(server.conversations()).toHaveLength(2);
  });

  it('reads a prompt of 300 KB whole', async () => {
    const { run, repository, server } = await createAgentBench(program);
    const prompt = Array.from(
      { length: 6_000 },
      (_, line) => `line ${line} of a prompt that is rather long`,
    ).join('\n');
    expect(prompt.length).toBeGreaterThan(250_000);
    server.play({ say: 'I have read it' });
    await run(program.first(randomUUID(), repository.root), prompt);
    expect(server.conversations().map(conversationText).join()).toContain(prompt);
  });
});
