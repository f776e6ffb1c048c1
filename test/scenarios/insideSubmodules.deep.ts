import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBench } from '../support/refold.js';
import { addLib } from '../support/submodule.js';

const AS_SOMEBODY = '-c user.name=a -c user.email=a@b';

/** A run whose agent opens the submodule of its repository, and does this there. */
const passed = async (does: string) => {
  const bench = createBench();
  const inner = addLib(bench);
  const script = `git -c protocol.file.allow=always submodule -q update --init; cd lib; ${does}`;
  const file = bench.workflow(
    `name: w\nsteps: [{name: do, type: code, agent: {command: [sh, -c, ${JSON.stringify(script)}]}, prompt: x}]`,
  );
  const { exit, stderr } = await bench.refold(['run', file]);
  expect([exit, stderr]).toEqual([0, expect.stringContaining('✓ do')]);
  return { bench, inner, told: stderr, lib: join(bench.worktree(), 'lib') };
};

/** Runs the commands that a hint names, before `upTo`, with a message where one commits. */
const follow = (told: string, upTo: string): void => {
  const [before = ''] = told.split(upTo);
  for (const [, command = ''] of before.matchAll(/`(git -C [^`]*)`/g)) {
    const asked = command.replace('git ', `git ${AS_SOMEBODY} `).replace(' commit', ' commit -qm x');
    execFileSync('sh', ['-c', asked]);
  }
};

describe('work of an agent inside a submodule', () => {
  it('that is in no commit is told of when the run has passed, and the commands that are named bring it to the branch', async () => {
    const { bench, told, lib } = await passed('echo a >> x.txt; echo n > new.txt');
    expect(told).toContain('note: lib is a repository with changes that are in no commit of its own');
    const refused = await bench.refold(['apply', '1']);
    expect([refused.exit, refused.stderr]).toEqual([3, expect.stringContaining('lib: UNKNOWN')]);
    expect(refused.stderr).not.toContain('restore');
    follow(told, ' bring them there');
    const applied = await bench.refold(['apply', '1']);
    expect([applied.exit, applied.stderr]).toEqual([0, expect.stringContaining('merged as')]);
    const head = bench.repository.git('-C', lib, 'rev-parse', 'HEAD');
    expect(bench.repository.git('rev-parse', 'main:lib')).toBe(head);
    expect(bench.repository.git('-C', lib, 'show', 'HEAD:new.txt')).toBe('n');
  });

  it('that a refused merge leaves out is brought onto the branch by the commands that it names', async () => {
    const { bench, lib } = await passed('echo n > new.txt');
    follow((await bench.refold(['apply', '1'])).stderr, ' bring what is in lib');
    expect((await bench.refold(['apply', '1'])).exit).toBe(0);
    const head = bench.repository.git('-C', lib, 'rev-parse', 'HEAD');
    expect(bench.repository.git('rev-parse', 'main:lib')).toBe(head);
  });

  it('that no remote has is told of when the run has passed and when it is merged, until it is pushed', async () => {
    const { bench, inner, told, lib } = await passed(
      `echo n > new.txt; git add .; git ${AS_SOMEBODY} commit -qm inside`,
    );
    const head = bench.repository.git('-C', lib, 'rev-parse', 'HEAD');
    const note = `note: lib is at ${head.slice(0, 7)} there, a commit that only ${lib} holds`;
    expect(told).toContain(note);
    const push = told.split('push <remote> ')[1]?.split('`')[0]?.replace('<branch>', 'theirs') ?? '';
    expect((await bench.refold(['apply', '1'])).stderr).toContain(note);
    bench.repository.git('-C', lib, 'push', '-q', 'origin', push);
    expect(inner.git('rev-parse', 'theirs')).toBe(head);
    expect((await bench.refold(['archive', '1'])).exit).toBe(0);
    expect(existsSync(lib)).toBe(false);
  });

  it('that a remote has needs no word', async () => {
    const { bench, told } = await passed('git switch -q --detach HEAD');
    expect(told).not.toContain('note: lib');
    expect((await bench.refold(['apply', '1'])).stderr).not.toContain('note: lib');
  });
});
