import { expect, it } from 'vitest';
import { becomes, ofType, pairBench, stateShown, turn } from '../support/pairs.js';

it('a pair goes on until what is called done is proven and both stand for it; bridge counts what they said', async () => {
  const bench = pairBench([
    turn('call: 1, ', 'half', 'I did half of it. Not abandoned.'),
    turn('call: 2, ', 'more', 'ALL DONE'),
    turn('', 'good', 'DONE', 'ALL DONE', 'PASS'),
  ]);
  const passed = await bench.pair(
    'review=claudex',
    'done=ALL DONE',
    'proof=grep -q good a.txt',
    'max_iterations=3',
  ).ended;
  expect(passed.exit, passed.stderr).toBe(0);
  expect(becomes(bench)).toEqual(['not_done', ['bash'], 'accepted']);
  expect(ofType(bench, 'GateFinished').map(({ data }) => data.exit)).toEqual([1, 0]);
  const block = await bench.refold(['bridge', '1']);
  expect(block.stdout).toBe(
    [
      'Run #1 Bridge Status:',
      '  Total Messages: 11',
      '  Done Signal: true',
      '  Pass Count: 2',
      '  Fail Count: 1',
      '',
      '  refold                3: 1 task, 2 chat',
      '  scripted (worker)     6: 3 result, 3 signal',
      '  scripted (evaluator)  2: 2 review',
      '',
    ].join('\n'),
  );
  expect((await bench.refold(['bridge'])).stdout).toBe('Run #1: messages=11 done=true pass=2 fail=1\n');
  const json = JSON.parse((await bench.refold(['bridge', '1', '--json'])).stdout);
  expect({ ...json, run: 'id' }).toMatchInlineSnapshot(`
    {
      "agents": [
        {
          "agent": "refold",
          "as": "refold",
          "kinds": {
            "chat": 2,
            "task": 1,
          },
          "messages": 3,
        },
        {
          "agent": "scripted",
          "as": "worker",
          "kinds": {
            "result": 3,
            "signal": 3,
          },
          "messages": 6,
        },
        {
          "agent": "scripted",
          "as": "evaluator",
          "kinds": {
            "review": 2,
          },
          "messages": 2,
        },
      ],
      "done": true,
      "fail": 1,
      "messages": 11,
      "number": 1,
      "pass": 2,
      "run": "id",
      "workflow": "pair",
    }
  `);
  const said = (await bench.refold(['bridge', '--messages'])).stdout;
  for (const text of [
    'write good',
    'Not abandoned.',
    'gate bash failed',
    'FAIL: write good',
    'scripted (worker) → scripted (evaluator)',
  ])
    expect(said).toContain(text);
  expect(await stateShown(bench)).toEqual({
    state: 'completed',
    reviewed_step: 'impl',
    current_iteration: 3,
    max_iterations: 3,
    primary_agent: 'scripted',
    secondary_agent: 'scripted',
    review_mode: 'both',
    done_signal: 'ALL DONE',
  });
});
