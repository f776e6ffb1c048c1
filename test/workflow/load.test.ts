import { describe, expect, it } from 'vitest';
import { right } from '../contracts/runStore.js';
import { loadFrom } from './loading.js';

describe('loading a workflow', () => {
  it('brings flat and block form, prompts and gates to one stored form', async () => {
    const flat =
      'name: w\nsteps: [{name: a, type: code, agent: {command: [x, y]}, prompt: p, gate: [{bash: g}, {bash: h}], retry: [{attempt: 2, prompt: q, worktree: reset}, {exit: 3}]}]';
    const blocks =
      'name: w\nsteps: [{name: a, type: code, run: {agent: {command: [x, y]}}, get: {prompt: {file: p.md}}, gate: [{bash: g}, {bash: h}], retry: [{attempt: 2, prompt: q, worktree: reset}, {exit: 3}]}]';
    const trees = await Promise.all(
      [flat, blocks].map(async (text) => right(await loadFrom({ w: text, 'p.md': 'p' })).treeWith(new Map())),
    );
    expect(trees[0]).toEqual({
      name: 'w',
      steps: [
        {
          name: 'a',
          type: 'code',
          agent: { name: 'command', provider: 'command', command: ['x', 'y'] },
          prompt: ['p'],
          gates: [
            { name: 'bash', kind: 'bash', command: 'g' },
            { name: 'bash_2', kind: 'bash', command: 'h' },
          ],
          retry: { attempts: 3, overrides: [{ from: 2, prompt: ['q'], reset: true }] },
        },
      ],
    });
    expect(trees[1]).toEqual(trees[0]);
  });

  it('makes an evaluator of a review, with the caps of the step, of the workflow, and those that go without saying', async () => {
    const agent = '{command: [x]}';
    const review = async (more: string, root = '') => {
      const text = `name: w\n${root}steps: [{name: a, type: code, agent: ${agent}, prompt: p, ${more}}]`;
      return right(await loadFrom({ w: text })).treeWith(new Map()).steps[0]?.review;
    };
    expect(await review(`review: {agent: ${agent}}`)).toEqual({
      evaluator: {
        name: 'review',
        type: 'review',
        agent: { name: 'command', provider: 'command', command: ['x'] },
        worktree: 'read-only',
        retry: { attempts: 2, overrides: [] },
      },
      caseRequired: false,
      iterations: 32,
      quietTurns: 3,
      emptyResponses: 3,
    });
    const all = `review: {agent: ${agent}, prompt: "see {diff}", guard: {max_time: 2m}, case: required, rejections: 4}`;
    expect(
      await review(`${all}, budget: {iterations: 5}`, 'budget: {iterations: 9, quiet_turns: 1}\n'),
    ).toMatchObject({
      evaluator: { prompt: ['see ', { variable: 'diff' }], guard: { maxMs: 120_000 } },
      caseRequired: true,
      iterations: 5,
      rejections: 4,
      quietTurns: 1,
    });
    expect(await review(`review: {agent: ${agent}}`, 'budget: {rejections: 2}\n')).toMatchObject({
      rejections: 2,
    });
    expect(
      await review(`review: {agent: ${agent}, rejections: 0}`, 'budget: {rejections: 2}\n'),
    ).not.toHaveProperty('rejections');
  });

  it('hands out long prompts and every scenario to be kept, each once', async () => {
    const long = 'x'.repeat(9_000);
    const text =
      'name: w\nsteps: [{name: a, type: code, agent: {scripted: s}, prompt: {file: l}}, {name: b, type: code, agent: {scripted: s}, prompt: {file: l}}]';
    const workflow = right(await loadFrom({ w: text, s: 'turns: []', l: long }));
    expect([...workflow.kept].sort()).toEqual(['turns: []', long].sort());
    const refs = new Map(
      workflow.kept.map((kept, index) => [kept, { sha256: String(index).repeat(64), bytes: kept.length }]),
    );
    const [a, b] = workflow.treeWith(refs).steps;
    expect(a?.prompt).toEqual([refs.get(long)]);
    expect(b?.agent?.scenario).toEqual(refs.get('turns: []'));
  });

  it('knows specials, siblings, what surrounds a step, and values from the command line', async () => {
    const text =
      'name: w\nsteps:\n  - {name: tests, gate: [test]}\n  - {name: g, steps: [{name: a, type: code, agent: {command: [x]}, prompt: "{tests.gate.test} {spec} {error} {prev.diff} {gate.lint.error} {run.id} {mine}", gate: [lint]}]}';
    expect(await loadFrom({ w: text }, { mine: '' })).toMatchObject({ _tag: 'Right' });
  });

  it('takes the shorthands that are no YAML, and leaves prompts that hold them as they are', async () => {
    const text =
      'name: w\nsteps:\n  - {name: tests, type: code, agent: {command: [x]}, prompt: p}\n  - name: a\n    type: code\n    session: from: tests\n    agent: {tests.agent}\n    prompt: |\n      session: from: tests\n';
    const [, a] = right(await loadFrom({ w: text })).treeWith(new Map()).steps;
    expect(a).toMatchObject({
      session: 'tests',
      agent: { variable: 'tests' },
      prompt: ['session: from: tests\n'],
    });
  });
});
