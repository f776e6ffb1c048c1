import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createJsonlStore } from '../../src/adapters/log/jsonl/store.js';
import { right } from '../contracts/runStore.js';
import { checkpointed, NAME } from '../support/outsideTour.js';
import { createBench, exited } from '../support/refold.js';

const BY_NAME = [
  ...['show', 'verify', 'log', 'state', 'checkpoints', 'resume', 'complete', 'discard', 'archive'].map(
    (command) => [command, NAME],
  ),
  ['restore', 'src/auth.ts', NAME],
];

describe('a workflow that refold does not run', () => {
  it('begins anew by its first command, and no file is touched', async () => {
    const bench = await checkpointed();
    bench.repository.write({ 'src/auth.ts': 'three\n' });
    const fresh = exited(await bench.refold(['resume', NAME, '--on-drift', 'fresh']));
    expect(fresh.stdout).toContain('Invoke: /gaia-dev-story E3-S7');
    expect(readFileSync(join(bench.repository.root, 'src/auth.ts'), 'utf8')).toBe('three\n');
    expect(exited(await bench.refold(['resume', NAME]), 2).stderr).toContain('No active workflows to resume');
    exited(await bench.refold(['checkpoint', NAME, '--step', '1']));
    expect(JSON.parse(exited(await bench.refold(['show', NAME, '--json'])).stdout).number).toBe(2);
  });

  it('is offered no more once it is completed', async () => {
    const bench = await checkpointed();
    exited(await bench.refold(['complete', NAME]));
    exited(await bench.refold(['complete', NAME]));
    expect(exited(await bench.refold(['resume', NAME]), 2).stderr).toContain('No active workflows to resume');
    expect(exited(await bench.refold(['resume'])).stderr).toBe('No active runs to resume\n');
    exited(await bench.refold(['archive', NAME]));
    expect(exited(await bench.refold(['runs'])).stdout).toContain('archived');
    expect(exited(await bench.refold(['verify', NAME])).stdout).toContain('the chain holds');
  });

  it('records nothing of a checkpoint of which a file cannot be read, or lies elsewhere', async () => {
    const bench = createBench();
    const { repository } = bench;
    repository.write({ 'a.txt': 'a', 'folder/b.txt': 'b', '../outside.txt': 'x' });
    symlinkSync('..', join(repository.root, 'up'));
    for (const bad of [
      'gone.txt',
      'folder',
      '../outside.txt',
      '/etc/passwd',
      'up/outside.txt',
      '.git/config',
    ]) {
      const args = ['checkpoint', NAME, '--step', '1', '--file', 'a.txt', '--file', bad];
      expect(exited(await bench.refold(args), 2).stderr, bad).toContain('nothing was recorded');
    }
    expect(exited(await bench.refold(['runs', '--json'])).stdout).toBe('[]\n');
    for (const bad of ['a/b', '..', '.x', '7', '20261121-040000-1a2b3c', 'a\nb', ''])
      expect(exited(await bench.refold(['checkpoint', bad, '--step', '1']), 2).stderr).toContain(
        'cannot be called',
      );
    expect(exited(await bench.refold(['checkpoint', NAME, '--step', 'seven']), 2).stderr).toContain(
      'no number',
    );
  });

  it('names a payload that is lost, and a checkpoint that is whole', async () => {
    const bench = await checkpointed();
    const { content } = JSON.parse((await bench.refold(['resume', NAME, '--json'])).stdout).files[0];
    writeFileSync(content, 'something else');
    const lost = exited(await bench.refold(['resume', NAME]), 4);
    expect(lost.stderr).toContain(`the payload ${content.split('/').at(-1)}`);
    expect(lost.stderr).toContain(`\`refold resume ${NAME} --at 6\``);
    expect(exited(await bench.refold(['resume', NAME, '--at', '6']), 3).stderr).toContain('DRIFT');
  });

  it('is told as far as its log is sound, and nothing is written behind damage', async () => {
    const bench = await checkpointed();
    const log = join(bench.runFolder(), 'events.jsonl');
    const lines = readFileSync(log, 'utf8').split('\n');
    writeFileSync(log, [...lines.slice(0, 4), lines[4]?.replace('green', 'grown'), ''].join('\n'));
    const damaged = exited(await bench.refold(['resume', NAME]), 4);
    expect(damaged.stderr).toContain('is damaged at line');
    expect(damaged.stderr).toContain('--at 6');
    const told = exited(await bench.refold(['resume', NAME, '--at', '6', '--on-drift', 'proceed']), 4);
    expect(told.stdout).toContain(`Resuming ${NAME} at step 7.`);
    const refused = exited(await bench.refold(['checkpoint', NAME, '--step', '8']), 4).stderr;
    expect(refused).toContain(`\`refold checkpoint ${NAME} --new --step 6\``);
    exited(await bench.refold(['checkpoint', NAME, '--step', '8', '--new']));
    expect(exited(await bench.refold(['resume', NAME])).stdout).toContain('at step 9');
    exited(await bench.refold(['runs']), 4);
    const folder = bench.runFolder();
    expect(refused).toContain(`once ${folder} is moved elsewhere`);
    renameSync(folder, join(bench.folder, 'aside'));
    exited(await bench.refold(['complete', NAME]));
    exited(await bench.refold(['runs']));
    expect(exited(await bench.refold(['resume', NAME]), 2).stderr).toContain('begins a new run');
  });

  it('is damaged where its log is lost, and neither a script that asks for it nor its next checkpoint begins anew', async () => {
    const bench = await checkpointed();
    const folder = bench.runFolder();
    writeFileSync(join(folder, 'events.jsonl'), '');
    expect(exited(await bench.refold(['runs']), 4).stdout).toContain('damaged');
    const asked = exited(await bench.refold(['resume', NAME, '--json']), 4);
    expect(asked.stdout).toContain('"type":"NameUnread"');
    expect(exited(await bench.refold(['show', '1']), 4).stderr).toContain('holds no event any more');
    expect((await bench.refold(['doctor'])).stdout).not.toContain('may be removed');
    const before = readdirSync(join(folder, '..'));
    const refused = exited(await bench.refold(['checkpoint', NAME, '--step', '8', '--json']), 4);
    expect(refused.stdout).toContain('"type":"NameUnread"');
    expect(refused.stderr).toContain('`--new` begins a new run of that name');
    expect(readdirSync(join(folder, '..'))).toEqual(before);
    exited(await bench.refold(['checkpoint', 'other', '--step', '1', '--new']));
    // One of a name that is known is gone on with.
    exited(await bench.refold(['checkpoint', 'other', '--step', '2']));
    renameSync(folder, join(bench.folder, 'aside'));
    expect(exited(await bench.refold(['resume', NAME, '--json']), 2).stdout).toContain('"NothingCalled"');
  });

  it('may be in a log that cannot be read: every command says which, and none begins anew beside it', async () => {
    const bench = await checkpointed();
    const log = join(bench.runFolder(), 'events.jsonl');
    renameSync(log, join(bench.folder, 'log'));
    // What is no file cannot be read by anybody, whatever they may do.
    mkdirSync(log);
    for (const command of [...BY_NAME, ['checkpoint', NAME, '--step', '8']]) {
      const { stderr } = exited(await bench.refold(command), 4);
      expect(stderr, command.join(' ')).toContain(`its log ${log} could not be read: EISDIR`);
      expect(stderr, command.join(' ')).toContain('make the file readable');
      expect(stderr, command.join(' ')).not.toContain('--new');
    }
    exited(await bench.refold(['show', NAME], { cwd: bench.folder }), 4);
    expect(exited(await bench.refold(['complete', '1']), 4).stderr).toContain('could not be read');
    rmSync(log, { recursive: true });
    renameSync(join(bench.folder, 'log'), log);
    exited(await bench.refold(['complete', NAME]));
  });

  it('is not shown by an older one of its name that is closed while a later log cannot be read', async () => {
    const bench = await checkpointed();
    exited(await bench.refold(['complete', NAME]));
    exited(await bench.refold(['checkpoint', NAME, '--step', '1']));
    const log = join(bench.runFolder(2), 'events.jsonl');
    rmSync(log);
    mkdirSync(log);
    for (const command of BY_NAME)
      expect(exited(await bench.refold(command), 4).stderr, command.join(' ')).toContain(log);
    exited(await bench.refold(['show', '1']));
  });

  it('may be in a log that does not tell it any more: exit 4 of every command, never 2', async () => {
    const bench = await checkpointed();
    for (const content of ['', 'not a log\n']) {
      writeFileSync(join(bench.runFolder(), 'events.jsonl'), content);
      for (const command of BY_NAME)
        expect(exited(await bench.refold(command), 4).stderr, command.join(' ')).toContain(
          'the log does not tell it any more',
        );
    }
  });

  it('is not looked for in a run that was cut off in its first line, of which nothing was done', async () => {
    const bench = await checkpointed();
    const log = join(bench.runFolder(), 'events.jsonl');
    const cut = join(bench.runFolder(), '..', '20261121-040000-1a2b3c');
    mkdirSync(cut);
    writeFileSync(join(cut, 'events.jsonl'), readFileSync(log, 'utf8').slice(0, 40));
    expect(exited(await bench.refold(['resume', 'other', '--json']), 2).stdout).toContain('"NothingCalled"');
    exited(await bench.refold(['checkpoint', 'other', '--step', '1']));
  });

  it('is not called closed where the log of a later run of its name may be lost', async () => {
    const bench = await checkpointed();
    exited(await bench.refold(['complete', NAME]));
    exited(await bench.refold(['checkpoint', NAME, '--step', '1']));
    writeFileSync(join(bench.runFolder(2), 'events.jsonl'), '');
    const asked = exited(await bench.refold(['resume', NAME, '--json']), 4);
    expect(asked.stdout).toContain('"type":"NameUnread"');
    exited(await bench.refold(['checkpoint', NAME, '--step', '2']), 4);
    exited(await bench.refold(['complete', NAME]), 4);
    expect(exited(await bench.refold(['resume', '1']), 2).stderr).toContain('was completed');
  });

  it('is not called closed either where an older one of its name may never have been, until that folder is gone', async () => {
    const bench = await checkpointed();
    exited(await bench.refold(['checkpoint', NAME, '--step', '1', '--new']));
    exited(await bench.refold(['complete', NAME]));
    // The older one is active still, and goes on.
    expect(exited(await bench.refold(['resume', NAME])).stdout).toContain('at step');
    writeFileSync(join(bench.runFolder(), 'events.jsonl'), '');
    for (const command of ['resume', 'complete', 'checkpoint --step 2']) {
      const [word = '', ...options] = command.split(' ');
      expect(exited(await bench.refold([word, NAME, ...options]), 4).stderr, command).toContain(
        'the log does not tell it any more',
      );
    }
    rmSync(bench.runFolder(), { recursive: true });
    expect(exited(await bench.refold(['resume', NAME]), 2).stderr).toContain('begins a new run');
    exited(await bench.refold(['checkpoint', NAME, '--step', '1']));
  });

  it('is not looked for behind the lost log of a run that refold runs itself', async () => {
    const bench = createBench();
    bench.repository.commit({});
    exited(await bench.refold(['run', bench.workflow('name: w\nsteps: [{name: a, gate: [bash: "true"]}]')]));
    writeFileSync(join(bench.runFolder(), 'events.jsonl'), '');
    exited(await bench.refold(['runs']), 4);
    expect(exited(await bench.refold(['resume', NAME, '--json']), 2).stdout).toContain('"NothingCalled"');
    exited(await bench.refold(['checkpoint', NAME, '--step', '1']));
  });

  it('puts no file back unasked, and tells what that would do to what is there', async () => {
    const bench = await checkpointed();
    const path = join(bench.repository.root, 'src/auth.ts');
    const refused = async () => exited(await bench.refold(['restore', 'src/auth.ts', NAME]), 2).stderr;
    const before = bench.events();
    expect(await refused()).toContain('`--force` replaces it; what is there is kept');
    rmSync(path);
    expect(await refused()).toContain('`--force` puts it back; nothing is there now');
    expect(bench.events()).toEqual(before);
    exited(await bench.refold(['checkpoint', NAME, '--step', '8', '--file', 'src/auth.ts']));
    const asRecorded = exited(await bench.refold(['restore', 'src/auth.ts', NAME])).stderr;
    expect(asRecorded).toContain('src/auth.ts is as it is recorded: deleted');
    writeFileSync(path, 'again');
    expect(await refused()).toContain('`--force` removes it; what is there is kept');
    expect(exited(await bench.refold(['restore', 'other.txt', NAME]), 2).stderr).toContain(
      'it is not recorded up to step 8; `refold checkpoints` lists',
    );
  });

  it('is not put back where a folder lies, which has to be moved away first', async () => {
    const bench = await checkpointed();
    rmSync(join(bench.repository.root, 'src/auth.ts'));
    bench.repository.write({ 'src/auth.ts/in it': '' });
    const why = 'a folder is in its place; move it away';
    expect(exited(await bench.refold(['resume', NAME]), 3).stderr).toContain(`src/auth.ts: UNKNOWN (${why})`);
    const before = bench.events();
    const restored = exited(await bench.refold(['restore', 'src/auth.ts', NAME, '--force']), 2).stderr;
    expect(restored).toContain(`src/auth.ts is not put back: ${why}`);
    const said = exited(await bench.refold(['resume', NAME, '--on-drift', 'proceed']), 3).stderr;
    expect(said).toContain('cannot proceed: what lies at src/auth.ts cannot be kept');
    expect(bench.events()).toEqual(before);
  });

  it('runs its command as it was recorded, with its values in variables and its exit code passed on', async () => {
    const bench = createBench();
    const command = `test "$REFOLD_VAR_x" = 'a b; $(touch pwned)' && echo "step $REFOLD_STEP" && exit 7`;
    const said = ['--var', 'x=a b; $(touch pwned)', '--command', command];
    exited(await bench.refold(['checkpoint', 'script', '--step', '2', ...said]));
    const run = exited(await bench.refold(['resume', 'script', '--exec']), 7);
    expect(run.stdout).toBe('step 3\n');
    expect(readdirSync(bench.repository.root)).toEqual(['.git']);
    const slash = ['--step', '3', '--command', '/gaia-dev-story E3-S7'];
    exited(await bench.refold(['checkpoint', 'script', ...slash]));
    expect(exited(await bench.refold(['resume', 'script', '--exec']), 2).stderr).toContain(
      'command of an agent',
    );
  });

  it('takes the checkpoints of several writers at once, one after the other, in one run', async () => {
    const bench = createBench();
    const steps = [1, 2, 3, 4];
    const all = await Promise.all(
      steps.map((step) => bench.refold(['checkpoint', 'race', '--step', `${step}`])),
    );
    for (const one of all) exited(one);
    expect(
      exited(await bench.refold(['runs']))
        .stdout.trim()
        .split('\n'),
    ).toHaveLength(1);
    const made = bench.events().filter(({ type }) => type === 'OutsideCheckpointMade');
    expect(made.map(({ data }) => data.step).sort()).toEqual(steps);
    exited(await bench.refold(['verify', 'race']));
  });

  it('has one writer at a time: who waits for another one too long is told of it', async () => {
    const bench = await checkpointed();
    const store = createJsonlStore(bench.home);
    const [entry] = right(await store.list()());
    if (!entry) throw new Error('there is no run');
    const { release } = right(await store.openForWriting(entry, { visit: () => undefined })());
    const args = ['checkpoint', NAME, '--step', '8'];
    const busy = exited(await bench.refold(args, { env: { REFOLD_WAIT_SECONDS: '0' } }), 5);
    expect(busy.stderr).toContain('another process writes to this');
    right(await release()());
    exited(await bench.refold(args));
    expect(bench.events().at(-1)?.data).toMatchObject({ step: 8 });
  });
});
