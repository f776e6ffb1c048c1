import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, mend } from '../support/refold.js';

const AGENT = 'type: code, agent: {scripted: scenario.yaml}';

/** A run of two steps, the second of which has failed; its prompt and the spec stand in files of their own. */
const failed = async (): Promise<Bench & { readonly beside: (name: string) => string }> => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const file = bench.workflow(
    `name: w\nsteps:\n  - {name: one, ${AGENT}, prompt: p}\n  - {name: two, ${AGENT}, prompt: {file: two.md}}\n`,
    `turns:
  - {step: one, do: [{write: {one.txt: x}}]}
  - {step: three, do: [{write: {three.txt: x}}]}
  - {step: two, do: [{run: [sh, -c, 'cat > two.txt; test -e "${bench.folder}/mended"']}]}
`,
  );
  const beside = (name: string): string => join(bench.folder, 'workflow', name);
  writeFileSync(beside('two.md'), 'first words of {spec}');
  writeFileSync(beside('spec.md'), 'the spec');
  expect((await bench.refold(['run', file, '--spec', beside('spec.md')])).exit).toBe(1);
  mend(bench);
  return { ...bench, beside };
};

const prompt = (bench: Bench): unknown =>
  bench.events().findLast(({ type, data }) => type === 'CallIntended' && data.path === 'two')?.data.prompt;

const calls = (bench: Bench, path: string): number =>
  bench.events().filter(({ type, data }) => type === 'CallIntended' && data.path === path).length;

describe('files that a run was made from', () => {
  it('may change or go while it stands still: a resume says which, and goes by what it holds', async () => {
    const bench = await failed();
    writeFileSync(bench.beside('two.md'), 'other words');
    for (const name of ['workflow.yaml', 'spec.md', 'scenario.yaml']) rmSync(bench.beside(name));
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    for (const name of ['two.md', 'workflow.yaml', 'spec.md', 'scenario.yaml'])
      expect(resumed.stderr).toContain(`${bench.beside(name)} has changed since, or is gone`);
    expect((prompt(bench) as readonly string[])[0]).toBe('first words of the spec');
    expect(bench.events().find(({ type }) => type === 'RunResumed')?.data.changed).toHaveLength(4);
  });

  it('say nothing when they are as they were', async () => {
    const bench = await failed();
    expect((await bench.refold(['resume'])).stderr).not.toContain('note:');
  });

  it('are read again by a replay, which says so and puts it on record', async () => {
    const bench = await failed();
    writeFileSync(bench.beside('two.md'), 'other words of {spec}');
    rmSync(bench.beside('spec.md'));
    const replayed = await bench.refold(['replay', '--from-step', 'two']);
    expect(replayed.exit, replayed.stderr).toBe(0);
    expect(replayed.stderr).toContain('two.md has changed since; the replay goes by what it says now');
    expect(replayed.stderr).toContain('spec.md has changed since, or is gone; the run goes by what it held');
    expect(prompt(bench)).toEqual(['other words of the spec']);
    expect(calls(bench, 'one')).toBe(1);
    const event = bench.events().find(({ type }) => type === 'RunReplayed');
    expect(event?.data.changed).toEqual([bench.beside('two.md'), bench.beside('spec.md')]);
    expect((await bench.refold(['verify'])).exit).toBe(0);
  });

  it('are left alone by a replay that is told to go by what the run holds, or when the workflow is gone', async () => {
    const bench = await failed();
    writeFileSync(bench.beside('two.md'), 'other words');
    expect((await bench.refold(['replay', '--from-step', 'two', '--captured'])).exit).toBe(0);
    expect(prompt(bench)).toEqual(['first words of the spec']);
    rmSync(bench.beside('workflow.yaml'));
    expect((await bench.refold(['replay', '--from-step', 'two'])).exit).toBe(0);
    expect(prompt(bench)).toEqual(['first words of the spec']);
  });
});

it('what a replay needs and cannot be had any more keeps it from clearing anything', async () => {
  const bench = await failed();
  rmSync(join(bench.runFolder(), 'payloads'), { recursive: true });
  const before = [bench.events(), bench.repository.git('for-each-ref')];
  const refused = await bench.refold(['replay', '--from-step', 'one', '--captured']);
  expect([refused.exit, refused.stderr]).toEqual([
    4,
    expect.stringMatching(/the payload [0-9a-f]{64} of the run in /),
  ]);
  expect([bench.events(), bench.repository.git('for-each-ref')]).toEqual(before);
});

describe('a replay by another workflow', () => {
  it('goes on by it from the step on, and runs what is new there', async () => {
    const bench = await failed();
    writeFileSync(
      bench.beside('other.yaml'),
      `name: other\nsteps:\n  - {name: one, ${AGENT}, prompt: changed}\n  - {name: two, ${AGENT}, prompt: "{word}"}\n  - {name: three, ${AGENT}, prompt: new}\n`,
    );
    const args = [
      'replay',
      '--from-step',
      'two',
      '--workflow',
      bench.beside('other.yaml'),
      '--set',
      'word=said',
    ];
    const replayed = await bench.refold(args);
    expect(replayed.exit, replayed.stderr).toBe(0);
    expect(prompt(bench)).toEqual(['said']);
    expect(existsSync(join(bench.worktree(), 'three.txt'))).toBe(true);
    expect((await bench.refold(['show'])).stdout).toContain('three');
  });

  it.each([
    ['another step', '{name: one', '{name: zero', 'one (code) was there, zero (code) is'],
    [
      'a step of another type',
      `{name: one, ${AGENT}, prompt: p}`,
      '{name: one, gate: [test]}',
      'one (gates) is',
    ],
    ['a step more', '  - {name: two', '  - {name: new, gate: [test]}\n  - {name: two', 'new (gates) is'],
    ['no such step', 'name: two', 'name: deux', 'two (code) was there, deux (code) is'],
  ])('is refused when there is %s before it: nothing is changed', async (_, from, to, words) => {
    const bench = await failed();
    const changed = readFileSync(bench.beside('workflow.yaml'), 'utf8').replace(from, to);
    writeFileSync(bench.beside('workflow.yaml'), changed);
    const before = bench.events().length;
    const replayed = await bench.refold(['replay', '--from-step', 'two']);
    expect(replayed.exit).toBe(2);
    expect(replayed.stderr).toContain(words);
    expect(replayed.stderr).toContain('--captured');
    expect(bench.events()).toHaveLength(before);
  });

  it('is refused when it does not hold together', async () => {
    const bench = await failed();
    writeFileSync(bench.beside('workflow.yaml'), 'name: w\nsteps: []\n');
    const replayed = await bench.refold(['replay', '--from-step', 'two']);
    expect(replayed.exit).not.toBe(0);
    expect(replayed.stderr).toContain('workflow.yaml');
    expect((await bench.refold(['replay', '--from-step', 'two', '--captured'])).exit).toBe(0);
  });
});
