import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  becomes,
  LOOKS,
  ofType,
  type PairBench,
  pairBench,
  stateShown,
  toldIn,
  turn,
} from '../support/pairs.js';
import { until } from '../support/refold.js';
import { promptIn } from '../support/reviews.js';
import { killAgents } from '../support/sweep.js';

const spawned = (bench: PairBench, count: number): Promise<void> =>
  until(() => ofType(bench, 'AgentSpawned').length === count && ofType(bench, 'SessionBound').length > 0);

const resumed = async (bench: PairBench): Promise<void> => {
  const ended = await bench.refold(['resume']);
  expect(ended.exit, ended.stdout + ended.stderr).toBe(0);
};

describe('a pair that is killed', () => {
  it('at work goes on with that in its session; what it was told is told again, and is not new to it', async () => {
    const bench = pairBench([
      `call: 1, do: [{session: true}, {write: {a.txt: half}}, {hang: true}]`,
      turn('', 'good', 'DONE'),
    ]);
    const { child, ended } = bench.pair();
    await spawned(bench, 1);
    expect(await stateShown(bench)).toMatchObject({ state: 'working', current_iteration: 1 });
    child.kill('SIGKILL');
    await ended;
    await killAgents(bench);
    expect(await stateShown(bench)).toMatchObject({ state: 'interrupted', current_iteration: 1 });
    await resumed(bench);
    const [first, second] = ofType(bench, 'CallIntended');
    const task = ofType(bench, 'MessagePosted')[0]?.seq;
    expect([first?.data.messages, second?.data.messages]).toEqual([{ upTo: task }, { again: task }]);
    expect(second?.data.session).toMatchObject({ how: 'continue' });
    expect(becomes(bench)).toEqual(['accepted']);
  });

  it('in a review goes on with that, and takes no turn of the worker again', async () => {
    const bench = pairBench(
      [turn('', 'good', 'DONE')],
      ['call: 1, do: [{session: true}, {hang: true}]', `do: [${LOOKS}]`],
    );
    const { child, ended } = bench.pair();
    await spawned(bench, 2);
    expect(await stateShown(bench)).toMatchObject({ state: 'reviewing', current_iteration: 1 });
    child.kill('SIGKILL');
    await ended;
    await killAgents(bench);
    await resumed(bench);
    const calls = ofType(bench, 'CallIntended').map(({ data }) => data.path);
    expect(calls).toEqual(['impl', 'impl/review', 'impl/review']);
    const signal = ofType(bench, 'MessagePosted')[2]?.seq;
    expect(toldIn(bench).slice(1)).toEqual([{ upTo: signal }, { again: signal }]);
  });
});

describe('a pair', () => {
  it('whose worker has lost its session tells a new one all that it has to know, and each message once as new', async () => {
    const bench = pairBench([
      turn('call: 1, ', 'half', 'DONE'),
      'call: 2, do: [{complain: no such session}, {exit: 1}]',
      turn('', 'good', 'DONE'),
    ]);
    expect((await bench.pair().ended).exit).toBe(0);
    expect(ofType(bench, 'SessionLost')).toHaveLength(1);
    const [task, review] = ['task', 'review'].map(
      (kind) => ofType(bench, 'MessagePosted').find(({ data }) => data.kind === kind)?.seq,
    );
    const worker = ofType(bench, 'CallIntended').filter(({ data }) => data.path === 'impl');
    expect(worker.map(({ data }) => data.messages)).toEqual([
      { upTo: task },
      { upTo: review },
      { again: review },
    ]);
    const told = promptIn(worker[2] as never);
    for (const text of [
      'write good',
      'concern: write good',
      'an earlier conversation about this, which is lost',
    ])
      expect(told).toContain(text);
  });

  it('comes to no end over a proof that fails, whoever says PASS', async () => {
    const bench = pairBench(
      [turn('', 'good', 'DONE', 'PASS')].map(
        (one) => `${one.slice(0, -1)}, {run: [sh, -c, "date +%N > b.txt"]}]`,
      ),
      ['do: [{session: true}, {say: PASS}]'],
    );
    const ended = await bench.pair('review=claudex', 'proof=exit 3', 'max_iterations=2').ended;
    expect(ended.exit).toBe(1);
    expect(becomes(bench)).toEqual([['bash'], ['bash']]);
    expect(ofType(bench, 'GateFinished').map(({ data }) => data.exit)).toEqual([3, 3]);
    expect(await stateShown(bench)).toMatchObject({
      state: 'failed',
      current_iteration: 2,
      max_iterations: 2,
    });
  });

  it('whose agent fails calls it again, and loses nothing that it was told', async () => {
    const bench = pairBench([
      'call: 1, do: [{complain: 529 overloaded}, {exit: 1}]',
      turn('', 'good', 'DONE'),
    ]);
    expect((await bench.pair().ended).exit).toBe(0);
    expect(ofType(bench, 'CallPostponed')).toHaveLength(1);
    const [task] = ofType(bench, 'MessagePosted');
    expect(toldIn(bench).slice(0, 2)).toEqual([{ upTo: task?.seq }, { again: task?.seq }]);
  });

  it('reads a signal at the end of an answer that is longer than a line of the log, and hands on all of it', async () => {
    const long = Array.from({ length: 900 }, (_, n) => `line ${n} of a long answer`).join('\n');
    const bench = pairBench([turn('', 'good', long, 'DONE')]);
    expect((await bench.pair().ended).exit).toBe(0);
    const said = await bench.refold(['bridge', '--messages']);
    expect(said.stdout).toContain('line 899 of a long answer');
    expect(ofType(bench, 'MessagePosted')[1]?.data.content).toHaveProperty('payload');
  });
});

describe('bridge', () => {
  it('follows the messages as they come, until the run stands still', async () => {
    const bench = pairBench([
      turn('call: 1, ', 'half', 'DONE'),
      'do: [{session: true}, {write: {a.txt: good}}, {until: ../go}, {say: DONE}]',
    ]);
    const { ended } = bench.pair();
    await until(() => ofType(bench, 'MessagePosted').length > 0);
    const follower = bench.start(['bridge', '--follow']);
    let seen = '';
    follower.child.stdout?.on('data', (chunk) => {
      seen += chunk;
    });
    await until(() => seen.includes('review FAIL'));
    writeFileSync(join(bench.runFolder(), 'go'), '');
    expect((await ended).exit).toBe(0);
    const followed = await follower.ended;
    expect(followed.exit).toBe(0);
    const all = await bench.refold(['bridge', '--messages']);
    expect(followed.stdout).toBe(all.stdout);
    expect(followed.stdout).toContain('review PASS');
  });

  it('counts what is sound of a damaged log, and says that it is', async () => {
    const bench = pairBench([turn('', 'good', 'DONE')]);
    expect((await bench.pair().ended).exit).toBe(0);
    appendFileSync(join(bench.runFolder(), 'events.jsonl'), '{"seq":1}\n');
    const block = await bench.refold(['bridge', '1']);
    expect([block.exit, block.stdout]).toEqual([4, expect.stringContaining('Total Messages: 4')]);
    const line = await bench.refold(['bridge']);
    expect([line.exit, line.stdout]).toEqual([
      4,
      expect.stringMatching(
        /^Run #1: its log is damaged; `refold verify \d{8}-\d{6}-[0-9a-f]{6}` tells more\n$/,
      ),
    ]);
  });
});
