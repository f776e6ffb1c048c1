import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { at, drifting } from '../support/drifting.js';
import { type Bench, createBench, type Ended, ofType } from '../support/refold.js';

/** A run of three steps, each with a commit of its own and a word of its own in one file, of which the last one fails if it is to. */
const three = async (gate: 'true' | 'false'): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({ 'base.txt': 'b\n' });
  const step = (name: string, more = ''): string =>
    `  - {name: ${name}, type: code, agent: {scripted: scenario.yaml}, prompt: p${more}}`;
  const file = bench.workflow(
    ['name: w', 'steps:', step('a'), step('b'), step('c', `, gate: [{bash: "${gate}"}]`)].join('\n'),
    `turns: [${['a', 'b', 'c'].map((name) => `{step: ${name}, do: [{write: {${name}.txt: ${name}}}, {write: {in/last.txt: last ${name}}}]}`)}]`,
  );
  expect((await bench.refold(['run', file])).exit).toBe(gate === 'true' ? 0 : 1);
  return bench;
};

/** Moves an object of the repository away; answers its id, and what puts it back. */
const lose = (
  { repository, folder }: Bench,
  name: string,
): { readonly id: string; readonly find: () => void } => {
  const id = repository.git('rev-parse', name);
  const [there, away] = [
    join(repository.root, '.git/objects', id.slice(0, 2), id.slice(2)),
    join(folder, id),
  ];
  renameSync(there, away);
  return { id, find: () => renameSync(away, there) };
};

/** The commits that the steps of a run have passed with, and where each had passed. */
const passedIn = (bench: Bench, number?: number) =>
  ofType(bench, 'StepPassed', number).map(({ seq, data }) => ({ seq, head: String(data.head) }));

/** A refusal because of damage, with the last cut that is whole. */
const refusal = ({ exit, stderr }: Ended) => [exit, stderr, cutIn(stderr)];

const cutIn = (text: string): string | undefined => /`refold fork 1 --at (\d+)`/.exec(text)?.[1];

const damaged = (lost: string, cut: number | undefined) => [
  4,
  expect.stringMatching(new RegExp(`^error: damaged: .*\n  the ${lost} is not in the repository`, 'm')),
  cut === undefined ? undefined : `${cut}`,
];

describe('a run of whose record git has lost something', () => {
  it('is damaged, with the content and its file, and the last cut that is whole', async () => {
    const bench = await drifting();
    rmSync(at(bench, 'half.txt'));
    const [placeholder] = ofType(bench, 'PlaceholderCommitted');
    const content = lose(bench, `${placeholder?.data.commit}:half.txt`);
    const [first] = passedIn(bench);
    const lost = `content ${content.id} of "half.txt"`;
    expect(refusal(await bench.refold(['resume', '--on-drift', 'proceed']))).toEqual(
      damaged(lost, first?.seq),
    );
    expect(refusal(await bench.refold(['verify', '--files']))).toEqual(damaged(lost, first?.seq));
    expect((await bench.refold(['restore', 'half.txt'])).exit).toBe(4);
  });

  it.each(['true', 'false'] as const)(
    'is forked from its last checkpoint that is whole, though the branch cannot be read (gate: %s)',
    async (gate) => {
      const bench = await three(gate);
      const [, second, third] = passedIn(bench);
      const tip = third?.head ?? ofType(bench, 'PlaceholderCommitted')[0]?.data.commit;
      const tree = lose(bench, `${tip}^{tree}`);
      const lost = damaged(`tree ${tree.id}`, second?.seq);
      expect(refusal(await bench.refold(['verify', '--files']))).toEqual(lost);
      if (gate === 'false') expect(refusal(await bench.refold(['resume']))).toEqual(lost);
      const forked = await bench.refold(['fork', '1', '--at', `${second?.seq}`]);
      expect([forked.exit, forked.stderr]).toEqual([
        gate === 'true' ? 0 : 1,
        expect.not.stringContaining('note: seq'),
      ]);
      // Nothing of what the checkpoint holds was done anew.
      expect(passedIn(bench, 2)[1]).toEqual(second);
    },
  );

  it.each([
    ['commit', ''],
    ['tree', '^{tree}'],
  ])(
    'is damaged also where what the run would go back to is lost: a %s; nothing is done',
    async (what, of) => {
      const bench = await three('false');
      const [first, second] = passedIn(bench);
      const { id, find } = lose(bench, `${second?.head}${of}`);
      const before = [bench.events(), bench.repository.git('for-each-ref')];
      for (const command of [['verify', '--files'], ['resume']])
        expect(refusal(await bench.refold(command))).toEqual(damaged(`${what} ${id}`, first?.seq));
      expect([bench.events(), bench.repository.git('for-each-ref')]).toEqual(before);
      find();
      const again = await bench.refold(['resume']);
      expect([again.exit, again.stderr]).toEqual([1, expect.stringContaining('c failed (gate)')]);
    },
  );

  it('is damaged also where its worktree is gone; nothing is done, and with both back it goes on', async () => {
    const bench = await three('false');
    const [first, second] = passedIn(bench);
    const { id, find } = lose(bench, `${second?.head}`);
    rmSync(bench.worktree(), { recursive: true });
    const before = bench.events();
    for (const more of [[], ['--dry-run']])
      expect(refusal(await bench.refold(['resume', ...more]))).toEqual(damaged(`commit ${id}`, first?.seq));
    expect(bench.events()).toEqual(before);
    find();
    const again = await bench.refold(['resume']);
    expect([again.exit, again.stderr]).toEqual([1, expect.stringContaining('c failed (gate)')]);
  });

  it('is damaged where the repository was cloned anew; once its own is back, what somebody changed is asked about', async () => {
    const bench = await three('false');
    const { root, git } = bench.repository;
    writeFileSync(join(bench.worktree(), 'theirs.txt'), 'theirs');
    git('clone', '-q', '--single-branch', '--branch', 'main', '--no-local', root, `${root}.new`);
    renameSync(root, `${root}.own`);
    renameSync(`${root}.new`, root);
    const before = bench.events();
    for (const more of [['--dry-run'], []])
      expect(refusal(await bench.refold(['resume', '1', ...more]))).toEqual(
        damaged('commit [0-9a-f]{40}', undefined),
      );
    expect(bench.events()).toEqual(before);
    rmSync(root, { recursive: true });
    renameSync(`${root}.own`, root);
    const asked = await bench.refold(['resume']);
    expect([asked.exit, asked.stderr]).toEqual([3, expect.stringContaining('theirs.txt')]);
  });

  it('stops as damaged where only git finds that out, and is told to look at its files, which name the cut', async () => {
    const bench = createBench();
    const base = bench.repository.commit({});
    const object = join(bench.repository.root, '.git/objects', base.slice(0, 2), base.slice(2));
    const file = bench.workflow(
      'name: w\nsteps: [{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
      `turns: [{step: a, do: [{run: [rm, -f, '${object}']}, {write: {a.txt: a}}]}]`,
    );
    const { exit, stdout, stderr } = await bench.refold(['run', file]);
    expect([exit, stdout, stderr]).toEqual([
      4,
      expect.stringMatching(/stopped +damaged: /),
      expect.stringContaining('hint: `refold verify --files 1` '),
    ]);
    expect(refusal(await bench.refold(['verify', '--files']))).toEqual(damaged(`commit ${base}`, undefined));
  });
});

it('a worktree whose `.git` an agent has deleted is no damage: a resume makes it again, as the hint says', async () => {
  const bench = createBench();
  bench.repository.commit({});
  const once = `test -e '${bench.folder}/once' || { touch '${bench.folder}/once'; rm .git; }`;
  const file = bench.workflow(
    'name: w\nsteps: [{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: p}]',
    `turns: [{step: a, do: [{run: [sh, -c, ${JSON.stringify(once)}]}, {write: {a.txt: a}}]}]`,
  );
  const { exit, stdout, stderr } = await bench.refold(['run', file]);
  expect([exit, stdout, stderr]).toEqual([
    3,
    expect.stringContaining(
      'is no worktree any more; a resume makes it again, and keeps what lies there aside',
    ),
    expect.stringContaining('hint: `refold resume 1` goes on from here'),
  ]);
  expect((await bench.refold(['resume', '1'])).exit).toBe(0);
});

it.each([
  ['its first line', 0, ['resume 1 --from-start', 'fork 1 --at 9', 'fork 1 --at b', 'state 1 --at 9']],
  ['a later one', 12, ['fork 1 --at 99', 'fork 1 --at c']],
])(
  'a log that is damaged at %s is told as that by all that look for a moment of it',
  async (_, line, commands) => {
    const bench = await three('true');
    const log = join(bench.runFolder(), 'events.jsonl');
    const lines = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, lines.with(line, `${lines[line]}\r`).join('\n'));
    for (const command of commands) {
      const { exit, stderr } = await bench.refold(command.split(' '));
      expect([command, exit, stderr]).toEqual([
        command,
        4,
        expect.stringContaining(` is damaged at line ${line + 1} `),
      ]);
    }
  },
);

/** What can be lost of a commit, and how that is told. */
const LOST = [
  ['commit', '', ''],
  ['tree', '^{tree}', ''],
  ['tree', ':in', ' of "in"'],
  ['content', ':in/last.txt', ' of "in/last.txt"'],
] as const;

const saysLost = (what: string, id: string, of: string) =>
  expect.stringContaining(`\n  the ${what} ${id}${of} is not in the repository\nhint: nothing was changed`);

/** All that a run has come to, and the runs beside it. */
const standing = async (bench: Bench) => [
  bench.events(),
  bench.repository.git('for-each-ref'),
  (await bench.refold(['runs'])).stdout.split('\n').length,
];

describe('where the repository has lost what would be gone back to', () => {
  it.each(LOST)(
    'a replay is refused before a step is cleared or a fork is made, and the run is applied as before: %s%s',
    async (what, name, of) => {
      const bench = await three('true');
      const [first] = passedIn(bench);
      const lost = lose(bench, `${first?.head}${name}`);
      const before = await standing(bench);
      for (const more of [[], ['--dry-run'], ['--fork'], ['--fork', '--dry-run']]) {
        const { exit, stderr } = await bench.refold(['replay', '--from-step', 'b', ...more]);
        expect([more, exit, stderr]).toEqual([more, 4, saysLost(what, lost.id, of)]);
      }
      expect(await standing(bench)).toEqual(before);
      lost.find();
      expect((await bench.refold(['apply', '1'])).exit).toBe(0);
    },
  );

  it('a replay can be had once that is back, and a fork of what is whole before', async () => {
    const bench = await three('true');
    const [first, , third] = passedIn(bench);
    const lost = lose(bench, `${first?.head}:in/last.txt`);
    expect((await bench.refold(['fork', '1', '--at', `${third?.seq}`])).exit).toBe(0);
    lost.find();
    expect((await bench.refold(['replay', '1', '--from-step', 'b'])).exit).toBe(0);
  });

  it('a replay goes back where the content still lies in the worktree', async () => {
    const bench = await three('true');
    const [first] = passedIn(bench);
    lose(bench, `${first?.head}:base.txt`);
    expect((await bench.refold(['replay', '--from-step', 'b'])).exit).toBe(0);
  });

  it.each(LOST)('a fork there is refused before it is made: %s%s', async (what, name, of) => {
    const bench = await three('true');
    const [first] = passedIn(bench);
    const lost = lose(bench, `${first?.head}${name}`);
    const before = await standing(bench);
    for (const more of [[], ['--dry-run'], ['--prepare'], ['--prepare', '--dry-run']]) {
      const { exit, stderr } = await bench.refold(['fork', '1', '--at', `${first?.seq}`, ...more]);
      expect([more, exit, stderr]).toEqual([more, 4, saysLost(what, lost.id, of)]);
    }
    expect(await standing(bench)).toEqual(before);
    lost.find();
    expect((await bench.refold(['fork', '1', '--at', `${first?.seq}`])).exit).toBe(0);
  });
});

describe('an apply', () => {
  it('is refused over a content that is lost, whatever it is told of changes, and merged once that lies in the worktree again', async () => {
    const bench = await three('true');
    const [, second, third] = passedIn(bench);
    const content = lose(bench, `${third?.head}:c.txt`);
    writeFileSync(at(bench, 'c.txt'), 'mine');
    const before = [bench.events(), bench.repository.git('for-each-ref')];
    for (const args of [[], ['--on-drift', 'proceed']])
      expect(refusal(await bench.refold(['apply', '1', ...args]))).toEqual(
        damaged(`content ${content.id} of "c.txt"`, second?.seq),
      );
    expect([bench.events(), bench.repository.git('for-each-ref')]).toEqual(before);
    writeFileSync(at(bench, 'c.txt'), 'c');
    expect((await bench.refold(['apply', '1'])).exit).toBe(0);
  });

  it.each([
    ['commit', ''],
    ['tree', '^{tree}'],
  ])("is refused over a %s of the user's branch that is lost", async (_, what) => {
    const bench = await three('true');
    bench.repository.commit({ 'later.txt': 'later' });
    const { find } = lose(bench, `main${what}`);
    const { exit, stderr } = await bench.refold(['apply', '1']);
    expect([exit, stderr]).toEqual([4, expect.stringContaining('`git fsck` tell what is left')]);
    find();
    expect((await bench.refold(['apply', '1'])).exit).toBe(0);
  });
});
