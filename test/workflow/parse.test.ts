import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { parse } from '../../src/workflow/parse.js';

const report = (text: string): string => {
  const parsed = parse(text);
  const problems = E.isLeft(parsed) ? parsed.left : parsed.right.warnings;
  return problems.map(({ line, column, message }) => `${line}:${column} ${message}`).join('\n');
};

const STEP = 'name: w\nsteps:\n  - ';

/** Files that do not hold together, with the exact words for each. */
const BROKEN: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a list': '- a\n- b\n',
  'a text': 'hello',
  'no name': 'steps: [{name: a, gate: [{bash: x}]}]',
  'no steps': 'name: w',
  'empty steps': 'name: w\nsteps: []',
  'steps that are no list': 'name: w\nsteps: {a: 1}',
  'a step that is a text': 'name: w\nsteps: [a]',
  'an unknown key at the root': 'name: w\nstep: []\nsteps: [{name: a, gate: [{bash: x}]}]',
  'an unknown key in a step': `${STEP}name: a\n    promt: x\n    gate: [{bash: x}]`,
  'an unknown key like no other': `${STEP}name: a\n    xyzzy: 1\n    gate: [{bash: x}]`,
  'a step without a name': `${STEP}gate: [{bash: x}]`,
  'a name with a slash': `${STEP}{name: a/b, gate: [{bash: x}]}`,
  'a name that climbs': `${STEP}{name: a..b, gate: [{bash: x}]}`,
  'a name that is a number': `${STEP}{name: 7, gate: [{bash: x}]}`,
  'two steps of one name': `${STEP}{name: a, gate: [{bash: x}]}\n  - {name: a, gate: [{bash: y}]}`,
  'a prompt without an agent': `${STEP}{name: a, type: code, prompt: x}`,
  'an agent without a prompt': `${STEP}{name: a, type: code, agent: {command: [x]}}`,
  'an agent without a type': `${STEP}{name: a, agent: {command: [x]}, prompt: x}`,
  'a type without an agent': `${STEP}{name: a, type: code, gate: [{bash: x}]}`,
  'an unknown type': `${STEP}{name: a, type: split, agent: {command: [x]}, prompt: x}`,
  'a step of nothing': `${STEP}{name: a}`,
  'an agent that is no name': `${STEP}{name: a, type: code, agent: "two words", prompt: x}`,
  'an empty command': `${STEP}{name: a, type: code, agent: {command: []}, prompt: x}`,
  'an empty prompt': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: " "}`,
  'a prompt of two forms': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: {file: a, text: b}}`,
  'a key in flat and in block form': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, get: {prompt: y}}`,
  'an unknown key in a block': `${STEP}{name: a, type: code, agent: {command: [x]}, get: {prompt: y, sessoin: new}}`,
  'a gate that is no list': `${STEP}{name: a, gate: {bash: x}}`,
  'an empty list of gates': `${STEP}{name: a, gate: []}`,
  'an unknown gate': `${STEP}{name: a, gate: [compyle, {bash: x}]}`,
  'a gate without an argument': `${STEP}{name: a, gate: [{bash: ""}]}`,
  'retry without exit': `${STEP}{name: a, gate: [{bash: x}], retry: [{attempt: 2}]}`,
  'retry with attempts that fall': `${STEP}{name: a, gate: [{bash: x}], retry: [{attempt: 3}, {attempt: 2}, {exit: 4}]}`,
  'retry with attempt 1': `${STEP}{name: a, gate: [{bash: x}], retry: [{attempt: 1}, {exit: 4}]}`,
  'retry with two conditions': `${STEP}{name: a, gate: [{bash: x}], retry: [{attempt: 2, exit: 4}]}`,
  'retry with no condition': `${STEP}{name: a, gate: [{bash: x}], retry: [{prompt: x}, {exit: 2}]}`,
  'retry with an exit of 0': `${STEP}{name: a, gate: [{bash: x}], retry: [{exit: 0}]}`,
  'retry with an unknown worktree': `${STEP}{name: a, gate: [{bash: x}], retry: [{attempt: 2, worktree: keep}, {exit: 3}]}`,
  'a group with an agent': `${STEP}{name: g, agent: {command: [x]}, prompt: x, steps: [{name: a, gate: [{bash: x}]}]}`,
  'a group with gates and retry': `${STEP}{name: g, gate: [{bash: x}], retry: [{exit: 2}], steps: [{name: a, gate: [{bash: x}]}]}`,
  'mistakes deep in a group': `${STEP}name: g\n    steps:\n      - name: a\n        gate:\n          - bsh: x\n      - name: a\n        gate: [{bash: y}]`,
  'YAML that does not parse': 'name: w\nsteps: [{name: a',
  'a tab for a blank': 'name: w\nsteps:\n\t- name: a',
  'a key twice': 'name: w\nname: v\nsteps: [{name: a, gate: [{bash: x}]}]',
  'a split without each': `${STEP}{name: a, type: split, agent: {command: [x]}, prompt: x}`,
  'each without a split': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, each: [{name: b, gate: [test]}]}`,
  'tasks with an agent': `${STEP}{name: a, type: split, agent: {command: [x]}, prompt: x, tasks: {file: t}, each: [{name: b, gate: [test]}]}`,
  'tasks that are no file': `${STEP}{name: a, type: split, tasks: [x], each: [{name: b, gate: [test]}]}`,
  'a session of a unit beside': `${STEP}name: a\n    parallel: true\n    steps:\n      - {name: b, type: code, agent: pass}\n      - {name: c, type: code, agent: pass, session: {from: b}}`,
  'a session for two units': `${STEP}{name: p, type: code, agent: pass}\n  - name: a\n    parallel: true\n    steps:\n      - {name: b, type: code, agent: pass, session: {from: p}}\n      - name: c\n        steps: [{name: d, type: code, agent: pass, session: {from: p}}]`,
  'a session for every task': `${STEP}name: a\n    type: split\n    agent: pass\n    parallel: true\n    each: [{name: c, type: code, agent: pass, session: {from: a}}]`,
  'a retry that resets a group': `${STEP}{name: g, retry: [{attempt: 2, worktree: reset, agent: pass}, {exit: 3}], steps: [{name: a, gate: [{bash: x}]}]}`,
  'code without a worktree': `${STEP}{name: g, type: code, agent: {command: [x]}, prompt: p, worktree: none}`,
  'a split that writes': `${STEP}{name: g, type: split, agent: {command: [x]}, prompt: p, worktree: read-write, each: [{name: a, gate: [{bash: x}]}]}`,
  'a retry that resets tasks': `${STEP}{name: g, type: split, agent: pass, retry: [{attempt: 2, worktree: reset}, {exit: 3}], each: [{name: a, gate: [{bash: x}]}]}`,
  'parallel without units': `${STEP}{name: a, parallel: true, gate: [test]}`,
  'max_parallel alone': `${STEP}{name: a, max_parallel: 2, steps: [{name: b, gate: [test]}]}`,
  'steps and a workflow': `${STEP}{name: a, workflow: w, steps: [{name: b, gate: [test]}]}`,
  'a workflow with an agent': `${STEP}{name: a, workflow: w, agent: {command: [x]}, prompt: x}`,
  'with without a workflow': `${STEP}{name: a, gate: [test], with: {x: y}}`,
  'a workflow name that climbs': `${STEP}{name: a, workflow: ../w}`,
  'a guard without an agent': `${STEP}{name: a, gate: [test], guard: {max_turns: 1}}`,
  'a guard with two times': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, guard: {max_time: 1m, timeout: 2m}}`,
  'a bad duration': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, guard: {max_time: soon}}`,
  'an unknown limit of a guard': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, guard: {max_turn: 1}}`,
  'a budget of nothing': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, guard: {max_budget: 0}}`,
  'hitl without an agent': `${STEP}{name: a, gate: [test], hitl: true}`,
  'an unknown hitl': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, hitl: later}`,
  'a session of its own': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, session: {from: a}}`,
  'a session of nobody': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, session: {from: tests}}`,
  'a session of a later step': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, session: {from: b}}\n  - {name: b, gate: [test]}`,
  'a session of no form': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, session: old}`,
  'a worktree without an agent': `${STEP}{name: a, gate: [test], worktree: none}`,
  'an unknown worktree': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, worktree: mine}`,
  'a context of no form': `${STEP}{name: a, type: code, agent: {command: [x]}, prompt: x, context: [docs]}`,
  'a coverage of no number': `${STEP}{name: a, gate: [{coverage: most}]}`,
  'a touched without a glob': `${STEP}{name: a, gate: [touched]}`,
  'a gate with more than it takes': `${STEP}{name: a, gate: [{bash: x, times: 2}]}`,
  'a test with an argument': `${STEP}{name: a, gate: [{test: x}]}`,
  'a validate without a workflow': `${STEP}{name: a, gate: [validate]}`,
  'retry on a gate that is not there': `${STEP}{name: a, gate: [test], retry: [{not: gate.tests}, {exit: 2}]}`,
  'retry on a validator that is not there': `${STEP}{name: a, gate: [{validate: v/x}], retry: [{validate: v/y}, {exit: 2}]}`,
  'retry with a session of a step': `${STEP}{name: a, gate: [test], retry: [{attempt: 2, session: {from: b}}, {exit: 3}]}`,
  'a max_timeout of no duration': 'name: w\nmax_timeout: 5\nsteps: [{name: a, gate: [test]}]',
  'an alias into its own anchor': 'name: a\nsteps: &s\n  - name: g\n    steps: *s\n',
  'two documents': 'name: a\n---\nname: b\n',
  'two ends of a retry': `${STEP}{name: a, gate: [{bash: x}], retry: [{exit: 2}, {exit: 3}]}`,
  'an attempt behind the end': `${STEP}{name: a, gate: [{bash: x}], retry: [{attempt: 9}, {exit: 4}]}`,
  'an alias to nothing': 'name: w\nsteps: *nowhere',
  'a bomb of aliases': `name: w\na: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f']
    .map((key, index) => `${key}: &${key} [${Array(9).fill(`*${'abcdef'[index]}`)}]`)
    .join('\n')}\nsteps: *f`,
  'many mistakes at once':
    'nme: w\nsteps:\n  - name: a\n    type: cod\n    promt: x\n  - name: a\n    gate: [{bsh: x}]\n    retry: [{attempt: 1}]',
};

describe('a workflow that does not hold together', () => {
  it('is reported with every problem at once, each with line, column and what to write instead', async () => {
    const reports = Object.entries(BROKEN).map(
      ([name, text]) => `${name}\n${report(text).replace(/^/gm, '  ')}\n`,
    );
    await expect(reports.join('\n')).toMatchFileSnapshot('problems.snapshot.txt');
  });

  it.each(Object.entries(BROKEN))('%s is refused without a stack', (_, text) => {
    expect(E.isLeft(parse(text))).toBe(true);
    expect(report(text)).not.toMatch(/undefined|\[object|TypeError|\n\s+at /);
  });
});

describe('a workflow that holds together', () => {
  it.each([
    ['flat', 'name: w\nsteps: [{name: a, type: code, agent: {command: [x]}, prompt: p}]'],
    ['in blocks', 'name: w\nsteps: [{name: a, type: code, run: {agent: {command: [x]}}, get: {prompt: p}}]'],
    ['with letters of any script', 'name: wörkflow\nsteps: [{name: schritt_ä.1-b, gate: [{bash: x}]}]'],
    ['with anchors', 'name: w\nsteps: [{name: a, gate: &g [{bash: x}]}, {name: b, gate: *g}]'],
  ])('%s is read', (_, text) => {
    expect(parse(text)).toMatchObject({ _tag: 'Right' });
  });

  it('is told of keys that mean nothing', () => {
    expect(report('name: w\ndescription: d\nsteps: [{name: a, gate: [{bash: x}]}]\nreview: []')).toBe(
      '2:1 `description` means nothing here and is passed over\n4:1 `review` means nothing here and is passed over',
    );
  });
});
