import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, type Ended, exited, hasEvent, ofType, until } from '../support/refold.js';

const AGENT = 'agent: {scripted: scenario.yaml}';

/** A run of these steps, with what its agents do, and more files beside the workflow. */
const runOf = async (
  steps: string,
  turns: string,
  { files = {}, args = [] }: { files?: Record<string, string>; args?: readonly string[] } = {},
): Promise<{ readonly bench: Bench; readonly ended: Ended }> => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const file = bench.workflow(`name: w\nsteps:\n${steps}`, `turns:\n${turns}`);
  bench.repository.write(
    Object.fromEntries(Object.entries(files).map(([name, text]) => [`../workflow/${name}`, text])),
  );
  return { bench, ended: await bench.refold(['run', file, ...args], { cwd: bench.repository.root }) };
};

/** What an agent was given, with payloads read. */
const promptOf = (bench: Bench, path: string, nth = 1): string => {
  const calls = ofType(bench, 'CallIntended').filter(({ data }) => data.path === path);
  const parts = (calls[nth - 1]?.data.prompt ?? []) as readonly (string | { readonly sha256: string })[];
  return parts
    .map((part) =>
      typeof part === 'string'
        ? part
        : readFileSync(join(bench.runFolder(), 'payloads', part.sha256), 'utf8'),
    )
    .join('');
};

const fails = (bench: Bench): readonly unknown[] =>
  ofType(bench, 'AttemptFailed').map(({ data }) => [data.path, data.reason]);

const at = (bench: Bench, path: string): string | undefined => {
  const full = join(bench.worktree(), path);
  return existsSync(full) ? readFileSync(full, 'utf8') : undefined;
};

describe('an agent that is to see nothing of the worktree', () => {
  it('works in an empty folder, and its answer is read from there', async () => {
    const { bench, ended } = await runOf(
      `  - {name: think, type: artifact, worktree: none, ${AGENT}, prompt: p}\n  - {name: use, type: code, ${AGENT}, prompt: "{think.output}"}\n`,
      `  - {step: think, do: [{run: [sh, -c, "LC_ALL=C ls -A > ../../seen; test ! -e a.txt"]}, {write: {.refold/out/artifact.txt: thought, scrap.txt: x}}]}
  - {step: use, do: [{write: {b.txt: x}}]}
`,
    );
    exited(ended);
    expect(promptOf(bench, 'use')).toBe('thought');
    expect(readFileSync(join(bench.runFolder(), 'seen'), 'utf8')).toBe('.gump\n.refold\n');
    expect(at(bench, 'scrap.txt')).toBeUndefined();
  });
});

describe('a split', () => {
  const SPLIT = `  - {name: plan, type: split, ${AGENT}, prompt: "divide", retry: [{exit: 2}], each: [{name: do, type: code, ${AGENT}, prompt: "{task.name}: {task.description} of {task.files}"}]}\n`;

  it('runs its steps for every task, under the names of the tasks', async () => {
    const { bench, ended } = await runOf(
      SPLIT,
      `  - {step: plan, do: [{write: {.refold/out/plan.json: '[{"name": "Add login!", "description": "d1"}, {"name": "../../x y\\"$(z)", "files": ["b.txt"]}]'}}]}
  - {step: plan/add-login/do, do: [{write: {login.txt: x}}]}
  - {step: plan/x-y-z/do, do: [{write: {b.txt: x}}]}
`,
    );
    exited(ended);
    expect(promptOf(bench, 'plan/add-login/do')).toBe('Add login!: d1 of ');
    expect(promptOf(bench, 'plan/x-y-z/do')).toBe('../../x y"$(z):  of b.txt');
    expect(promptOf(bench, 'plan')).toContain('.refold/out/plan.json');
    expect([at(bench, 'login.txt'), at(bench, 'b.txt')]).toEqual(['x', 'x']);
    expect((await bench.refold(['show'])).stdout).toContain('add-login');
  });

  it('fails its attempt without a plan, or with one that is none, and tries again', async () => {
    const { bench, ended } = await runOf(
      SPLIT,
      `  - {step: plan, attempt: 1, do: [{write: {.refold/out/plan.json: '[{"name": ""}, {"name": "a"}, {"name": "a"}]'}}]}
  - {step: plan, attempt: 2, do: [{say: nothing}]}
`,
    );
    expect(ended.exit).toBe(1);
    const errors = ofType(bench, 'AttemptFailed').map(({ data }) => (data.error as { text: string }).text);
    expect(errors[0]).toContain('task 1 has no name; `a` stands twice');
    expect(errors[1]).toContain('left no .refold/out/plan.json');
  });

  it('takes its tasks from a file, which is captured at the start', async () => {
    const { bench, ended } = await runOf(
      `  - {name: all, type: split, tasks: {file: tasks.json}, each: [{name: do, type: code, ${AGENT}, prompt: "{task.name}"}]}\n`,
      '  - {step: all/one/do, do: [{write: {one.txt: x}}]}\n  - {step: all/two/do, do: [{exit: 1}]}\n',
      { files: { 'tasks.json': '[{"name": "one"}, {"name": "two"}]' } },
    );
    expect(ended.exit).toBe(1);
    for (const name of ['tasks.json', 'workflow.yaml', 'scenario.yaml'])
      rmSync(join(bench.folder, 'workflow', name));
    expect((await bench.refold(['resume'])).exit).toBe(1);
    expect(ofType(bench, 'CallIntended').map(({ data }) => data.path)).toEqual([
      'all/one/do',
      'all/two/do',
      'all/two/do',
    ]);
  });

  it('lets a task with files change only those', async () => {
    const { bench, ended } = await runOf(
      `  - {name: all, type: split, tasks: {file: tasks.json}, each: [{name: do, type: code, ${AGENT}, prompt: "x", retry: [{exit: 2}]}]}\n`,
      '  - {step: all/one/do, attempt: 1, do: [{write: {src/ok.txt: x, outside.txt: x}}]}\n  - {step: all/one/do, do: [{write: {src/deep/ok.txt: x}}]}\n',
      { files: { 'tasks.json': '[{"name": "one", "files": ["src/**"]}]' } },
    );
    exited(ended);
    expect(fails(bench)).toEqual([['all/one/do', 'gate']]);
    expect(promptOf(bench, 'all/one/do', 2)).toContain(
      'blast_radius failed: outside of src/** it changed outside.txt',
    );
    expect(at(bench, 'outside.txt')).toBeUndefined();
  });
});

describe('a step that may only look', () => {
  it('and wrote fails its attempt with the files, which are undone and kept', async () => {
    const { bench, ended } = await runOf(
      `  - {name: judge, type: validate, ${AGENT}, prompt: p, retry: [{exit: 2}]}\n`,
      `  - {step: judge, attempt: 1, do: [{write: {stray.txt: x, a.txt: changed, .refold/out/validate.json: '{"pass": true}'}}]}
  - {step: judge, do: [{write: {.gump/out/validate.json: '{"pass": true}'}}]}
`,
    );
    exited(ended);
    expect(fails(bench)).toEqual([['judge', 'wrote']]);
    expect([at(bench, 'stray.txt'), at(bench, 'a.txt')]).toEqual([undefined, 'a\n']);
    const kept = ofType(bench, 'WorktreeReset')[0]?.data.kept as { readonly ref: string };
    expect(bench.repository.git('show', `${kept.ref}:stray.txt`)).toBe('x');
  });

  it('says with its verdict whether it passes', async () => {
    const { bench, ended } = await runOf(
      `  - {name: judge, type: validate, ${AGENT}, prompt: p}\n`,
      `  - {step: judge, do: [{write: {.refold/out/validate.json: '{"pass": false, "comments": "too long"}'}}]}\n`,
    );
    expect(ended.exit).toBe(1);
    expect(fails(bench)).toEqual([['judge', 'verdict']]);
    expect((await bench.refold(['log'])).stdout).toContain('verdict: fail: too long');
  });

  it('leaves an artifact that later steps can draw on', async () => {
    const { bench, ended } = await runOf(
      `  - {name: look, type: artifact, ${AGENT}, prompt: p}\n  - {name: do, type: code, ${AGENT}, prompt: "known: {look.output}"}\n`,
      `  - {step: look, do: [{write: {.refold/out/artifact.txt: "the {answer} is 42"}}]}\n  - {step: do, do: [{write: {x: x}}]}\n`,
    );
    exited(ended);
    expect(promptOf(bench, 'do')).toBe('known: the {answer} is 42');
  });
});

describe('a validator', () => {
  it('sees the real diff, and its comments reach the next attempt', async () => {
    const { bench, ended } = await runOf(
      `  - {name: impl, type: code, ${AGENT}, prompt: p, gate: [{validate: ./judge.yaml, task: "make {attempt}"}], retry: [{attempt: 2, prompt: "again: {gate.validate.comments}"}, {exit: 3}]}\n`,
      `  - {step: impl, attempt: 1, do: [{write: {work.txt: first}}]}
  - {step: impl, do: [{write: {work.txt: second}}]}
  - {step: impl/validate/look, do: [{run: [sh, -c, 'mkdir -p .refold/out; if grep -q second work.txt; then echo "{\\"pass\\": true}"; else echo "{\\"pass\\": false, \\"comments\\": \\"no first\\"}"; fi > .refold/out/validate.json']}]}
`,
      {
        files: {
          'judge.yaml': `name: judge\nsteps:\n  - {name: look, type: validate, ${AGENT}, prompt: "{task}: {diff}"}\n`,
        },
      },
    );
    exited(ended);
    expect(promptOf(bench, 'impl/validate/look', 1)).toMatch(/^make 1: diff --git a\/work.txt[\s\S]*\+first/);
    expect(promptOf(bench, 'impl/validate/look', 2)).toMatch(/\+second/);
    expect(promptOf(bench, 'impl', 2)).toContain('again: no first');
    expect(ofType(bench, 'GateJudged').map(({ data }) => data.pass)).toEqual([false, true]);
    expect(ofType(bench, 'CheckpointCommitted')).toHaveLength(1);
  });
});

describe('a workflow that calls another', () => {
  const CALLED = `name: called\nsteps:\n  - {name: note, type: artifact, ${AGENT}, prompt: "about {topic} of {spec}"}\n`;

  it('as a step gives it its inputs, and knows its state', async () => {
    const { bench, ended } = await runOf(
      `  - {name: sub, workflow: ./called.yaml, with: {topic: "birds {run.number}"}}\n  - {name: do, type: code, ${AGENT}, prompt: "{sub.state.note.output}"}\n`,
      `  - {step: sub/note, do: [{write: {.refold/out/artifact.txt: noted}}]}\n  - {step: do, do: [{write: {x: x}}]}\n`,
      { files: { 'called.yaml': CALLED } },
    );
    exited(ended);
    expect(promptOf(bench, 'sub/note')).toMatch(/^about birds 1 of/);
    expect(promptOf(bench, 'do')).toBe('noted');
  });

  it('before an agent, in `get`, runs it once however often the step is tried', async () => {
    const { bench, ended } = await runOf(
      `  - name: do\n    type: code\n    get: {workflow: ./called.yaml, topic: fish, prompt: "{do.state.note.output}"}\n    run: {${AGENT}}\n    gate: [{bash: test -f x}]\n    retry: [{exit: 2}]\n`,
      `  - {step: do/called/note, do: [{write: {.refold/out/artifact.txt: noted}}]}\n  - {step: do, attempt: 1, do: [{say: no}]}\n  - {step: do, do: [{write: {x: x}}]}\n`,
      { files: { 'called.yaml': CALLED } },
    );
    exited(ended);
    expect(promptOf(bench, 'do')).toBe('noted');
    expect(ofType(bench, 'CallIntended').map(({ data }) => data.path)).toEqual([
      'do/called/note',
      'do',
      'do',
    ]);
  });

  it('that calls itself is refused', async () => {
    const { ended } = await runOf('  - {name: sub, workflow: ./called.yaml}\n', '  []', {
      files: { 'called.yaml': 'name: c\nsteps: [{name: s, workflow: ./workflow.yaml}]' },
    });
    expect(ended.exit).toBe(2);
    expect(ended.stderr).toContain('would call itself');
  });
});

describe('a guard', () => {
  it.each([
    ['max_turns: 2', `{say: '{"turns": 3}'}`, 'max_turns'],
    ['max_budget: 0.5', `{say: '{"cost": 0.6}'}`, 'max_budget'],
    ['max_tokens: 100', `{say: '{"tokens": 101}'}`, 'max_tokens'],
    ['max_time: 1s', '{wait: 1}', 'max_time'],
    ['no_write: true', `{say: '{"wrote": ["b.txt"]}'}`, 'no_write'],
  ])(
    '%s stops the agent within two seconds, undoes its work, and keeps what it spent',
    async (guard, act, name) => {
      const { bench, ended } = await runOf(
        `  - {name: do, type: code, ${AGENT}, prompt: p, guard: {${guard}}, retry: [{exit: 2}]}\n`,
        `  - {step: do, attempt: 1, do: [{write: {a.txt: changed}}, ${act}, {hang: true}]}\n  - {step: do, do: [{say: well}]}\n`,
      );
      exited(ended);
      expect(fails(bench)).toEqual([['do', 'guard']]);
      expect(ofType(bench, 'GuardTripped')[0]?.data.guard).toBe(name);
      const tripped = Date.parse(String(ofType(bench, 'GuardTripped')[0]?.at));
      const stopped = Date.parse(String(ofType(bench, 'CallInterrupted')[0]?.at));
      expect(stopped - tripped).toBeLessThan(2_000);
      expect(at(bench, 'a.txt')).toBe('a\n');
      expect(promptOf(bench, 'do', 2)).toContain('are gone');
      const kept = ofType(bench, 'WorktreeReset')[0]?.data.kept as { readonly ref: string };
      expect(bench.repository.git('show', `${kept.ref}:a.txt`)).toBe('changed');
    },
  );

  it('counts what an adopted agent showed only once', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const go = join(bench.folder, 'go');
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, type: code, ${AGENT}, prompt: p, guard: {max_turns: 9}}]`,
      `turns: [{step: do, do: [{say: '{"turns": 2}'}, {until: "${go}"}, {say: '{"turns": 3}'}]}]`,
    );
    const { child, ended } = bench.start(['run', file]);
    await until(() => hasEvent(bench, 'ActivitySeen'));
    child.kill('SIGKILL');
    await ended;
    writeFileSync(go, '');
    exited(await bench.refold(['resume']));
    expect(ofType(bench, 'ActivitySeen').map(({ data }) => data.turns)).toEqual([2, 3]);
  });
});

describe('a step that waits for a person', () => {
  const STEP = `  - {name: do, type: code, ${AGENT}, prompt: p, hitl: before_gate, gate: [{bash: test -f x}]}\n`;
  const TURN = '  - {step: do, do: [{write: {x: x}}]}\n';

  it('stops the run with exit 3, asks again, and goes on when told to; who said it is in the log', async () => {
    const { bench, ended } = await runOf(STEP, TURN);
    expect(ended.exit).toBe(3);
    expect(ended.stderr).toContain('refold resume 1 --continue');
    expect((await bench.refold(['resume'])).exit).toBe(3);
    expect((await bench.refold(['show'])).stdout).toContain('paused');
    exited(await bench.refold(['resume', '--continue']));
    const [answer] = ofType(bench, 'PauseAnswered');
    expect(answer?.data).toMatchObject({ answer: 'continue', by: expect.stringContaining(' on ') });
    expect(ofType(bench, 'CallIntended')).toHaveLength(1);
  });

  it('fails when told to abort, and is not tried again', async () => {
    const { bench } = await runOf(STEP.replace('prompt: p', 'prompt: p, retry: [{exit: 3}]'), TURN);
    expect((await bench.refold(['resume', '--abort'])).exit).toBe(1);
    expect(fails(bench)).toEqual([['do', 'aborted']]);
    // Now nobody is asked anything: who says so again would see the step run once more.
    const before = bench.events();
    for (const answer of ['--abort', '--continue', '--abort --dry-run']) {
      const refused = exited(await bench.refold(['resume', '1', ...answer.split(' ')]), 2).stderr;
      expect(refused).toMatch(/no step of run #1 waits for a person[\s\S]*nothing was changed/);
    }
    expect(bench.events()).toEqual(before);
  });

  it('is any step that --pause-after names, and a name of none is refused', async () => {
    const step = STEP.replace(', hitl: before_gate', '');
    const { ended, bench } = await runOf(step, TURN, { args: ['--pause-after', 'do'] });
    expect(ended.exit).toBe(3);
    const refused = await bench.refold(['run', '../workflow/workflow.yaml', '--new', '--pause-after', 'doo']);
    expect(refused.stderr).toContain('no step with an agent is called doo');
    expect([refused.exit, refused.stderr.split('hint: ')[1]]).toEqual([2, 'those with an agent are do\n']);
  });
});
