import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBench, exited } from '../support/refold.js';
import { repositoryAt } from '../support/repository.js';

/** What each command says that makes no sense there; `deploy` is active, `release` is completed. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  '#2 is of deploy, a workflow that refold does not run': [
    'attach deploy',
    'attach deploy --tmux',
    'fork deploy --at 3',
    'replay deploy --from-step a',
    'run --replay --run deploy --from-step a',
    'apply deploy',
    'report deploy',
    'bridge deploy --messages',
    'log deploy --output --follow',
  ],
  'it is closed; `refold show 1`': [
    'attach release',
    'replay release --from-step a --fork',
    'bridge release',
  ],
  // None of them is about what refold does not run unless that is named.
  'no run of this repository fits': [
    'fork --at 3',
    'replay --from-step a',
    'apply',
    'report',
    'log --output',
    'discard',
    'archive',
  ],
  'no run of this repository is at work': ['attach'],
  'means nothing to a workflow that refold does not run': [
    'resume deploy --detach',
    'resume --tmux',
    'run --resume --run deploy --detach',
    'resume deploy --max-tokens 5',
    'resume deploy --captured',
    'resume deploy --strict',
    'resume deploy --continue',
    'restore a.txt deploy --force --unit x',
  ],
  '`--exec` runs a command, and `--dry-run` does nothing': ['resume deploy --dry-run --exec'],
  '`--at` goes on from a checkpoint, and `--from-start` begins anew': ['resume deploy --at 1 --from-start'],
  'b.txt is not put back: it is not recorded up to step 1; `refold checkpoints` lists what each step recorded, and `--at <step>` goes by another':
    ['restore b.txt deploy --force'],
  ' is not put back: ': ['restore  deploy --force', 'restore /etc/passwd deploy', 'restore .git deploy'],
  'files are put back only while it is active': ['restore a.txt release --force'],
};

it('what makes no sense of a workflow that refold does not run is refused, in words that tell what to do', async () => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a' });
  exited(await bench.refold(['checkpoint', 'release', '--step', '3', '--file', 'a.txt']));
  exited(await bench.refold(['complete', 'release']));
  exited(await bench.refold(['checkpoint', 'deploy', '--step', '1', '--file', 'a.txt']));
  const before = bench.events(2).length;
  for (const [words, lines] of Object.entries(REFUSED))
    for (const line of lines)
      expect(exited(await bench.refold(line.split(' ')), 2).stderr, line).toContain(words);
  expect(bench.events(2).length).toBe(before);
});

it('a name means a run of the repository at hand: nothing is changed in another one that has it', async () => {
  const bench = createBench();
  for (const name of ['deploy', 'both']) exited(await bench.refold(['checkpoint', name, '--step', '3']));
  const { root } = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
  const there = (line: string) => bench.refold(line.split(' '), { cwd: root });
  const before = bench.contents();
  for (const line of ['resume deploy', 'resume deploy --dry-run', 'run --resume --run deploy']) {
    const { error } = JSON.parse(exited(await there(`${line} --json`), 2).stdout);
    const message = 'no run of this repository is called deploy\nNo active workflows to resume';
    expect(error, line).toMatchObject({ type: 'NothingCalled', message });
    expect(error.hint).toContain(
      `, ${bench.repository.root}); \`-C '${bench.repository.root}'\` gives the command there`,
    );
  }
  for (const line of ['complete deploy', 'discard deploy', 'archive deploy', 'restore a.txt deploy --force'])
    expect(exited(await there(line), 2).stderr).toContain(
      'no run of this repository is called deploy; another',
    );
  expect(exited(await there('show deploy')).stderr).toMatch(/^note: .* this is \S+ \(.*\)\n$/);
  expect(bench.contents()).toEqual(before);
  exited(await there('checkpoint both --step 5'));
  expect(exited(await there('resume both')).stdout).toContain('at step 6');
  expect(exited(await bench.refold(['resume', 'both'])).stdout).toContain('at step 4');
});

it('outside of any repository a name means the run that bears it anywhere, and what changes it says where that is', async () => {
  const bench = createBench();
  for (const name of ['deploy', 'release']) exited(await bench.refold(['checkpoint', name, '--step', '3']));
  const outside = (line: string) => bench.refold(line.split(' '), { cwd: bench.folder });
  const place = new RegExp(`^note: this is \\S+ \\(.*, ${bench.repository.root}\\)\n`);
  for (const line of ['resume deploy', 'complete deploy', 'archive deploy', 'discard release'])
    expect(exited(await outside(line)).stderr, line).toMatch(place);
  expect(exited(await outside('checkpoint release --step 1'), 2).stderr).toContain('repository');
});

it('outside of any repository the lost log of one does not hide the run of another', async () => {
  const bench = createBench();
  exited(await bench.refold(['checkpoint', 'deploy', '--step', '3']));
  exited(await bench.refold(['complete', 'deploy']));
  const { root } = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
  exited(await bench.refold(['checkpoint', 'release', '--step', '1'], { cwd: root }));
  const outside = (line: string) => bench.refold(line.split(' '), { cwd: bench.folder });
  const loseLog = async (name: string): Promise<string> => {
    const { run } = JSON.parse(exited(await outside(`show ${name} --json`)).stdout);
    const log = Object.keys(bench.contents()).find((path) => path.endsWith(`${run}/events.jsonl`));
    writeFileSync(log ?? '', '');
    return run;
  };
  const lost = await loseLog('release');
  exited(await outside('show deploy'));
  exited(await outside('archive deploy'));
  expect(exited(await outside('discard release'), 4).stderr).toContain(`${lost} may be`);
  // One of its own repository may be the active one of its name.
  exited(await bench.refold(['checkpoint', 'deploy', '--step', '1']));
  const later = await loseLog('deploy');
  for (const line of ['resume deploy', 'discard deploy'])
    expect(exited(await outside(line), 4).stderr, line).toContain(`${later} may be`);
});

it('the dashboard shows what refold does not run, as a document too', async () => {
  const bench = createBench();
  exited(await bench.refold(['checkpoint', 'deploy', '--step', '1', '--title', 'built']));
  expect(exited(await bench.refold(['dashboard'])).stdout).toMatch(/#1 +active +step 1 \(built\) .* deploy/);
  const { active } = JSON.parse(exited(await bench.refold(['dashboard', '--json'])).stdout);
  expect(active).toMatchObject([{ workflow: 'deploy', outside: true, checkout: bench.repository.root }]);
});

it('a shell completes the names of what refold does not run, beside the numbers, and alone those that are active, wherever it is asked from', async () => {
  const bench = createBench();
  for (const name of ['deploy', 'deploy', 'two words', 'done'])
    exited(await bench.refold(['checkpoint', name, '--step', '1', '--new']));
  exited(await bench.refold(['complete', 'done']));
  const offered = async (...args: readonly string[]): Promise<readonly (string | undefined)[]> =>
    exited(await bench.refold(['completion', '--list', ...args]))
      .stdout.trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
  expect(await offered('runs')).toEqual(['4', '3', '2', '1', 'done', 'two words', 'deploy']);
  expect(await offered('active')).toEqual(['two words', 'deploy']);
  const { root } = repositoryAt(join(bench.folder, 'other'), join(bench.folder, 'user'));
  exited(await bench.refold(['-C', root, 'checkpoint', 'far', '--step', '1']));
  expect(await offered('active', '-C', root)).toEqual(['far']);
});
