import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';

/** A program in the place of Claude Code: it takes the session that it is given, and writes `good` in its third turn. */
const FAKE = `
[ "$1" = --version ] && echo 9.8.7 && exit
prev=; for word; do case $prev in --session-id|--resume) id=$word ;; esac; prev=$word; done
cat > /dev/null; echo x >> .turns; [ "$(wc -l < .turns)" -lt 3 ] || touch good
echo '{"type":"system","subtype":"init","session_id":"'$id'"}'
echo '{"type":"result","subtype":"success","is_error":false,"result":"done"}'
`;

const runOf = async (steps: string): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ '.gitignore': '.turns\n' });
  mkdirSync(bench.home, { recursive: true, mode: 0o700 });
  const agents = { claude: { command: ['sh', '-c', FAKE, 'claude'] } };
  writeFileSync(join(bench.home, 'config.yaml'), JSON.stringify({ agents }));
  const tasks = join(bench.folder, 'workflow', 'tasks.json');
  const file = bench.workflow(`name: w\nsteps:\n${steps}`);
  writeFileSync(tasks, '[{"name": "One"}, {"name": "Two"}]');
  const run = await bench.refold(['run', file]);
  expect(run.exit, run.stdout + run.stderr).toBe(0);
  expect((await bench.refold(['verify'])).exit).toBe(0);
  return bench;
};

/** How each call stands to the sessions before it: a letter for each session, in the order in which they came. */
const story = (bench: Bench): string => {
  const letters = new Map<string, string>();
  return bench
    .events()
    .filter(({ type }) => type === 'SessionBound')
    .map(({ data }) => {
      const id = String(data.session);
      if (!letters.has(id)) letters.set(id, 'abcdef'[letters.size] ?? '?');
      return letters.get(id);
    })
    .join(' ');
};

const told = (bench: Bench): readonly unknown[] =>
  bench
    .events()
    .filter(({ type }) => type === 'SessionNotContinued')
    .map(({ data }) => [data.path, data.why]);

const code = (name: string, agent: string, more = ''): string =>
  `{name: ${name}, type: code, agent: ${agent}, prompt: p${more}}`;
const RETRY = (second: string): string =>
  `, gate: [{bash: "test -f good"}], retry: [{attempt: 2, ${second}}, {exit: 4}]`;

describe('the sessions of a whole run', () => {
  it.each<[string, string, string, readonly unknown[]]>([
    ['stay over retries', `  - ${code('s', 'claude', RETRY('prompt: again'))}\n`, 'a a a', []],
    [
      'end with an escalation, and stay with the new agent',
      `  - ${code('s', 'claude-haiku', RETRY('agent: claude-opus'))}\n`,
      'a b b',
      [['s', 'agent changed']],
    ],
    [
      'are new where a retry says so, once',
      `  - ${code('s', 'claude', RETRY('session: new'))}\n`,
      'a b b',
      [],
    ],
    [
      'do not go to another agent of the same program',
      `  - ${code('s', 'claude-haiku')}\n  - ${code('t', 'claude-opus', ', session: {from: s}')}\n`,
      'a b',
      [['t', 'other agent']],
    ],
    [
      'belong to a task, and go no further',
      `  - ${code('s', 'claude')}\n  - {name: p, type: split, tasks: {file: tasks.json}, each: [${code('x', 'claude')}, ${code('y', 'claude', ', session: {from: x}')}, ${code('z', 'claude', ', session: {from: s}')}]}\n`,
      'a b b c d d e',
      [
        ['p/one/z', 'other task'],
        ['p/two/z', 'other task'],
      ],
    ],
    [
      'are not those of a unit elsewhere',
      `  - ${code('s', 'claude')}\n  - {name: g, parallel: true, steps: [${code('x', 'claude', ', session: {from: s}')}]}\n`,
      'a b',
      [['g/x', 'other worktree']],
    ],
  ])('%s', async (_, steps, sessions, notices) => {
    const bench = await runOf(steps);
    expect(story(bench)).toBe(sessions);
    expect(told(bench)).toEqual(notices);
  });
});
