import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import type { Sources } from '../../src/ports/sources.js';
import { load } from '../../src/workflow/load.js';
import { right } from '../contracts/runStore.js';

const sources = (files: Readonly<Record<string, string>>): Sources => {
  const read = (path: string) => async () =>
    path in files
      ? E.right({ path, text: files[path] ?? '' })
      : E.left({ _tag: 'SourceMissing' as const, name: path, looked: [path] });
  return { workflow: read, called: (_, name) => read(name), beside: (_, path) => read(path) };
};

const loadFrom = (files: Readonly<Record<string, string>>, bound: readonly string[] = []) =>
  load(
    {
      sources: sources(files),
      bound,
      settings: { agent: undefined, gateCommands: {}, pauseAfter: undefined, sessions: new Map() },
    },
    'w',
  )();

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

  it.each([
    [
      'of no step',
      '{tets.output}',
      'unknown variable `{tets.output}`; did you mean `{tests.output}`?'.replace(
        '`{tests.output}`',
        '`tests.output`',
      ),
    ],
    ['of no field', '{tests.outputs}', 'did you mean `tests.output`?'],
    ['of a task outside of one', '{task.name}', 'unknown variable `{task.name}`'],
    ['of a gate that is not there', '{gate.lint}', 'unknown variable `{gate.lint}`'],
    ['that means a brace', '/users/{id}', 'unknown variable `{id}`'],
  ])('reports a variable %s, with the nearest name', async (_, prompt, words) => {
    const text = `name: w\nsteps:\n  - {name: tests, gate: [test]}\n  - {name: a, type: code, agent: {command: [x]}, prompt: "${prompt}"}`;
    expect(await loadFrom({ w: text })).toMatchObject({
      left: { problems: [{ line: 4, message: expect.stringContaining(words) }] },
    });
  });

  it('knows specials, siblings, what surrounds a step, and values from the command line', async () => {
    const text =
      'name: w\nsteps:\n  - {name: tests, gate: [test]}\n  - {name: g, steps: [{name: a, type: code, agent: {command: [x]}, prompt: "{tests.gate.test} {spec} {error} {prev.diff} {gate.lint.error} {run.id} {mine}", gate: [lint]}]}';
    expect(await loadFrom({ w: text }, ['mine'])).toMatchObject({ _tag: 'Right' });
  });

  it('reports what is wrong in a called workflow at the place of the call', async () => {
    const text = 'name: w\nsteps:\n  - {name: a, workflow: ./sub.yaml}';
    expect(await loadFrom({ w: text, './sub.yaml': 'name: s\nsteps: [{name: b}]' })).toMatchObject({
      left: { problems: [{ line: 3, message: expect.stringContaining('in ./sub.yaml:2:9: a step needs') }] },
    });
  });

  it('takes the shorthands that are no YAML', async () => {
    const text =
      'name: w\nsteps:\n  - {name: tests, type: code, agent: {command: [x]}, prompt: p}\n  - name: a\n    type: code\n    session: from: tests\n    agent: {tests.agent}\n    prompt: p\n';
    const [, a] = right(await loadFrom({ w: text })).treeWith(new Map()).steps;
    expect(a).toMatchObject({ session: 'tests', agent: { variable: 'tests' } });
  });

  it('reports every file that is missing, at the place that names it', async () => {
    const text =
      'name: w\nsteps:\n  - {name: a, type: code, agent: {scripted: s}, prompt: {file: p}}\n  - {name: b, type: code, agent: {scripted: t}, prompt: x}';
    expect(await loadFrom({ w: text })).toMatchObject({
      left: {
        _tag: 'WorkflowInvalid',
        problems: [
          { line: 3, message: expect.stringContaining('there is no file s') },
          { line: 3, message: expect.stringContaining('there is no file p') },
          { line: 4, message: expect.stringContaining('there is no file t') },
        ],
      },
    });
  });
});
