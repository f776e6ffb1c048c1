import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at } from '../support/drifting.js';
import { ofType, pairBench, turn } from '../support/pairs.js';
import { unitFolder } from '../support/parallel.js';
import { type Bench, createBench, exited, mend, type Started, until } from '../support/refold.js';
import { killAgents } from '../support/sweep.js';

const WAITS = 'touch ../../../../../began; until [ -e ../../../../../mended ]; do sleep 0.1; done';

const began = ({ folder }: Bench): boolean => existsSync(join(folder, 'began'));

const kill = async (bench: Bench, { child, ended }: Started): Promise<void> => {
  child.kill('SIGKILL');
  await ended;
  await killAgents(bench);
};

/** The gates that ran to their end, with what came of them. */
const gatesOf = (bench: Bench): readonly string[] => {
  const intents = ofType(bench, 'GateIntended');
  const nameOf = (intent: unknown): unknown => {
    const { gate } = intents.find(({ seq }) => seq === intent)?.data ?? {};
    return (gate as { readonly name: string }).name;
  };
  return ofType(bench, 'GateFinished').map(({ data }) => `${nameOf(data.intent)} ${data.result}`);
};

/** A unit of this agent beside one that has a second gate. */
const twoUnits = (agent: string, gate: string): string => `name: w
steps:
  - name: g
    parallel: true
    steps:
      - {name: u, type: code, agent: ${agent}, prompt: p}
      - {name: v, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: test ! -e BROKEN}, {bash: ${JSON.stringify(gate)}}]}
`;

describe('a gate that passed before files were changed', () => {
  it('says nothing any more where the engine was killed behind it: all gates run again, on what lies there', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w
steps:
  - name: do
    type: code
    agent: {scripted: scenario.yaml}
    prompt: p
    gate: [{bash: test ! -e BROKEN}, {bash: ${JSON.stringify(WAITS)}}]`,
      'turns: [{step: do, do: [{write: {made.txt: made}}]}]',
    );
    const run = bench.start(['run', file]);
    await until(() => began(bench));
    await kill(bench, run);
    writeFileSync(at(bench, 'BROKEN'), '');
    rmSync(at(bench, 'made.txt'));
    mend(bench);
    const { stderr } = exited(await bench.refold(['resume']), 1);
    expect(stderr).toMatch(/in flight: 2 files[\s\S]*do: its files changed since; bash again[\s\S]*✗ bash/);
    expect(gatesOf(bench)).toEqual(['bash passed', 'bash failed', 'bash_2 passed']);
  });

  it('holds where nothing changed: only what was cut off runs again', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, gate: [{bash: "true"}, {bash: ${JSON.stringify(WAITS)}}]}]`,
    );
    const run = bench.start(['run', file]);
    await until(() => began(bench));
    await kill(bench, run);
    mend(bench);
    exited(await bench.refold(['resume']));
    expect(gatesOf(bench)).toEqual(['bash passed', 'bash_2 passed']);
  });

  it('says nothing any more in a validator that was killed behind it, and has said nothing itself', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{validate: ./judge.yaml}]}]',
      `turns:
  - {step: do, do: [{write: {made.txt: made}}]}
  - {step: do/validate/two, do: [{run: [sh, -c, ${JSON.stringify(WAITS)}]}, {write: {.refold/out/validate.json: '{"pass": true}'}}]}`,
    );
    const two = '{name: two, type: validate, agent: {scripted: scenario.yaml}, prompt: p}';
    const judge = `name: judge\nsteps: [{name: one, gate: [{bash: test ! -e BROKEN}]}, ${two}]`;
    bench.repository.write({ '../workflow/judge.yaml': judge });
    const run = bench.start(['run', file]);
    await until(() => began(bench));
    await kill(bench, run);
    writeFileSync(at(bench, 'BROKEN'), '');
    mend(bench);
    exited(await bench.refold(['resume', '--on-drift', 'proceed']), 1);
    expect(gatesOf(bench)).toEqual(['bash passed', 'bash failed']);
  });

  it('says nothing any more where another step is replayed beside it', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const second = WAITS.replaceAll('../began', '../../began').replaceAll('../mended', '../../mended');
    const file = bench.workflow(
      twoUnits('{scripted: scenario.yaml}', second),
      'turns: [{step: g/u, do: [{write: {u.txt: u}}]}, {step: g/v, do: [{write: {v.txt: v}}]}]',
    );
    const run = bench.start(['run', file]);
    await until(() => began(bench) && ofType(bench, 'StepPassed').length > 0);
    await kill(bench, run);
    writeFileSync(join(unitFolder(bench, 'v'), 'BROKEN'), '');
    mend(bench);
    exited(await bench.refold(['replay', '--from-step', 'g/u']), 1);
    expect(gatesOf(bench)).toEqual(['bash passed', 'bash failed', 'bash_2 passed']);
  });

  /** A unit whose agent changes a file of the one beside it when it is ended, once that one is at its second gate or has failed there. */
  const meddling = async (second: string): Promise<Bench> => {
    const bench = createBench();
    bench.repository.commit({});
    const { folder } = bench;
    const meddles = `test -e ${folder}/meddled && exit
trap 'for unit in ../v-*; do touch $unit/BROKEN; done; touch ${folder}/meddled; exit 1' TERM
touch ${folder}/u; while :; do sleep 0.1; done`;
    const file = bench.workflow(
      twoUnits(`{command: [sh, -c, ${JSON.stringify(meddles)}]}`, `touch ${folder}/began; ${second}`),
      'turns: [{step: g/v, do: [{write: {v.txt: v}}]}]',
    );
    const { child, ended } = bench.start(['run', file]);
    const isThere = (): boolean =>
      second === 'false' ? ofType(bench, 'StepFailed').length > 0 : began(bench);
    await until(() => isThere() && existsSync(join(folder, 'u')));
    child.kill('SIGKILL');
    await ended;
    return bench;
  };

  it('says nothing any more where the file was changed while the run came to rest for a replay beside it', async () => {
    const bench = await meddling('until [ -e ../../../../../../mended ]; do sleep 0.1; done');
    mend(bench);
    exited(await bench.refold(['replay', '--from-step', 'g/u']), 1);
    expect(gatesOf(bench).slice(0, 2)).toEqual(['bash passed', 'bash failed']);
  });

  it('is asked about where a file was changed while the run came to rest for a replay beside it', async () => {
    const bench = await meddling('false');
    const replay = ['replay', '--from-step', 'g/u'];
    const { stderr } = exited(await bench.refold(replay), 3);
    expect(stderr).toMatch(/no step is replayed yet\n[\s\S]*BROKEN: ADDED/);
    expect(ofType(bench, 'RunReplayed')).toEqual([]);
    exited(await bench.refold([...replay, '--on-drift', 'proceed']), 1);
    expect(ofType(bench, 'DriftResolved')[0]?.data).toMatchObject({ unit: 'g/v', count: 1 });
  });

  it.each([
    ['bash', 'test ! -e BROKEN'],
    ['untouched', 'BROKEN'],
  ])('runs again behind a person who changed files while they were asked: %s', async (gate, what) => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      `name: w\nsteps: [{name: do, type: code, hitl: after_gate, agent: {scripted: scenario.yaml}, prompt: p, gate: [{${gate}: ${what}}]}]`,
      'turns: [{step: do, do: [{write: {made.txt: made}}]}]',
    );
    exited(await bench.refold(['run', file]), 3);
    writeFileSync(at(bench, 'BROKEN'), '');
    const said = exited(await bench.refold(['resume', '--continue', '--on-drift', 'proceed']), 1).stderr;
    expect(said).toMatch(new RegExp(`its files changed since; ${gate} again[^]*✗ ${gate}`));
    expect(gatesOf(bench)).toEqual([`${gate} passed`, `${gate} failed`]);
  });
});

describe('a pair that is killed in its review, and whose files somebody changes', () => {
  it('has its proof run again, and is reviewed anew: it does not complete over one that fails', async () => {
    const waits = `{session: true}, {run: [sh, -c, ${JSON.stringify(WAITS)}]}`;
    const bench = pairBench(
      [turn('', 'good', 'DONE')],
      [`call: 1, do: [${waits}]`, 'do: [{session: true}, {say: PASS}]'],
    );
    const run = bench.pair('proof=test ! -e BROKEN', 'max_iterations=1');
    await until(() => began(bench));
    await kill(bench, run);
    writeFileSync(at(bench, 'BROKEN'), '');
    mend(bench);
    exited(await bench.refold(['resume']), 3);
    exited(await bench.refold(['resume', '--on-drift', 'proceed']), 1);
    const [first] = ofType(bench, 'WorkJudged');
    expect(first?.data).toMatchObject({ iteration: 1, accepted: false });
    expect(gatesOf(bench).slice(0, 2)).toEqual(['bash passed', 'bash failed']);
  });
});

describe('what a person proceeds with', () => {
  it('is in the commit of the step that it was done in, also where no gate ran', async () => {
    const waits = `{session: true}, {run: [sh, -c, ${JSON.stringify(WAITS)}]}, {say: PASS}`;
    const bench = pairBench([turn('', 'good', 'DONE')], [`do: [${waits}]`]);
    const run = bench.pair();
    await until(() => began(bench));
    await kill(bench, run);
    writeFileSync(at(bench, 'mine.txt'), 'mine\n');
    mend(bench);
    exited(await bench.refold(['resume', '--on-drift', 'proceed']));
    expect(bench.repository.git('-C', bench.worktree(), 'show', 'HEAD:mine.txt')).toBe('mine');
    expect(readFileSync(at(bench, 'mine.txt'), 'utf8')).toBe('mine\n');
  });
});
