import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conversationText } from '../support/modelServer/request.js';
import type { Turn } from '../support/modelServer/turns.js';
import { killAll } from '../support/processes.js';
import { ofType, until } from '../support/refold.js';
import { PROGRAMS, type Program } from './programs.js';
import { createRunBench } from './runBench.js';

const [codex, claude] = ['codex', 'claude'].map((name) => PROGRAMS.find(({ bin }) => bin === name)) as [
  Program,
  Program,
];

const PAIR = ['prompt=write good', 'primary=codex', 'secondary=claude', 'review=claudex'];

describe('the workflow `pair` with Codex at work and Claude Code as its reviewer', () => {
  it('goes on until what is called done is proven and accepted by both, each in conversations of its own', async () => {
    const bench = await createRunBench(codex, claude);
    // The worktree has to be known before the answers can name it.
    bench.server.play({ wait: 2_000 });
    const set = [...PAIR, 'proof=grep -q good a.txt'].flatMap((one) => ['--set', one]);
    const { ended } = bench.start(['run', 'pair', ...set], { cwd: bench.repository.root });
    await bench.stands();
    const works = (text: string, said: string): readonly Turn[] => [
      { say: 'I write', call: codex.write(join(bench.worktree(), 'a.txt'), text) },
      { say: said },
    ];
    bench.server.play(...works('half', 'Half of it is there, and nothing is abandoned.'));
    bench.server.play(...works('good', 'All of it is there.\n\nDONE\nPASS'));
    bench.server.play({ say: 'The tests do not pass.\n\nFAIL: say it twice' });
    bench.server.play(...works('good good', 'Twice by now.\n\nDONE\nPASS'));
    bench.server.play({ say: 'It holds up.\n\nPASS' });
    const { exit, stdout, stderr } = await ended;
    expect(exit, stdout + stderr).toBe(0);
    const events = bench.events();
    const verdicts = events.filter(({ type }) => type === 'WorkJudged').map(({ data }) => data);
    expect(verdicts).toMatchObject([{ category: 'not_done' }, { accepted: false }, { accepted: true }]);
    const calls = events.filter(({ type }) => type === 'CallIntended').map(({ data }) => data);
    expect(calls.map(({ path }) => path)).toEqual(['impl', 'impl', 'impl/review', 'impl', 'impl/review']);
    const sessions = events.filter(({ type }) => type === 'SessionBound').map(({ data }) => data.session);
    expect(new Set(sessions).size).toBe(3);
    const told = bench.server.conversations().map(conversationText);
    expect(told.some((text) => text.includes('say it twice') && text.includes('Half of it is there'))).toBe(
      true,
    );
    const { stdout: bridge } = await bench.refold(['bridge', '1']);
    expect(bridge).toContain('Pass Count: 3');
    expect(bridge).toMatch(/codex \(worker\) +7: 3 result, 4 signal/);
    expect(bridge).toMatch(/claude \(evaluator\) +2: 2 review/);
    const shown = JSON.parse((await bench.refold(['show', '--json'])).stdout);
    expect(shown).toMatchObject({ state: 'completed', primary_agent: 'codex', secondary_agent: 'claude' });
  });

  it('goes on with the review after refold and the reviewer were killed in it: the worker is not asked again', async () => {
    const bench = await createRunBench(codex, claude);
    bench.server.play({ wait: 2_000 });
    const set = ['prompt=write good', 'primary=codex', 'secondary=claude'].flatMap((one) => ['--set', one]);
    const { child, ended } = bench.start(['run', 'pair', ...set], { cwd: bench.repository.root });
    await bench.stands();
    const write = codex.write(join(bench.worktree(), 'a.txt'), 'good');
    bench.server.play({ say: 'I write', call: write }, { say: 'It is there.\n\nDONE' }, { hang: true });
    const calls = (): readonly unknown[] => ofType(bench, 'CallIntended').map(({ data }) => data.path);
    await until(() => calls().includes('impl/review') && bench.server.conversations().length === 3);
    child.kill('SIGKILL');
    await ended;
    killAll(bench.processes());
    await until(() => bench.processes().length === 0);
    expect(JSON.parse((await bench.refold(['show', '--json'])).stdout).state).toBe('interrupted');
    bench.server.play({ say: 'It holds up.\n\nPASS' });
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stdout + resumed.stderr).toBe(0);
    expect(calls().filter((path) => path === 'impl')).toHaveLength(1);
    const messages = ofType(bench, 'MessagePosted').map(({ data }) => [data.from, data.kind]);
    expect(messages).toEqual([
      ['refold', 'task'],
      ['worker', 'result'],
      ['worker', 'signal'],
      ['evaluator', 'review'],
    ]);
    expect(readFileSync(join(bench.worktree(), 'a.txt'), 'utf8').trimEnd()).toBe('good');
  });
});
