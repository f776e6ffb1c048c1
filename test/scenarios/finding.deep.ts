import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Bench, createBench, exited, hasEvent, mend, until } from '../support/refold.js';
import { repositoryAt } from '../support/repository.js';
import { killAgents } from '../support/sweep.js';

const FAILS = (name: string): string =>
  `name: ${name}\nsteps: [{name: look, gate: [{bash: "test -f ../../../../../mended"}]}]`;

const failing = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({});
  return {
    ...bench,
    file: bench.workflow(FAILS('w')),
  };
};

describe('a resume without a run', () => {
  it('goes on with the only one that can be gone on with, and says by which plan', async () => {
    const bench = failing();
    exited(await bench.refold(['run', bench.file]), 1);
    mend(bench);
    exited(await bench.refold(['run', bench.file, '--new']));
    const said = exited(await bench.refold(['resume'])).stderr;
    expect(said).toMatch(/newest run: #1 .*\nresume plan: retry look \(failed: gate\); last stop: failed/);
    expect(exited(await bench.refold(['resume'])).stderr).toBe('No active runs to resume\n');
  });

  it('goes on with the newest of several where nobody can be asked, and says so', async () => {
    const bench = failing();
    for (const _ of [1, 2]) exited(await bench.refold(['run', bench.file, '--new']), 1);
    const said = exited(await bench.refold(['resume']), 1).stderr;
    expect(said).toContain('newest run of 2 that can be gone on with: #2 ');
    expect([bench.events(1).length < bench.events(2).length]).toEqual([true]);
  });

  it('looks at the runs of this repository alone, and from elsewhere at all', async () => {
    const bench = failing();
    exited(await bench.refold(['run', bench.file]), 1);
    mend(bench);
    const other = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
    other.commit({});
    expect(exited(await bench.refold(['resume'], { cwd: other.root })).stderr).toContain('No active runs');
    exited(await bench.refold(['resume'], { cwd: bench.folder }));
  });
});

describe('a number that only another repository knows', () => {
  it('changes nothing there, and is looked at with a word about where that is; an id means it from anywhere', async () => {
    const bench = failing();
    exited(await bench.refold(['run', bench.file]), 1);
    const [{ run }] = JSON.parse((await bench.refold(['runs', '--json'])).stdout);
    const other = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
    other.commit({});
    const there = (...args: readonly string[]) => bench.refold(args, { cwd: other.root });
    const before = bench.contents();
    const place = new RegExp(`another repository has it: ${run} \\(\\S+, ${bench.repository.root}\\)`);
    for (const words of ['discard', 'archive', 'apply', 'restore a.txt', 'complete'])
      expect(exited(await there(...words.split(' '), '1'), 2).stderr, words).toMatch(place);
    for (const words of ['resume', 'resume --dry-run', 'resume --from-start', 'replay --from-step look'])
      expect(exited(await there(...words.split(' '), '#1'), 2).stderr, words).toMatch(place);
    expect(exited(await there('fork', '1', '--at', '2'), 2).stderr).toContain(
      `-C '${bench.repository.root}'`,
    );
    const looks = ['show', 'log', 'state', 'report', 'verify', 'checkpoints', 'bridge'];
    for (const look of looks) {
      const shown = await there(look, '1', '--json');
      expect(exited(shown).stderr, look).toMatch(/^note: no run of this repository is called that; .*\n$/);
      expect(exited(await there(look, '1', '-q')).stderr).toBe('');
    }
    expect(exited(await there('attach', '1'), 1).stderr).toContain(`note: no run of this repository`);
    expect(bench.contents()).toEqual(before);
    // Hints name a run by its number, which another run may have here.
    const hint = `\`refold -C '${bench.repository.root}' resume 1\` `;
    expect(exited(await there('resume', run), 1).stderr).toContain(`${hint}goes on from here`);
    expect(exited(await there('apply', run), 2).stderr).toContain(`${hint}goes on with it`);
    expect(JSON.parse(exited(await there('apply', run, '--json'), 2).stdout).error.hint).toContain(hint);
    const from = ['-C', bench.repository.root];
    expect(exited(await there(...from, 'resume', '1'), 1).stderr).toContain(`${hint}goes on from here`);
    // So may hints be of who is in no repository, by whatever name the run was called there.
    const nowhere = exited(await bench.refold(['resume', run], { cwd: bench.folder }), 1).stderr;
    expect(nowhere).toContain(`${hint}goes on from here`);
    expect(nowhere).toContain(`note: this is ${run} (`);
    const anywhere = exited(await bench.refold(['resume'], { cwd: bench.folder }), 1).stderr;
    expect(anywhere).toContain(`newest run: #1 ${run} of ${bench.repository.root}\n`);
    mend(bench);
    exited(await there('resume', run));
    exited(await bench.refold(['discard', '1'], { cwd: bench.folder }));
  });
});

describe('a run beside one that is unfinished', () => {
  it('does not start where nobody can be asked: one line names the ways, and nothing is changed', async () => {
    const bench = failing();
    exited(await bench.refold(['run', bench.file]), 1);
    const other = join(bench.folder, 'workflow', 'other.yaml');
    writeFileSync(other, FAILS('other'));
    exited(await bench.refold(['run', other, '--new']), 1);
    const before = bench.contents();
    for (const [file, name, number] of [
      [bench.file, 'w', 1],
      [other, 'other', 2],
    ] as const) {
      const said = exited(await bench.refold(['run', file]), 2).stderr;
      const { run } = JSON.parse((await bench.refold(['show', `${number}`, '--json'])).stdout);
      expect(said).toMatch(
        new RegExp(
          `unfinished here: #${number} ${run}  ${name}  failed at step 1 of 1, look \\(gate\\)  \\d+ s ago, and 1 more`,
        ),
      );
      expect(said).toMatch(new RegExp(`\`refold resume ${run}\`.*\`refold discard ${run}\`.*\`--new\``));
    }
    expect(bench.contents()).toEqual(before);
  });

  it('that is at work starts, and is told of it', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const go = join(bench.folder, 'go');
    const waits = `name: w\nsteps: [{name: wait, gate: [{bash: "until test -f '${go}'; do sleep 0.02; done"}]}]`;
    const first = bench.start(['run', bench.workflow(waits)]);
    await until(() => hasEvent(bench, 'GateIntended'));
    const quick = join(bench.folder, 'workflow', 'quick.yaml');
    writeFileSync(quick, 'name: q\nsteps: [{name: look, gate: [{bash: "true"}]}]');
    const said = exited(await bench.refold(['run', quick])).stderr;
    expect(said).toMatch(new RegExp(`note: #1 \\S+ is at work \\(pid ${first.child.pid}\\)`));
    writeFileSync(go, '');
    exited(await first.ended);
  });

  it('that is prepared to do the same begins that one; one that is to do something else starts', async () => {
    const bench = failing();
    mend(bench);
    const crash = await bench.refold(['run', bench.file], {
      program: 'refold-crashing',
      env: { CRASH_AT: '3' },
    });
    expect(crash.signal).toBe('SIGKILL');
    exited(await bench.refold(['run', bench.file, '--set', 'size=2']));
    expect(bench.events(2)[0]?.data).toMatchObject({ number: 2 });
    const said = exited(await bench.refold(['run', bench.file])).stderr;
    expect(said).toMatch(/#1 \S+ is prepared to do this, and begins now/);
    expect(bench.events(1).at(-1)?.data).toEqual({ reason: 'passed' });
  });
});

describe('a resume that only shows its plan', () => {
  it('changes nothing, not even what a crash left', async () => {
    const bench = failing();
    mend(bench);
    const crash = await bench.refold(['run', bench.file], {
      program: 'refold-crashing',
      env: { CRASH_AT: '8' },
    });
    expect(crash.signal).toBe('SIGKILL');
    await killAgents(bench);
    const before = bench.contents();
    const shown = await bench.refold(['resume', '--dry-run']);
    expect([shown.exit, shown.stdout]).toEqual([0, expect.stringMatching(/^resume plan: go on with look;/)]);
    expect(JSON.parse((await bench.refold(['resume', '--dry-run', '--json'])).stdout).plan).toMatchObject({
      was: 'interrupted',
      pending: { count: 1, next: ['look'] },
    });
    expect(bench.contents()).toEqual(before);
    exited(await bench.refold(['resume']));
    expect(exited(await bench.refold(['resume', '1', '--dry-run'])).stderr).toContain('nothing to do');
  });
});

describe('a resume from the start', () => {
  it('discards the run and begins a new one of what its log holds, though its files are gone, from the same commit', async () => {
    const bench = createBench();
    const base = bench.repository.commit({ 'a.txt': 'a' });
    const long = 'do {spec} '.repeat(2_000);
    const file = bench.workflow(
      `name: w\nsteps: [{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: "${long}"}, {name: look, gate: [{bash: "false"}]}]`,
      'turns: [{step: a, do: [{write: {a.txt: "{size}"}}]}]',
    );
    writeFileSync(join(bench.folder, 'spec.md'), 'the spec');
    const spec = ['--spec', join(bench.folder, 'spec.md'), '--set', 'size=2'];
    exited(await bench.refold(['run', file, ...spec]), 1);
    rmSync(join(bench.folder, 'workflow'), { recursive: true });
    bench.repository.commit({ 'a.txt': 'later' });
    exited(await bench.refold(['resume', '1', '--from-start']), 1);
    expect(JSON.parse((await bench.refold(['show', '1', '--json'])).stdout).status).toBe('discarded');
    const [first, second] = [1, 2].map((run) => bench.events(run)[0]?.data);
    for (const same of ['workflow', 'spec', 'set', 'asked', 'base'])
      expect(second?.[same], same).toEqual(first?.[same]);
    expect(second).toMatchObject({ insteadOf: first?.run, base: { commit: base } });
    exited(await bench.refold(['verify', '2']));
  });

  it('is of one that is named, or the only one: among several none is guessed, and none discarded', async () => {
    const bench = failing();
    for (const _ of [1, 2]) exited(await bench.refold(['run', bench.file, '--new']), 1);
    const before = bench.contents();
    const said = exited(await bench.refold(['resume', '--from-start']), 2).stderr;
    expect(said).toContain('2 runs are unfinished here, and the one that is begun anew would be discarded');
    expect(said).toContain('`refold resume RUN --from-start`');
    expect(bench.contents()).toEqual(before);
    exited(await bench.refold(['discard', '2']));
    exited(await bench.refold(['resume', '--from-start']), 1);
    expect(bench.events(3)[0]?.data.insteadOf).toBe(bench.events(1)[0]?.data.run);
  });

  it('leaves the run as it is where a payload, or the commit that it began from, is gone', async () => {
    const bench = createBench();
    const base = bench.repository.commit({ 'a.txt': 'a' });
    const prompt = 'do it '.repeat(2_000);
    const file = bench.workflow(
      `name: w\nsteps: [{name: look, gate: [{bash: "false"}]}, {name: a, type: code, agent: {command: ["true"]}, prompt: "${prompt}"}]`,
    );
    exited(await bench.refold(['run', file]), 1);
    bench.repository.commit({ 'a.txt': 'later' });
    const payload = JSON.stringify(bench.events()[0]?.data).match(/"sha256":"(\w+)","bytes"/)?.[1] ?? '';
    const [kept = ''] = Object.keys(bench.contents()).filter((path) => path.includes(payload.slice(2)));
    for (const [path, words] of [
      [kept, `the payload ${payload} of the run`],
      [
        join(bench.repository.root, '.git/objects', base.slice(0, 2), base.slice(2)),
        `no longer holds ${base}`,
      ],
    ] as const) {
      const before = bench.contents();
      renameSync(path, `${path}-away`);
      expect(exited(await bench.refold(['resume', '1', '--from-start']), 4).stderr).toContain(words);
      renameSync(`${path}-away`, path);
      expect(bench.contents()).toEqual(before);
    }
  });
});

describe('refold run', () => {
  it('goes on and goes back as `resume` and `replay` do, as other tools write it', async () => {
    const bench = failing();
    exited(await bench.refold(['run', bench.file]), 1);
    mend(bench);
    expect(exited(await bench.refold(['run', '--resume'])).stderr).toContain('resume plan: retry look');
    exited(await bench.refold(['run', bench.file]));
    const replay = ['run', '--replay', '--from-step', 'look', '--run', '1'];
    expect(exited(await bench.refold(replay)).stderr).toContain('replay plan: from look');
    expect(bench.events(1).filter(({ type }) => /^Run(Resumed|Replayed)$/.test(type))).toHaveLength(2);
  });
});

describe('fifty runs that start at once', () => {
  it('have fifty numbers, from the first one on', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow('name: q\nsteps: [{name: look, gate: [{bash: "true"}]}]');
    const all = await Promise.all(Array.from({ length: 50 }, () => bench.refold(['run', file, '--new'])));
    expect(all.map(({ exit }) => exit)).toEqual(all.map(() => 0));
    const listed = JSON.parse((await bench.refold(['runs', '--json'])).stdout) as { number: number }[];
    const numbers = listed.map(({ number }) => number).sort((a, b) => a - b);
    expect(numbers).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
    expect(new Set(all.map(({ stderr }) => /^run #(\d+)/m.exec(stderr)?.[1])).size).toBe(50);
  });
});
