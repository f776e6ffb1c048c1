import { describe, expect, it } from 'vitest';
import { MOST_SEARCHES, unanswered, type Wanted } from '../../src/workflow/wanted.js';
import { problemsOf } from './loading.js';

describe('workflows that call each other many times over', () => {
  it('are read once each, and what is wrong is told once', async () => {
    const depth = 25;
    const files = Object.fromEntries(
      Array.from({ length: depth }, (_, level) => {
        const next = level + 1;
        const steps = `{name: a, workflow: a${next}}, {name: b, gate: [{validate: b${next}}]}`;
        return ['a', 'b'].map((side) => [`${side}${level}`, `name: ${side}\nsteps: [${steps}]`]);
      }).flat(),
    );
    const last = `name: l\nsteps: [{name: a, type: code, agent: {command: [x]}, prompt: "{spce}"}, {name: a, gate: [test]}]`;
    const told = await problemsOf({ ...files, w: files.a0 ?? '', [`a${depth}`]: last, [`b${depth}`]: last });
    expect(told.map(({ file, line, column }) => `${file}:${line}:${column}`)).toEqual(
      [`a${depth}`, `b${depth}`].flatMap((file) => [`${file}:2:63`, `${file}:2:80`]),
    );
    expect(told[0]?.message).toMatch(
      /^unknown variable `{spce}` \(called from (a\d+:2:\d+ ← )+w:2:29, and from elsewhere\); did/,
    );
  });
});

describe('names that nobody answers to', () => {
  it('are all told, and the nearest name is looked for only as often as someone may want to read it', () => {
    let searches = 0;
    const known = (): readonly string[] => {
      searches += 1;
      return ['topic'];
    };
    const wanted: readonly Wanted[] = Array.from({ length: 2_000 }, (_, index) => ({
      name: 'tpoic',
      problem: { file: 'w', line: index + 1, column: 1, message: 'unknown variable `{tpoic}`' },
      known,
      calls: [],
    }));
    const told = unanswered('w', wanted);
    expect(told).toHaveLength(2_000);
    expect(searches).toBe(MOST_SEARCHES);
    expect(told.filter(({ message }) => message.endsWith('did you mean `topic`?'))).toHaveLength(
      MOST_SEARCHES,
    );
  });
});

describe('what a called workflow knew', () => {
  const AGENT = 'type: code, agent: {command: [x]}';
  const told = async (prompt: string) => {
    const w = `name: w\nsteps:\n  - {name: a, workflow: called}\n  - {name: b, ${AGENT}, get: {workflow: called, prompt: "${prompt}"}}`;
    const called = `name: called\nsteps:\n  - {name: g, steps: [{name: look, ${AGENT}, prompt: x, gate: [test]}]}\n  - {name: deep, workflow: inner}`;
    const inner = 'name: inner\nsteps: [{name: c, gate: [test]}]';
    return (await problemsOf({ w, called, inner })).map(({ line, message }) => `${line}: ${message}`);
  };

  it.each([
    'a.state.g/look.output',
    'a.state.g/look.gate.test',
    'b.state.g.status',
    'a.state.deep.state.c.status',
  ])('{%s} is known', async (name) => {
    expect(await told(`{${name}}`)).toEqual([]);
  });

  it.each([
    ['a.state.g/look.outptu', '; did you mean `a.state.g/look.output`?'],
    ['a.state.g/lok.output', '; did you mean `a.state.g/look.output`?'],
    ['a.state.g', '; did you mean `a.status`?'],
    ['a.state.nothing_like_it.output', ''],
  ])('{%s} is not', async (name, instead) => {
    expect(await told(`{${name}}`)).toEqual([`4: unknown variable \`{${name}}\`${instead}`]);
  });
});
