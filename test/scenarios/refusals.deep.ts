import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { suffixOf } from '../../src/events/chain.js';
import { hashOf } from '../support/lines.js';
import { type Bench, createBench, hasEvent, until } from '../support/refold.js';
import { killAgents } from '../support/sweep.js';

const STEPS = (steps: string): string => `name: w\nsteps:\n${steps}`;
const GATE = (name: string, command: string): string =>
  `  - {name: ${name}, gate: [{bash: ${JSON.stringify(command)}}]}\n`;

/** What each command was told, as a person reads it, with nothing in it that is another one every time. */
const book = (bench: Bench) => {
  const pages: string[] = [];
  const plain = (text: string): string =>
    text
      .replaceAll(bench.folder, '/…')
      .replace(/\d{8}-\d{6}-[0-9a-f]{6}/g, '<run>')
      .replace(/\b20\d{6}\b/g, '<day>')
      .replace(/the-reposit-ry-[0-9a-f]{6}|the-repository-[0-9a-f]{6}/g, '<repository>')
      .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replace(/pid \d+ on \S+?,/g, 'pid <pid> on <host>,')
      .replace(/\d+ s ago/g, '<age>')
      .replace(/\(byte \d+\)/g, '(byte <n>)')
      .replace(/\b[0-9a-f]{40}\b|(?<=it was |the commit )[0-9a-f]{7}\b/g, '<commit>');
  const ask = async (title: string, ...args: readonly string[]): Promise<void> => {
    const { exit, stdout, stderr } = await bench.refold(args);
    const why = /^ +stopped .*$/m.exec(stdout)?.[0] ?? '';
    pages.push(
      `${title}\n  $ refold ${plain(args.join(' '))}\n  exit ${exit}\n  ${plain(stderr + why)
        .trim()
        .replaceAll('\n', '\n  ')}\n`,
    );
    if (stdout !== '') return;
    const asked = await bench.refold([...args, '--json']);
    const document = { type: expect.any(String), message: expect.any(String), exit };
    expect([asked.exit, JSON.parse(asked.stdout)]).toEqual([
      exit,
      { [exit === 0 ? 'result' : 'error']: expect.objectContaining(document) },
    ]);
  };
  return { ask, text: () => pages.join('\n') };
};

const logOf = (bench: Bench, run: number): string => join(bench.runFolder(run), 'events.jsonl');

it('every refusal of run, resume and replay says what happened and what to do, in these words', async () => {
  const bench = createBench();
  bench.repository.commit({});
  const { ask, text } = book(bench);
  await ask('no run at all', 'resume');
  await ask('no run at all, for a replay', 'replay', '--from-step', 'a');
  await ask('a run that is not there, where there is none', 'resume', '7');

  const impl = '{name: impl, gate: [{bash: "true"}]}';
  const file = bench.workflow(
    STEPS(
      `  - {name: one, steps: [${impl}]}\n  - {name: two, steps: [${impl}]}\n${GATE('look', 'false')}${GATE('last', 'true')}`,
    ),
  );
  expect((await bench.refold(['run', file])).exit).toBe(1);
  await ask('a run beside an unfinished one, and no terminal', 'run', file);
  await ask('a run that is not there', 'resume', 'nonsense');
  await ask('a session that no run holds', 'resume', '--session', 'nonsense');
  await ask('a run and a session', 'resume', '1', '--session', 'nonsense');
  await ask('no such step', 'replay', '--from-step', 'three');
  await ask('several steps match', 'replay', '--from-step', 'impl');
  await ask('the step has not started', 'replay', '--from-step', 'last');
  writeFileSync(file, STEPS(`  - {name: other, steps: [${impl}]}\n${GATE('look', 'true')}`));
  await ask('the workflow is another one before the step', 'replay', '--from-step', 'look');

  writeFileSync(file, STEPS(GATE('look', 'true')));
  expect((await bench.refold(['run', file, '--new'])).exit).toBe(0);
  await ask('a beginning that two ids share', 'resume', basename(bench.runFolder(1)).slice(0, 8));
  await ask('nothing to do', 'resume', '2');
  await ask('nothing to do, and only the plan asked for', 'resume', '2', '--dry-run');

  const go = join(bench.folder, 'go');
  writeFileSync(file, STEPS(GATE('wait', `until test -f '${go}'; do sleep 0.02; done`)));
  const running = bench.start(['run', file, '--new']);
  await until(() => hasEvent(bench, 'GateIntended', 3));
  await ask('the run is alive', 'resume', '3');
  await ask('the run is alive, and only the plan asked for', 'resume', '3', '--dry-run');
  await ask('the run is alive, and is to begin anew', 'resume', '3', '--from-start');
  await ask('the run is alive, and is to be replayed', 'replay', '3', '--from-step', 'wait');
  writeFileSync(go, '');
  expect((await running.ended).exit).toBe(0);

  writeFileSync(
    file,
    `name: w\nsteps: [{name: ask, hitl: true, type: code, agent: {command: ["true"]}, prompt: p}]`,
  );
  expect((await bench.refold(['run', file, '--new'])).exit).toBe(3);
  await ask('a step waits for a person, and no terminal', 'resume', '4');
  await expect(text()).toMatchFileSnapshot('refusals.snapshot.txt');
});

it('every refusal to go on with what is broken says where it is, and what to do, in these words', async () => {
  const bench = createBench();
  bench.repository.commit({});
  const { ask, text } = book(bench);
  const file = bench.workflow(STEPS(GATE('look', 'false')));
  for (const _ of [1, 2, 3, 4, 5]) expect((await bench.refold(['run', file, '--new'])).exit).toBe(1);

  const lease = join(bench.runFolder(1), 'lease');
  writeFileSync(
    join(lease, '2'),
    JSON.stringify({
      process: { pid: 7, start: '1', host: 'elsewhere/0', boot: 'b', pidns: 'n' },
      since: '2026-11-21T04:00:00.000Z',
    }),
  );
  await ask('another machine may run it', 'resume', '1');
  await ask('another machine may run it, and it is to be replayed', 'replay', '1', '--from-step', 'look');

  appendNewer(logOf(bench, 2));
  await ask('a newer refold wrote the log', 'resume', '2');
  await ask('a newer refold wrote the log, for a replay', 'replay', '2', '--from-step', 'look');

  const log = readFileSync(logOf(bench, 3), 'utf8');
  writeFileSync(logOf(bench, 3), log.replace('"reason":"gate"', '"reason":"fate"'));
  await ask('the log is damaged', 'resume', '3');
  await ask('the log is damaged, and only the plan asked for', 'resume', '3', '--dry-run');
  await ask('the log is damaged, for a replay', 'replay', '3', '--from-step', 'look');

  rmSync(logOf(bench, 4));
  await ask('the log is gone', 'resume', '4');

  const { git, root } = bench.repository;
  rmSync(bench.worktree(5), { recursive: true });
  rmSync(join(root, '.git'), { recursive: true });
  git('init', '-q');
  await killAgents(bench);
  await ask('worktree, branch and refs are gone', 'resume', '5');
  rmSync(join(root, '.git'), { recursive: true });
  await ask('the repository is gone', 'resume', '5');
  await ask('the repository is gone, and only the plan asked for', 'resume', '5', '--dry-run');
  await expect(text()).toMatchFileSnapshot('refusalsOfBroken.snapshot.txt');
});

/** An event that only a newer refold knows, and that must not be passed over. */
const appendNewer = (log: string): void => {
  const last = readFileSync(log, 'utf8').trimEnd().split('\n').at(-1) ?? '';
  const { seq, hash } = JSON.parse(last);
  const body = JSON.stringify({
    seq: seq + 1,
    at: '2026-11-21T04:00:00.000Z',
    type: 'BudgetFrozen',
    v: 1,
    critical: true,
    data: {},
  }).slice(0, -1);
  appendFileSync(log, `${body}${suffixOf(hashOf(hash, body))}\n`);
};
