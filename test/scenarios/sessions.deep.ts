import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, exited, ofType, until } from '../support/refold.js';
import { killAgents } from '../support/sweep.js';

const AGENT = 'type: code, agent: {scripted: scenario.yaml}';

const benchWith = (steps: string, turns: string): { readonly bench: Bench; readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const text = `turns:\n${turns}`.replaceAll('$F', bench.folder);
  return { bench, file: bench.workflow(`name: w\nsteps:\n${steps}`, text) };
};

/** The sessions of the calls, as they were asked for, by step. */
const asked = (bench: Bench): readonly unknown[] =>
  ofType(bench, 'CallIntended').map(({ data }) => [
    data.path,
    (data.session as { how: string } | undefined)?.how,
    (data.session as { id: string } | undefined)?.id,
  ]);

const prompts = (bench: Bench): readonly string[] =>
  ofType(bench, 'CallIntended').map(({ data }) => (data.prompt as readonly string[]).join(''));

const boundIn = (bench: Bench): readonly unknown[] =>
  ofType(bench, 'SessionBound').map(({ data }) => data.session);

describe('a session', () => {
  it('is named before the agent is spawned, bound by its first line, and gone on with where the workflow says so', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: p}\n  - {name: two, ${AGENT}, prompt: "{one.session_id}", session: {from: one}}\n  - {name: three, ${AGENT}, prompt: p}\n`,
      ['one', 'two', 'three']
        .map((name) => `  - {step: ${name}, do: [{session: true}, {write: {${name}.txt: x}}]}\n`)
        .join(''),
    );
    exited(await bench.refold(['run', file]));
    const [first, second, third] = asked(bench) as readonly [string, string, string][];
    const id = first?.[2];
    expect(id).toMatch(/^[0-9a-f-]{36}$/);
    expect([first, second]).toEqual([
      ['one', 'new', id],
      ['two', 'continue', id],
    ]);
    expect(third?.[1]).toBe('new');
    expect(third?.[2]).not.toBe(id);
    expect(boundIn(bench)).toEqual([id, id, third?.[2]]);
    expect(prompts(bench)[1]).toBe(id);
    const types = bench.events().map(({ type }) => type);
    expect(types.indexOf('SessionBound')).toBeGreaterThan(types.indexOf('AgentSpawned'));
    expect(JSON.parse((await bench.refold(['show', '--json'])).stdout).steps[0].session).toBe(id);
  });

  it('is another one, with a word about it, where there is none to go on with', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: p}\n  - {name: two, ${AGENT}, prompt: p, session: {from: one}}\n`,
      '  - {step: one, do: [{write: {one.txt: x}}]}\n  - {step: two, do: [{session: true}]}\n',
    );
    const run = await bench.refold(['run', file]);
    exited(run);
    expect(run.stderr).toContain('two: a new session instead of that of one (no session)');
    expect(ofType(bench, 'SessionNotContinued').map(({ data }) => [data.path, data.why])).toEqual([
      ['two', 'no session'],
    ]);
  });

  it('is kept by a retry, and by a resume after the engine and its agent were killed in the middle of a turn', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: p, gate: [{bash: test -f good.txt}], retry: [{exit: 2}]}\n`,
      `  - {step: one, attempt: 1, do: [{session: true}, {write: {half.txt: x}}]}
  - {step: one, attempt: 2, call: 1, do: [{session: true}, {run: [touch, "$F/second"]}, {hang: true}]}
  - {step: one, attempt: 2, call: 2, do: [{session: true}, {write: {good.txt: x}}]}
`,
    );
    const { child, ended } = bench.start(['run', file]);
    await until(() => existsSync(join(bench.folder, 'second')) && boundIn(bench).length === 2);
    child.kill('SIGKILL');
    await ended;
    await killAgents(bench);
    exited(await bench.refold(['resume']));
    const ids = asked(bench).map((one) => (one as readonly string[])[2]);
    expect(new Set(ids).size).toBe(1);
    expect(prompts(bench).at(-1)).toContain('You were interrupted before this was done');
  });

  it('that is lost is told of, and the turn is taken again in a new one that is told what the old came to', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: first}\n  - {name: two, ${AGENT}, prompt: second, session: {from: one}}\n`,
      `  - {step: one, do: [{session: true}, {write: {one.txt: x}}, {say: "I wrote one.txt"}]}
  - {step: two, call: 1, do: [{complain: "no such session: it was cleaned up"}, {exit: 1}]}
  - {step: two, call: 2, do: [{session: true}, {write: {two.txt: x}}]}
`,
    );
    const run = await bench.refold(['run', file]);
    exited(run);
    expect(run.stderr).toContain('its session is lost, a new one begins: no such session: it was cleaned up');
    expect(ofType(bench, 'SessionLost')).toHaveLength(1);
    expect(ofType(bench, 'AttemptFailed')).toEqual([]);
    const [, , third] = asked(bench) as readonly (readonly string[])[];
    expect(third?.[1]).toBe('new');
    expect(prompts(bench)[2]).toContain('second');
    expect(prompts(bench)[2]).toContain('an earlier conversation about this, which is lost');
    expect(prompts(bench)[2]).toContain('I wrote one.txt');
  });

  it('that is not the one that was asked for stops the agent at once: nothing is done without its past', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: first}\n  - {name: two, ${AGENT}, prompt: second, session: {from: one}}\n`,
      `  - {step: one, do: [{session: true}, {write: {one.txt: x}}]}
  - {step: two, call: 1, do: [{session: another}, {hang: true}]}
  - {step: two, call: 2, do: [{session: true}, {write: {two.txt: x}}]}
`,
    );
    exited(await bench.refold(['run', file]));
    const [lost] = ofType(bench, 'SessionLost');
    expect(lost?.data).toMatchObject({
      found: 'another',
      session: (asked(bench)[0] as readonly string[])[2],
    });
    expect(readFileSync(join(bench.worktree(), 'two.txt'), 'utf8')).toBe('x');
  });

  it('is lost once in an attempt: a second loss fails it', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: first}\n  - {name: two, ${AGENT}, prompt: second, session: {from: one}}\n`,
      `  - {step: one, do: [{session: true}, {write: {one.txt: x}}]}
  - {step: two, do: [{complain: "no such session"}, {exit: 1}]}
`,
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    expect(asked(bench)).toHaveLength(3);
  });

  it('is dropped by a replay of its step, and one that a replayed step went on with is rewound', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: p}\n  - {name: two, ${AGENT}, prompt: p, session: {from: one}}\n`,
      ['one', 'two']
        .map((name) => `  - {step: ${name}, do: [{session: true}, {write: {${name}.txt: x}}]}\n`)
        .join(''),
    );
    exited(await bench.refold(['run', file]));
    exited(await bench.refold(['replay', '--from-step', 'two']));
    expect(ofType(bench, 'SessionNotContinued').map(({ data }) => data.why)).toEqual(['rewound']);
    exited(await bench.refold(['replay', '--from-step', 'one']));
    const ids = (asked(bench) as readonly (readonly string[])[]).map(([path, how]) => `${path} ${how}`);
    expect(ids).toEqual(['one new', 'two continue', 'two new', 'one new', 'two continue']);
  });
});

describe('what was used', () => {
  it('is added up once, over failed attempts, kills, resumes and replays', async () => {
    const { bench, file } = benchWith(
      `  - {name: one, ${AGENT}, prompt: p, retry: [{exit: 2}]}\n  - {name: two, ${AGENT}, prompt: p}\n`,
      `  - {step: one, attempt: 1, do: [{session: true}, {say: '{"turns": 1, "tokens": 100, "cost": 0.25}'}, {exit: 1}]}
  - {step: one, attempt: 2, do: [{session: true}, {say: '{"turns": 2, "tokens": 10, "cost": 0.5}'}]}
  - {step: two, do: [{session: true}, {say: '{"tokens": 1000, "cost": 1}'}, {run: [sh, -c, 'test -e "$F/there" || { touch "$F/there"; sleep 600; }']}]}
`,
    );
    const { child, ended } = bench.start(['run', file]);
    await until(() => existsSync(join(bench.folder, 'there')));
    child.kill('SIGINT');
    expect((await ended).exit).toBe(130);
    exited(await bench.refold(['resume']));
    exited(await bench.refold(['replay', '--from-step', 'two']));
    const { spend } = JSON.parse((await bench.refold(['show', '--json'])).stdout);
    expect(spend).toMatchObject({
      cost: 0.25 + 0.5 + 3 * 1,
      tokensOut: 110 + 3 * 1000,
      callsWithoutTokens: 0,
    });
    expect((await bench.refold(['show'])).stdout).toMatch(/spend +\$3\.75, 0 tokens in, 3,110 out/);
  });
});
