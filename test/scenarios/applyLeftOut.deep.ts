import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { idOf, logOf, passedRun, refsUnder } from '../support/endings.js';
import { type Bench, createBench, exited, ofType } from '../support/refold.js';
import { atTerminal, ENTER } from '../support/terminal.js';

const AGENT = 'agent: {scripted: scenario.yaml}, prompt: p';
const LOOKS = `name: look, type: code, worktree: read-only, ${AGENT}`;

/** A run of a step that writes and one that only looks, up to its first end. */
const lookingRun = async (look: string, exit = 0): Promise<Bench> => {
  const bench = createBench();
  bench.repository.commit({});
  const file = bench.workflow(
    `name: w\nsteps: [{name: write, type: code, ${AGENT}}, {${LOOKS}, ${look}}]`,
    'turns: [{step: write, do: [{write: {a.txt: a}}]}, {step: look, do: [{say: seen}]}]',
  );
  exited(await bench.refold(['run', file]), exit);
  return bench;
};

const edit = (bench: Bench, path: string, text: string): void =>
  writeFileSync(join(bench.worktree(), path), text);

/** Commits all that git knows of in the worktree, on whatever is checked out there. */
const commitThere = (bench: Bench, message: string): void =>
  void bench.repository.git('-C', bench.worktree(), 'commit', '-qam', message);

/** An apply that is refused over this, and has merged nothing. */
const refusedOver = async (bench: Bench, words: string): Promise<string> => {
  const before = [logOf(bench), bench.repository.git('rev-parse', 'main')];
  const { stderr } = exited(await bench.refold(['apply', '1']), 3);
  expect(stderr).toContain(words);
  expect([logOf(bench), bench.repository.git('rev-parse', 'main')]).toEqual(before);
  return stderr;
};

const AUTHOR = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 'test@localhost' };
const PERSON = { ...AUTHOR, GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 'test@localhost' };

/** Does in a shell what a hint names of git, one after the other: with these words, all of it, if none are given. */
const follow = (bench: Bench, stderr: string, words = /./, file = ''): void => {
  const named = [...(stderr.split('hint: ')[1] ?? '').matchAll(/`(git [^`]+)`/g)].map(
    ([, said = '']) => said,
  );
  for (const said of named.filter((one) => words.test(one)))
    execFileSync('sh', ['-c', said.replace('<file>', file).replace(/commit$/, 'commit -qm mine')], {
      cwd: bench.folder,
      env: { ...bench.env, ...PERSON },
      stdio: 'pipe',
    });
};

/** A git that, before it first looks at the state of files, commits what was changed in the worktree of the run. */
const meddling = (bench: Bench): NodeJS.ProcessEnv => {
  const folder = join(bench.folder, 'bin');
  mkdirSync(folder);
  const path = join(folder, 'git');
  const commit = `env -u GIT_DIR -u GIT_WORK_TREE -u GIT_INDEX_FILE git -c user.name=T -c user.email=t@t -C '${bench.worktree()}' commit -qam meanwhile`;
  writeFileSync(
    path,
    `#!/bin/sh\nPATH=\${PATH#*:}\nfor word; do case "$word" in status) mkdir '${bench.folder}/done' 2>/dev/null && ${commit};; esac; done\nexec git "$@"\n`,
  );
  chmodSync(path, 0o755);
  return { PATH: `${folder}${delimiter}${bench.env.PATH}` };
};

describe('apply', () => {
  it('asks about what a run was told to proceed with and has not committed', async () => {
    const bench = await lookingRun('hitl: true', 3);
    edit(bench, 'a.txt', 'mine');
    exited(await bench.refold(['resume', '--continue', '--on-drift', 'proceed']));
    const stderr = await refusedOver(bench, 'a.txt: DRIFT (sha256 does not match)');
    follow(bench, stderr, / add | commit$/, 'a.txt');
    exited(await bench.refold(['apply', '1']));
    expect(bench.repository.git('show', 'main:a.txt')).toBe('mine');
  });

  it('passes over nothing that lies where the worktree was and is none any more, before somebody says so', async () => {
    const bench = await passedRun();
    writeFileSync(join(bench.worktree(), 'fix.txt'), 'mine');
    rmSync(join(bench.worktree(), '.git'));
    const refused = exited(await bench.refold(['apply', '1']), 3);
    expect(refused.stderr).toContain('is no worktree any more, so that nobody can tell');
    expect(readFileSync(join(bench.worktree(), 'fix.txt'), 'utf8')).toBe('mine');
    exited(await bench.refold(['apply', '1', '--on-drift', 'proceed']), 0);
  });

  it('asks about what was changed behind the last commit, by a gate or by a person', async () => {
    const bench = await lookingRun('gate: [{bash: "echo t > trace.txt"}]');
    edit(bench, 'a.txt', 'mine');
    const stderr = await refusedOver(bench, 'a.txt: DRIFT');
    expect(stderr).toContain('trace.txt: ADDED');
    for (const path of ['a.txt', 'trace.txt']) exited(await bench.refold(['restore', path, '1']));
    expect(existsSync(join(bench.worktree(), 'trace.txt'))).toBe(false);
    exited(await bench.refold(['apply', '1']));
    expect(bench.repository.git('show', 'main:a.txt')).toBe('a');
  });

  it('asks about what takes a commit of a person back and is in no commit', async () => {
    const bench = await passedRun();
    edit(bench, 'new.txt', 'v2');
    commitThere(bench, 'v2');
    edit(bench, 'new.txt', 'new');
    const stderr = await refusedOver(bench, 'new.txt: DRIFT (git holds it otherwise)');
    follow(bench, stderr, /stash/);
    exited(await bench.refold(['apply', '1']));
    expect(bench.repository.git('show', 'main:new.txt')).toBe('v2');
  });

  it('brings what was committed elsewhere onto the branch as its hint says', async () => {
    for (const where of [['--detach'], ['-c', 'mine']]) {
      const bench = await passedRun();
      const { git } = bench.repository;
      git('-C', bench.worktree(), 'switch', '-q', ...where);
      edit(bench, 'new.txt', 'mended');
      commitThere(bench, 'mended');
      edit(bench, 'sub/changed.txt', 'not committed');
      follow(bench, await refusedOver(bench, 'new.txt: DRIFT'));
      expect(git('-C', bench.worktree(), 'symbolic-ref', 'HEAD')).toBe(
        `refs/heads/refold/${idOf(bench)}/main`,
      );
      const still = await refusedOver(bench, 'sub/changed.txt: DRIFT');
      expect(still).not.toContain('new.txt');
      exited(await bench.refold(['apply', '1', '--on-drift', 'proceed']));
      expect(git('show', 'main:new.txt')).toBe('mended');
    }
  });

  it('merges nothing that is not the branch as it was compared, whoever commits meanwhile', async () => {
    const bench = await passedRun();
    edit(bench, 'new.txt', 'mended');
    const env = meddling(bench);
    const { stderr } = exited(await bench.refold(['apply', '1', '--on-drift', 'proceed'], { env }));
    expect(bench.repository.git('show', 'main:new.txt')).toBe('mended');
    expect(stderr).toContain('came after what the run did; it is merged too');
  });

  it('asks again about what changed while it asked', async () => {
    const bench = await passedRun();
    edit(bench, 'new.txt', 'mine');
    const asked = atTerminal(bench, ['apply', '1']);
    await asked.shows('new.txt: DRIFT');
    await asked.shows('Restore: put one file back');
    edit(bench, 'later.txt', 'mine too');
    asked.press(`proceed${ENTER}`);
    await asked.shows('later.txt: ADDED');
    await asked.shows('Restore: put one file back');
    asked.press(`proceed${ENTER}`);
    expect((await asked.ended).exit).toBe(0);
    expect(refsUnder(bench, 'refs/heads/main')).toHaveLength(1);
    expect(bench.repository.git('show', 'main:new.txt')).toBe('new');
  });

  it('says of commits on the branch that they are merged once they are, and of those alone that were not before', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    const commit = (text: string): void => {
      edit(bench, 'new.txt', text);
      commitThere(bench, text);
    };
    commit('once');
    const lock = join(bench.repository.root, '.git/refs/heads/main.lock');
    writeFileSync(lock, '');
    const refused = exited(await bench.refold(['apply', '1']), 2);
    expect(refused.stderr).toContain('main cannot be moved: ');
    expect(refused.stderr).not.toContain('merged too');
    rmSync(lock);
    expect(exited(await bench.refold(['apply', '1'])).stderr).toContain('1 commit (');
    commit('twice');
    expect(exited(await bench.refold(['apply', '1'])).stderr).toContain('1 commit (');
    expect(git('show', 'main:new.txt')).toBe('twice');
    expect(readFileSync(join(bench.repository.root, 'new.txt'), 'utf8')).toBe('twice');
  });
});

/** A run whose apply is killed once it is announced, over files that were edited and accepted as they are. */
const cutOff = async (edits: Readonly<Record<string, string>> = {}, ...args: readonly string[]) => {
  const bench = await passedRun();
  for (const [path, text] of Object.entries(edits)) edit(bench, path, text);
  const env = { CRASH_AT: `${bench.events().length + 2}`, CRASH_WHEN: 'after' };
  const proceeds = Object.keys(edits).length > 0 ? ['--on-drift', 'proceed'] : [];
  await bench.refold(['apply', '1', ...proceeds, ...args], { program: 'refold-crashing', env });
  expect(bench.events().at(-1)?.type).toBe('ApplyIntended');
  return bench;
};

/** How often a branch was merged to. */
const mergesOn = (bench: Bench, branch = 'main'): number =>
  bench.repository.git('log', '--merges', '--format=%h', branch).split('\n').filter(Boolean).length;

describe('an apply that was cut off', () => {
  it('asks about what came into the worktree since, and merges it once it is on the branch, as its hint says', async () => {
    const bench = await cutOff();
    edit(bench, 'new.txt', 'mine');
    const stderr = await refusedOver(bench, 'new.txt: DRIFT');
    follow(bench, stderr, / add | commit$/, 'new.txt');
    const finished = exited(await bench.refold(['apply', '1']));
    expect(finished.stderr).toContain('what was cut off is finished, as it was begun');
    expect(finished.stderr).toContain('came after what the run did; it is merged too');
    expect(bench.repository.git('show', 'main:new.txt')).toBe('mine');
    expect(mergesOn(bench)).toBe(2);
    exited(await bench.refold(['verify', '1']));
  });

  it('merges without that where it is told to, and lets files be put back, as its hint says', async () => {
    const bench = await cutOff();
    edit(bench, 'new.txt', 'mine');
    expect(await refusedOver(bench, 'new.txt: DRIFT')).toContain('`refold restore <file> 1`');
    exited(await bench.refold(['restore', 'new.txt', '1']));
    edit(bench, 'other.txt', 'mine too');
    await refusedOver(bench, 'other.txt: CHANGED');
    exited(await bench.refold(['apply', '1', '--on-drift', 'proceed']));
    expect(bench.repository.git('show', 'main:new.txt')).toBe('new');
    expect(mergesOn(bench)).toBe(1);
  });

  it('asks nobody again over what was accepted before, also beside what was committed since; what else differs is asked about', async () => {
    const edits = { 'new.txt': 'mine', 'extra.txt': 'extra' };
    const bench = await cutOff(edits);
    expect(ofType(bench, 'ApplyIntended')[0]?.data.without).toMatchObject({
      list: [{ path: 'extra.txt' }, { path: 'new.txt' }],
    });
    edit(bench, 'new.txt', 'mine, and more');
    await refusedOver(bench, 'new.txt: DRIFT');
    edit(bench, 'new.txt', 'mine');
    commitThere(bench, 'mine');
    exited(await bench.refold(['apply', '1']));
    expect(bench.repository.git('show', 'main:new.txt')).toBe('mine');
    expect(() => bench.repository.git('show', 'main:extra.txt')).toThrow();
  });

  it('is finished at once where nothing else came, and shows what was accepted to who wants to see it', async () => {
    const bench = await cutOff({ 'new.txt': 'mine' });
    const review = exited(await bench.refold(['apply', '1', '--on-drift', 'review']), 3);
    expect(review.stderr).toContain('+mine');
    exited(await bench.refold(['apply', '1']));
    expect([bench.repository.git('show', 'main:new.txt'), mergesOn(bench)]).toEqual(['new', 1]);
  });

  it('is made anew in one go where the branch of the user went on meanwhile', async () => {
    const bench = await cutOff({ 'new.txt': 'mine' });
    bench.repository.commit({ 'later.txt': 'later' });
    const { stderr } = exited(await bench.refold(['apply', '1']));
    expect(stderr).toContain('main went on to');
    expect([bench.repository.git('show', 'main:new.txt'), mergesOn(bench)]).toEqual(['new', 1]);
    expect(ofType(bench, 'ApplyIntended')[1]?.data.without).toEqual(
      ofType(bench, 'ApplyIntended')[0]?.data.without,
    );
    exited(await bench.refold(['verify', '1']));
  });

  it('goes on to the branch that it was begun for, or that is named now', async () => {
    const bench = await cutOff({}, '--onto', 'main');
    bench.repository.git('branch', 'dev');
    exited(await bench.refold(['apply', '1', '--onto', 'dev']));
    expect([mergesOn(bench), mergesOn(bench, 'dev')]).toEqual([1, 1]);
  });

  it('whose branch is gone says how to bring that back, and that helps; it can be discarded too', async () => {
    for (const way of ['git', 'refold'] as const) {
      const bench = await passedRun();
      const cutOffAtDev = async (): Promise<void> => {
        bench.repository.git('branch', 'dev');
        const env = { CRASH_AT: `${bench.events().length + 2}`, CRASH_WHEN: 'after' };
        await bench.refold(['apply', '1', '--onto', 'dev'], { program: 'refold-crashing', env });
        bench.repository.git('branch', '-D', 'dev');
      };
      await cutOffAtDev();
      const elsewhere = exited(await bench.refold(['apply', '1', '--onto', 'nowhere']), 2);
      expect(elsewhere.stderr).toContain('hint: name one that is there: `--onto <branch>`');
      await cutOffAtDev();
      const { stderr } = exited(await bench.refold(['apply', '1']), 2);
      expect(stderr).toContain('there is no branch dev');
      if (way === 'git') {
        const [, said = ''] = /`(git branch [^`]+)`/.exec(stderr) ?? [];
        bench.repository.git(...said.split(' ').slice(1));
        const [, again = ''] = /`refold (apply [^`]+)`/.exec(stderr) ?? [];
        exited(await bench.refold(again.split(' ')));
        expect([mergesOn(bench, 'dev'), mergesOn(bench)]).toEqual([1, 0]);
      } else {
        expect(stderr).toContain('`refold discard 1` gives the run up');
        exited(await bench.refold(['discard', '1']));
      }
    }
  });
});
