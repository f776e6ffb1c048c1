import { describe, expect, it } from 'vitest';
import { problemsOf } from './loading.js';
import { NAMED } from './together.js';

/** A workflow that uses the language, and that holds together. */
const WHOLE = `name: w
max_timeout: 2h
steps:
  - name: plan
    type: split
    get:
      prompt: "Plan {spec}."
      context: [{file: a.md}]
    run:
      agent: claude
      guard:
        max_turns: 3
    max_parallel: 2
    parallel: true
    each:
      - name: tests
        type: code
        agent: claude
        prompt: "Test {task.name}."
      - name: impl
        type: code
        agent: claude
        session:
          from: tests
        prompt: "Do {tests.output} {error} {gate.bash.error} {gate.x.comments}"
        hitl: after_gate
        worktree: read-write
        gate:
          - bash: npm test
          - validate: v/x
            input: "{task.name}"
        retry:
          - attempt: 2
            prompt: "{error}"
          - not: gate.bash
            agent: codex
          - validate: v/x
            session: new
          - exit: 4
  - name: call
    workflow: other
    with:
      a: "{plan.output}"
  - name: group
    steps:
      - name: look
        type: validate
        agent: {command: [look]}
        prompt: "{call.state.look.status} {plan/impl.output}"
  - name: tasks
    tasks:
      file: tasks.yaml
    each:
      - {name: do, gate: [test]}
`;

const LINES = WHOLE.split('\n');

/** Every key on a line of its own that a workflow knows, with its place. */
const KEYS = LINES.flatMap((line, index) => {
  const [, before = '', key = ''] = /^([ -]*)([a-z_]+):/.exec(line) ?? [];
  return key === '' || key === 'input' || key === 'a'
    ? []
    : [{ key, line: index + 1, column: before.length + 1 }];
});

const withLine = (line: number, change: (text: string) => string): string =>
  LINES.map((text, index) => (index === line - 1 ? change(text) : text)).join('\n');

describe('one mistake is told once', () => {
  it('and a workflow without any not at all', async () => {
    expect(await problemsOf({ ...NAMED, w: WHOLE })).toEqual([]);
  });

  it.each(KEYS)('a misspelt $key on line $line', async ({ key, line, column }) => {
    const misspelt = `${key.slice(0, -1)}x${key.slice(-1)}`;
    const w = withLine(line, (text) => text.replace(key, misspelt));
    expect(await problemsOf({ ...NAMED, w })).toMatchObject([{ line, column }]);
  });

  const WRONG = KEYS.filter(({ key }) => key !== 'name').flatMap(({ key, line }) =>
    ['[-1.5]', '{x: [-1.5]}', '-1.5'].map((value) => ({ key, line, value })),
  );

  it.each(WRONG.filter(({ key, value }) => !(isBlock(key) && value.startsWith('{'))))(
    'the value $value of $key on line $line',
    async ({ key, line, value }) => {
      const depth = depthOf(LINES[line - 1]);
      const rest = LINES.slice(line);
      const w = [
        ...LINES.slice(0, line - 1),
        (LINES[line - 1] ?? '').replace(new RegExp(`${key}:.*$`), `${key}: ${value}`),
        ...rest.slice(rest.findIndex((text) => depthOf(text) <= depth)),
      ].join('\n');
      expect((await problemsOf({ ...NAMED, w })).map((told) => `${told.line} ${told.message}`)).toEqual([
        expect.stringMatching(new RegExp(`^${line} `)),
      ]);
    },
  );
});

/** How far in the key of a line stands. */
const depthOf = (line = ''): number => (/^[ -]*/.exec(line)?.[0] ?? '').length;

/** Whether a mapping is of the right form for a key, whatever is wrong in it. */
const isBlock = (key: string): boolean => ['get', 'run', 'with'].includes(key);
