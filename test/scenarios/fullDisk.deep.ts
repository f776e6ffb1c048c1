import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { needing } from '../support/needing.js';
import { type Bench, createBench, isThere, until } from '../support/refold.js';
import { agentsOf } from '../support/sweep.js';

const ready = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow(
    'name: w\nsteps: [{name: work, type: code, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: test -f a}]}]',
    `turns: [{step: work, do: [{write: {a: "1"}}, {say: "${'x'.repeat(10_000)}"}]}]`,
  );
  return { ...bench, file };
};

const hasRun = ({ home }: Bench): boolean => {
  const runs = join(home, 'runs');
  return existsSync(runs) && readdirSync(runs).some((repo) => existsSync(join(runs, repo, 'numbers', '1')));
};

const hasEvents = (bench: Bench): boolean => isThere(() => bench.events().length > 0);

describe('a disk that is full', () => {
  it.each([1, 2, 3, 4, 5, 6, 8, 10, 11])(
    'from write %i on: the run stops in words, and a resume with room ends it as if nothing had been',
    async (at) => {
      const bench = ready();
      const full = await bench.refold(['run', bench.file], {
        program: 'refold-full-disk',
        env: { FULL_AT: `${at}` },
      });
      const name = `${full.exit}\n${full.stderr}`;
      expect(full.stderr, name).toMatch(/no space left|disk is full/);
      expect(full.stderr).not.toMatch(/\n\s+at |bug in refold/);
      expect([2, 3], name).toContain(full.exit);
      // A launcher that was never told to go notices that by itself, a moment later.
      if (hasRun(bench)) await until(() => agentsOf(bench).length === 0);
      if (!hasEvents(bench)) return;
      const resumed = await bench.refold(['resume']);
      expect(resumed.exit, resumed.stderr).toBe(0);
      expect((await bench.refold(['verify'])).exit).toBe(0);
      expect(existsSync(join(bench.worktree(), 'a'))).toBe(true);
    },
  );
});

const NAMESPACE = ['--user', '--map-root-user', '--mount'];
const mounts = (): boolean =>
  spawnSync('unshare', [...NAMESPACE, 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;

/** Fills the disk and fails, until there is room. */
const FILLS = `[sh, -c, 'test -e ../../../../room || { dd if=/dev/zero of=filler bs=4k 2>/dev/null; exit 1; }; echo 1 > a']`;

needing(
  { what: 'unshare', isThere: mounts, why: 'use a system that lets a user mount in a namespace' },
  'a file system that an agent, or a gate, has filled up',
  () => {
    it.each([
      ['agent', `agent: {command: ${FILLS}}, prompt: p`, 'CallInterrupted'],
      [
        'gate',
        `agent: {command: ['true']}, prompt: p, gate: [{bash: "test -e ../../../../room || { dd if=/dev/zero of=filler bs=4k 2>/dev/null; false; }"}]`,
        'GateInterrupted',
      ],
    ])('has not made the %s fail: with room it is asked again, in the same attempt', (_, does, type) => {
      const bench = createBench();
      bench.repository.commit({});
      const file = bench.workflow(`name: w\nsteps: [{name: work, type: code, ${does}}]`);
      mkdirSync(bench.home);
      const script = `
        mount -t tmpfs -o size=4m,mode=700 none "$REFOLD_HOME" || exit
        node "$1" run "$2"; echo "run ended with $?"
        rm "$REFOLD_HOME"/runs/*/*/worktree/filler; touch "$REFOLD_HOME"/room
        node "$1" resume; echo "resume ended with $?"
        node "$1" verify; echo "verify ended with $?"
        cp "$REFOLD_HOME"/runs/*/2*/events.jsonl "$3"`;
      const log = join(bench.folder, 'log');
      const program = join(inject('programs'), 'refold.js');
      const said = execFileSync('unshare', [...NAMESPACE, 'sh', '-c', script, 'sh', program, file, log], {
        cwd: bench.repository.root,
        env: bench.env,
        encoding: 'utf8',
        stdio: 'pipe',
      });
      expect(said.match(/\w+ ended with \d+/g), said).toEqual([
        'run ended with 3',
        'resume ended with 0',
        'verify ended with 0',
      ]);
      const types = readFileSync(log, 'utf8').match(/(?<="type":")\w+/g);
      expect(types).toContain(type);
      expect(types).not.toContain('AttemptFailed');
    });
  },
);
