import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { conversationText } from '../support/modelServer/request.js';
import type { Turn } from '../support/modelServer/turns.js';
import { PROGRAMS, type Program } from './programs.js';
import { createRunBench } from './runBench.js';

const claude = PROGRAMS.find(({ bin }) => bin === 'claude') as Program;

const task = (id: string, title: string): object => ({
  id,
  title,
  description: `Write ${title}.`,
  acceptance_criteria: [`${title} is there`],
  status: 'pending',
});

const CASE = {
  summary: 'it is written',
  ac_coverage: [{ criterion: 'it is there', addressed_by: 'the file' }],
};
const REJECTED = {
  verdict: 'reject',
  category: 'half_finished',
  concern: 'it is half of it',
  evidence: ['one.txt'],
  next_step: 'write the other half',
};
const ACCEPTED = { verdict: 'accept', category: null };

describe('the workflow `tasks` with Claude Code', () => {
  it('does a prd.json task by task, each judged by a session that knows nothing of the work, and commits each', async () => {
    const bench = await createRunBench(claude);
    const prd = [task('T-001', 'one.txt'), task('T-002', 'two.txt')];
    bench.repository.commit({ 'prd.json': JSON.stringify(prd), 'AGENTS.md': 'Be brief.\n' });
    // The worktree has to be known before the answers can name it.
    bench.server.play({ wait: 2_000 });
    const { ended } = bench.start(['run', 'tasks', '--tasks', 'prd.json'], { cwd: bench.repository.root });
    await bench.stands();
    const writes = (path: string, content: unknown): readonly Turn[] => [
      { say: 'I write', call: claude.write(join(bench.worktree(), path), String(content)) },
    ];
    const works = (file: string, text: string): readonly Turn[] => [
      ...writes(file, text),
      ...writes('.refold/out/case.json', JSON.stringify(CASE)),
      { say: `${file} is done` },
    ];
    const judges = (verdict: object): readonly Turn[] => [
      ...writes('.refold/out/verdict.json', JSON.stringify(verdict)),
      { say: 'that is my verdict' },
    ];
    bench.server.play(...works('one.txt', 'half'), ...judges(REJECTED));
    bench.server.play(...works('one-more.txt', 'whole'), ...judges(ACCEPTED));
    bench.server.play(...works('two.txt', 'two'), ...judges(ACCEPTED));
    const { exit, stdout, stderr } = await ended;
    expect(exit, stdout + stderr).toBe(0);
    const events = bench.events();
    const verdicts = events.filter(({ type }) => type === 'WorkJudged').map(({ data }) => data.accepted);
    expect(verdicts).toEqual([false, true, true]);
    const branch = `refold/${events[0]?.data.run}/main`;
    expect(bench.repository.git('log', '--format=%s', '-2', branch).split('\n')).toEqual([
      'T-002: two.txt',
      'T-001: one.txt',
    ]);
    const sessions = events.filter(({ type }) => type === 'SessionBound').map(({ data }) => data.session);
    // Of six calls the second of a worker goes on with its session; each evaluator has one of its own.
    expect(events.filter(({ type }) => type === 'CallFinished')).toHaveLength(6);
    expect(new Set(sessions).size).toBe(5);
    const told = bench.server.conversations().map(conversationText);
    expect(told.some((text) => text.includes('it is half of it') && text.includes('one.txt is done'))).toBe(
      true,
    );
    const report = JSON.parse((await bench.refold(['report', '--json'])).stdout);
    expect(report.total.verdicts).toEqual({ half_finished: 1, accepted: 2 });
    expect(report.total.spend.tokensOut).toBeGreaterThan(0);
  });
});
