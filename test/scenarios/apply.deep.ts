import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { AFTER, BEFORE, filesOf, idOf, logOf, passedRun, refsUnder, statusOf } from '../support/endings.js';
import { createBench, exited } from '../support/refold.js';
import { atTerminal, DOWN, ENTER } from '../support/terminal.js';

describe('apply and archive', () => {
  it('merge the branch by a commit that names the run, then put the run away', async () => {
    const bench = await passedRun();
    const { git, commit, write } = bench.repository;
    commit({ 'meanwhile.txt': 'm' });
    const [main, run] = [git('rev-parse', 'main'), git('rev-parse', `refold/${idOf(bench)}/main`)];
    const early = await bench.refold(['archive', '1']);
    expect(early).toMatchObject({ exit: 2, stderr: expect.stringContaining('`refold apply 1` merges it') });
    write({ 'untracked.txt': 'mine' });
    const applied = await bench.refold(['apply']);
    expect(applied.exit, applied.stderr).toBe(0);
    expect(git('log', '-1', '--format=%P')).toBe(`${main} ${run}`);
    const { seq, ...intent } = bench.events().find(({ type }) => type === 'ApplyIntended') ?? { seq: 0 };
    const trailers = `Refold-Run: ${idOf(bench)}\nRefold-Event: ${seq}:${'hash' in intent && intent.hash}`;
    expect(git('log', '-1', '--format=%B')).toContain(trailers);
    expect(git('status', '--porcelain')).toBe('?? untracked.txt');
    expect(filesOf(bench)).toEqual(AFTER);
    expect(await statusOf(bench)).toBe('integrated');

    const before = logOf(bench);
    const again = await bench.refold(['apply', '1']);
    expect(again).toMatchObject({ exit: 0, stderr: expect.stringContaining('main holds what run #1 did') });
    expect(await bench.refold(['apply'])).toMatchObject({
      exit: 0,
      stderr: expect.stringContaining('run #1 did'),
    });
    expect(logOf(bench)).toBe(before);
    const archived = await bench.refold(['archive']);
    expect(archived.exit, archived.stderr).toBe(0);
    expect([refsUnder(bench, 'refs/heads/'), refsUnder(bench, 'refs/refold/').length]).toEqual([['main'], 1]);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(await bench.refold(['archive', '1'])).toMatchObject({ exit: 0 });
    expect(await bench.refold(['resume', '1'])).toMatchObject({
      exit: 2,
      stderr: expect.stringContaining('run #1 is archived'),
    });
  });

  it('leave everything as it is where the merge would tread on something, and say what to do', async () => {
    const bench = await passedRun();
    const { git, write, commit } = bench.repository;
    const before = [logOf(bench), git('rev-parse', 'main')];
    const refuses = async (words: string, ...args: readonly string[]): Promise<void> => {
      const refused = await bench.refold(['apply', ...args]);
      expect(refused).toMatchObject({ exit: 2, stderr: expect.stringContaining(words) });
      expect([logOf(bench), git('rev-parse', 'main')]).toEqual(before);
    };
    write({ 'other.txt': 'mine' });
    await refuses('changes that are not committed: other.txt');
    git('checkout', '-q', 'other.txt');
    // Git's own merge overwrites what is ignored.
    write({ 'new.txt': 'mine', '.git/info/exclude': 'new.txt\n' });
    await refuses('would be overwritten: new.txt\nhint: move it away first: new.txt, then `refold apply 1`');
    expect(filesOf(bench)).toEqual({ ...BEFORE, 'new.txt': 'mine' });
    rmSync(`${bench.repository.root}/new.txt`);
    const lock = `${bench.repository.root}/.git/index.lock`;
    write({ '.git/index.lock': '' });
    await refuses(`main cannot be moved: ${lock} is there`);
    expect(await statusOf(bench)).toBe('passed');
    rmSync(lock);
    await refuses('there is no branch nowhere', '--onto', 'nowhere');
    before[1] = commit({ 'sub/changed.txt': 'otherwise' });
    await refuses('both changed sub/changed.txt');
    await refuses(` merge --no-ff refold/${idOf(bench)}/main\``);
    expect(git('status', '--porcelain')).toBe('');

    git('branch', 'dev', 'main^');
    rmSync(bench.worktree(), { recursive: true });
    const applied = await bench.refold(['apply', '1', '--onto', 'dev', '--json'], { cwd: bench.folder });
    expect(JSON.parse(applied.stdout)).toMatchObject({ status: 'integrated', applied: { branch: 'dev' } });
    expect([git('show', 'dev:new.txt'), git('rev-parse', 'main')]).toEqual(['new', before[1]]);
  });

  it('name the branch that another only stands for', async () => {
    const bench = await passedRun();
    bench.repository.git('symbolic-ref', 'refs/heads/trunk', 'refs/heads/main');
    const refused = exited(await bench.refold(['apply', '1', '--onto', 'trunk']), 2);
    expect(refused.stderr).toContain('it stands for main\nhint: `refold apply 1 --onto main`');
    exited(await bench.refold(['apply', '1', '--onto', 'main']), 0);
  });

  it('say that what was merged was taken back since, and how it comes again, and that helps', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    exited(await bench.refold(['apply', '1']), 0);
    git('revert', '--no-edit', '-m', '1', 'HEAD');
    const { stderr } = exited(await bench.refold(['apply', '1']), 2);
    expect(stderr).toContain('all that it changed was taken back since');
    const [, log = ''] = /hint: `git (log .*)` lists/.exec(stderr) ?? [];
    const [revert = ''] = git(...log.split(' ')).split(' ');
    git('revert', '--no-edit', revert);
    expect(filesOf(bench)).toEqual(AFTER);
    expect(exited(await bench.refold(['apply', '1']), 0).stderr).toContain('main holds what run #1 did');
    // Nor is a merge there any more that was taken back in other words than those of git.
    git('revert', '--no-commit', 'HEAD');
    git('commit', '-q', '-m', 'not now');
    expect(exited(await bench.refold(['apply', '1']), 2).stderr).toContain('was taken back since');
  });

  it('say that a merge from before a replay is not taken back by the one behind it', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(
      'name: w\nsteps: [{name: do, type: code, agent: {scripted: scenario.yaml}, prompt: do}]',
      'turns: [{step: do, do: [{run: [sh, -c, "date +%N > $(date +%N).txt"]}]}]',
    );
    exited(await bench.refold(['run', file]), 0);
    expect(exited(await bench.refold(['apply', '1']), 0).stderr).not.toContain('before a replay');
    const first = bench.repository.git('rev-parse', '--short=7', `refold/${idOf(bench)}/main`);
    exited(await bench.refold(['replay', '1', '--from-step', 'do']), 0);
    const { stderr } = exited(await bench.refold(['apply', '1']), 0);
    expect(stderr).toContain(
      `note: main also holds work of this run that refold/${idOf(bench)}/main does not, up to ${first}, as from before a replay; it stays there`,
    );
  });

  it('say how a run is merged into a branch whose history was rewritten, and that helps', async () => {
    const bench = await passedRun();
    const { git, write } = bench.repository;
    git('checkout', '-q', '--orphan', 'anew');
    git('commit', '-q', '-m', 'anew');
    git('branch', '-M', 'main');
    const { stderr } = exited(await bench.refold(['apply', '1']), 2);
    expect(stderr).toMatch(
      /no commit in common[\s\S]*hint: merge by hand: `git -C \S.* merge --no-ff --allow-unrelated-histories \S+`, mend/,
    );
    const merge = ['merge', '--no-ff', '--allow-unrelated-histories', `refold/${idOf(bench)}/main`];
    expect(() => git(...merge)).toThrow();
    write({ 'sub/changed.txt': 'both' });
    git('add', '-A');
    git('commit', '-q', '-m', 'merged');
    expect(git('show', 'main:new.txt')).toBe('new');
    expect(exited(await bench.refold(['apply', '1']), 0).stderr).toContain('main');
  });

  it('name the branch that has to be said where the run was made from none', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a' });
    bench.repository.git('checkout', '-q', '--detach');
    const steps = '[{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: do}]';
    const scenario = 'turns: [{step: a, do: [{write: {b.txt: b}}]}]';
    exited(await bench.refold(['run', bench.workflow(`name: w\nsteps: ${steps}`, scenario)]));
    const archive = async () => exited(await bench.refold(['archive', '1']), 2).stderr;
    expect(await archive()).toContain('hint: `refold apply 1 --onto <branch>` merges it');
    exited(await bench.refold(['apply', '1', '--onto', 'main']));
    bench.repository.git('branch', '-qf', 'main', 'HEAD');
    expect(await archive()).toContain('hint: `refold apply 1 --onto main` merges it');
    exited(await bench.refold(['apply', '1', '--onto', 'main']));
    exited(await bench.refold(['archive', '1']));
  });

  it('merge nothing while the worktree holds what is not on the branch, before somebody says so', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    const before = [logOf(bench), git('rev-parse', 'main')];
    for (const choice of ['redo', 'fresh', 'nonsense']) {
      const { stderr } = exited(await bench.refold(['apply', '1', '--on-drift', choice]), 2);
      expect(stderr).toContain(
        `\`--on-drift ${choice}\` says nothing\nhint: give one of proceed, review, abort\n`,
      );
    }
    writeFileSync(join(bench.worktree(), 'new.txt'), 'mended');
    for (const args of [[], ['--on-drift', 'abort'], ['--json']]) {
      const refused = await bench.refold(['apply', '1', ...args]);
      expect(refused).toMatchObject({ exit: 3, stderr: expect.stringContaining('new.txt: DRIFT') });
      expect(refused.stderr).toContain('the worktree of run #1 holds changes that are not on its branch');
      expect(refused.stderr).toContain('`refold apply 1 --on-drift proceed`');
    }
    expect([logOf(bench), git('rev-parse', 'main')]).toEqual(before);

    git('branch', 'dev');
    const without = await bench.refold(['apply', '1', '--onto', 'dev', '--on-drift', 'proceed']);
    expect(without).toMatchObject({ exit: 0, stderr: expect.stringContaining('new.txt: DRIFT') });
    expect(git('show', 'dev:new.txt')).toBe('new');
    const again = await bench.refold(['apply', '1', '--onto', 'dev']);
    expect(again).toMatchObject({ exit: 0, stderr: expect.stringContaining('dev holds what run #1 did') });

    git('-C', bench.worktree(), 'commit', '-qam', 'mended');
    const merged = await bench.refold(['apply', '1']);
    expect(merged.exit, merged.stderr).toBe(0);
    const tip = git('rev-parse', '--short=7', `refold/${idOf(bench)}/main`);
    expect(merged.stderr).toContain(`1 commit (${tip}) came after what the run did; it is merged too`);
    expect(git('show', 'main:new.txt')).toBe('mended');
  });

  it('show that where only a review is asked for, and merge nothing, also where there is none', async () => {
    const bench = await passedRun();
    const before = bench.events();
    const review = () => bench.refold(['apply', '1', '--on-drift', 'review']);
    expect((await review()).exit).toBe(2);
    writeFileSync(join(bench.worktree(), 'new.txt'), 'mine');
    expect(await review()).toMatchObject({ exit: 3, stderr: expect.stringContaining('+mine') });
    expect(bench.events()).toEqual(before);
  });

  it('ask at a terminal what is to become of that, where a file is put back or left out', async () => {
    const bench = await passedRun();
    for (const path of ['a.txt', 'new.txt']) writeFileSync(join(bench.worktree(), path), 'mine');
    const asked = atTerminal(bench, ['apply', '1']);
    await asked.shows('new.txt: DRIFT');
    await asked.shows('Restore: put one file back');
    asked.press(`${DOWN}${DOWN}${ENTER}`);
    await asked.shows('Which file is to be put back?');
    await asked.shows('new.txt');
    asked.press(ENTER);
    await asked.shows('a.txt is gone, as nothing of that name was recorded');
    await asked.shows('Restore: put one file back');
    asked.press(`proceed${ENTER}`);
    expect((await asked.ended).exit).toBe(0);
    expect(filesOf(bench)).toEqual(AFTER);
  });

  it('merge a file that is put back as the run left it, and commits that came from elsewhere, once they lie there', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    writeFileSync(join(bench.worktree(), 'new.txt'), 'mended');
    expect((await bench.refold(['restore', 'new.txt', '1'])).exit).toBe(0);
    const branch = `refold/${idOf(bench)}/main`;
    const elsewhere = join(bench.folder, 'elsewhere');
    git('worktree', 'add', '-q', '--detach', elsewhere, branch);
    for (const text of ['once', 'twice']) {
      writeFileSync(join(elsewhere, 'other.txt'), text);
      git('-C', elsewhere, 'commit', '-qam', text);
    }
    git('update-ref', `refs/heads/${branch}`, git('-C', elsewhere, 'rev-parse', 'HEAD'));
    const refused = exited(await bench.refold(['apply', '1']), 3);
    expect(refused.stderr).toContain("other.txt: CHANGED (not the run's)");
    expect(refused.stderr).toContain('stash --include-untracked` puts all of them away');
    git('-C', bench.worktree(), 'stash', '-q');
    const merged = await bench.refold(['apply', '1']);
    expect(merged.exit, merged.stderr).toBe(0);
    const tip = git('rev-parse', '--short=7', branch);
    expect(merged.stderr).toContain(`2 commits (the last one ${tip}) came after what the run did`);
    expect(git('show', 'main:other.txt')).toBe('twice');
  });

  it('put nothing away that a person went on to commit on the branch of the run, before that is merged too', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    exited(await bench.refold(['apply', '1']));
    writeFileSync(join(bench.worktree(), 'later.txt'), 'later');
    git('-C', bench.worktree(), 'add', 'later.txt');
    git('-C', bench.worktree(), 'commit', '-qm', 'later');
    const refused = exited(await bench.refold(['archive', '1']), 2).stderr;
    expect(refused).toMatch(/main does not hold all that is on its branch\n.*`refold apply 1` merges it/);
    exited(await bench.refold(['apply', '1']));
    expect(git('show', 'main:later.txt')).toBe('later');
    exited(await bench.refold(['archive', '1']));
  });

  it('say of what was merged by hand only that what came after that is missing', async () => {
    const bench = await passedRun();
    const { git } = bench.repository;
    git('merge', '-q', '--no-ff', '-m', 'by hand', `refold/${idOf(bench)}/main`);
    expect(exited(await bench.refold(['archive']), 2).stderr).toContain(
      'hint: `refold apply 1` merges the newest',
    );
    writeFileSync(join(bench.worktree(), 'new.txt'), 'later');
    git('-C', bench.worktree(), 'commit', '-qam', 'later');
    const { stderr } = exited(await bench.refold(['archive', '1']), 2);
    expect(stderr).toContain('run #1 is passed, and main does not hold all that is on its branch');
  });

  it('refuse a run that has not passed, and one that was made from no branch', async () => {
    const bench = createBench();
    bench.repository.commit({ 'a.txt': 'a' });
    const file = bench.workflow('name: w\nsteps: [{name: do, gate: [{bash: test -f b.txt}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const failed = await bench.refold(['apply', '1']);
    expect(failed).toMatchObject({ exit: 2, stderr: expect.stringContaining('run #1 is failed') });
    expect((await bench.refold(['archive', '1'])).exit).toBe(2);
    bench.repository.commit({ 'b.txt': 'b' });
    bench.repository.git('checkout', '-q', '--detach');
    expect((await bench.refold(['run', file, '--new'])).exit).toBe(0);
    const detached = await bench.refold(['apply']);
    expect(detached).toMatchObject({ exit: 2, stderr: expect.stringContaining('--onto') });
    const onto = await bench.refold(['apply', '--onto', 'main']);
    expect(onto).toMatchObject({ exit: 0, stderr: expect.stringContaining('changed nothing') });
  });
});
