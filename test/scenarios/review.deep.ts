import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { LoggedEvent } from '../support/refold.js';
import { CASE_WRITTEN, LOOKS, promptIn, reviewedBench } from '../support/reviews.js';

const dataOf = (events: readonly LoggedEvent[], type: string): readonly LoggedEvent['data'][] =>
  events.filter((event) => event.type === type).map(({ data }) => data);

const QUIET = 'do: [{session: true}, {say: looked around}]';
const HALF = 'do: [{session: true}, {write: {a.txt: half}}]';

/** Half of the work, and something more in every turn. */
const MORE = 'do: [{session: true}, {write: {a.txt: half}}, {run: [sh, -c, "date +%N >> b.txt"]}]';

/** Each end of a review: the turns of the worker, more of the step, what is recorded, and whether there is work to park. */
const ENDS = {
  no_case: { turns: [QUIET], more: '', parks: false, recorded: { TurnNudged: 2, WorkJudged: 0 } },
  empty_response: {
    turns: ['do: [{wait: 1}]'],
    more: '',
    parks: false,
    recorded: { TurnNudged: 2, WorkJudged: 0 },
  },
  iter_cap: {
    turns: [MORE],
    more: 'budget: {iterations: 2}',
    parks: true,
    recorded: { TurnNudged: 0, WorkJudged: 2 },
  },
  verdict_cap: {
    turns: [HALF],
    more: 'budget: {rejections: 1}',
    parks: true,
    recorded: { TurnNudged: 0, WorkJudged: 1 },
  },
  provider_failure: {
    turns: ['do: [{write: {a.txt: half}}, {complain: 529 overloaded}, {exit: 1}]'],
    more: '',
    parks: true,
    recorded: { CallPostponed: 7, WorkJudged: 0 },
  },
};

describe('a review that comes to a bad end', () => {
  it.each(Object.entries(ENDS))(
    'stops the run for %s, and all that was done is parked',
    async (reason, end) => {
      const { bench, file } = reviewedBench(end.turns, { more: end.more });
      const ended = await bench.refold(['run', file]);
      expect(ended.exit, ended.stderr).toBe(1);
      const events = bench.events();
      expect(dataOf(events, 'AttemptFailed').at(-1)?.reason).toBe(reason);
      expect(dataOf(events, 'RunStopped')[0]).toMatchObject({ reason, step: 'work' });
      for (const [type, count] of Object.entries(end.recorded))
        expect(dataOf(events, type), type).toHaveLength(count);
      const [placeholder] = dataOf(events, 'PlaceholderCommitted');
      if (end.parks) {
        const commit = String(placeholder?.commit);
        expect(bench.repository.git('log', '-1', '--format=%s', commit)).toBe(`work: FAILED (${reason})`);
        expect(bench.repository.git('show', `${commit}:a.txt`)).toContain('half');
      } else {
        expect(placeholder).toBeUndefined();
        expect(dataOf(events, 'StepFailed')[0]?.placeholder).toBeUndefined();
      }
      const plan = await bench.refold(['resume', '--dry-run']);
      expect(plan.stdout).toContain(`retry work (failed: ${reason})`);
      expect(plan.stdout.includes('placeholder')).toBe(end.parks);
    },
  );
});

describe('a placeholder that somebody went on from', () => {
  it.each([
    ['with a commit of theirs', ['commit', '-qam', 'mine'], true],
    ['with another one in its place', ['commit', '-qam', 'mine', '--amend'], true],
    ['by taking it away', ['reset', '-q', '--hard', 'HEAD~1'], false],
  ])('%s stays, as the plan says; all that was done is judged', async (_, git, stays) => {
    const { bench, file } = reviewedBench([MORE], { more: 'budget: {iterations: 1}' });
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const worktree = bench.worktree();
    writeFileSync(join(worktree, 'report.txt'), 'by hand');
    bench.repository.git('-C', worktree, ...git);
    const words = 'the placeholder of work stays, since somebody went on from it';
    expect((await bench.refold(['resume', '--dry-run'])).stdout.includes(words)).toBe(stays);
    const before = bench.events().length;
    await bench.refold(['resume', '--on-drift', 'proceed']);
    const later = bench.events().slice(before);
    const types = later.map(({ type }) => type);
    expect(types).toContain(stays ? 'PlaceholderKept' : 'PlaceholderUnwound');
    const judged = later.find(({ type, data }) => type === 'CallIntended' && data.path === 'work/review');
    expect(promptIn(judged as LoggedEvent)).toContain('+half');
    expect(promptIn(judged as LoggedEvent).includes('by hand')).toBe(stays);
  });
});

describe('the waits of a review', () => {
  it('are 2 and 4 seconds behind empty answers', async () => {
    const { bench, file } = reviewedBench(ENDS.empty_response.turns);
    await bench.refold(['run', file]);
    const nudges = bench.events().filter(({ type }) => type === 'TurnNudged');
    const waited = nudges.map(({ seq, at }) => {
      const next = bench.events().find((event) => event.seq > seq && event.type === 'CallIntended');
      return (Date.parse(String(next?.at)) - Date.parse(String(at))) / 1000;
    });
    expect(waited.map(Math.floor)).toEqual([2, 4]);
  });

  it('do not hold up a person who wants to stop, and are waited out by the next life', async () => {
    const { bench, file } = reviewedBench([
      'call: 1, do: [{complain: overloaded}, {exit: 1}]',
      `do: [{session: true}, {write: {a.txt: done}}, ${CASE_WRITTEN}]`,
    ]);
    const running = bench.start(['run', file]);
    running.child.stderr?.on('data', (text: Buffer) => {
      if (text.includes('called again')) running.child.kill('SIGINT');
    });
    expect((await running.ended).exit).toBe(130);
    const stopped = bench.events().at(-1);
    const postponed = bench.events().find(({ type }) => type === 'CallPostponed');
    expect(Date.parse(String(stopped?.at)) - Date.parse(String(postponed?.at))).toBeLessThan(2_000);
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, resumed.stderr).toBe(0);
    const second = bench.events().filter(({ type }) => type === 'CallIntended')[1];
    expect(Date.parse(String(second?.at)) - Date.parse(String(postponed?.at))).toBeGreaterThanOrEqual(2_000);
    expect(promptIn(second as LoggedEvent)).not.toContain('interrupted');
  });
});

describe('a verdict that cannot be read', () => {
  it('is told back once, in the same session; then it is a rejection marked as such', async () => {
    const { bench, file } = reviewedBench(
      [`do: [{session: true}, {write: {a.txt: done}}, ${CASE_WRITTEN}]`],
      {
        more: 'budget: {iterations: 1}',
        evaluator: '{session: true}, {write: {.refold/out/verdict.json: "looks good to me: accept"}}',
      },
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const calls = bench
      .events()
      .filter(({ type, data }) => type === 'CallIntended' && data.path === 'work/review');
    expect(calls.map(({ data }) => (data.session as { how: string }).how)).toEqual(['new', 'continue']);
    expect(promptIn(calls[1] as LoggedEvent)).toContain('it is no JSON');
    expect(dataOf(bench.events(), 'WorkJudged')).toMatchObject([
      { accepted: false, category: 'parse_failed' },
    ]);
  });

  it('because the evaluator wrote is one of the evaluator: the work of the worker stays, and is not named as its doing', async () => {
    const { bench, file } = reviewedBench(
      [`do: [{session: true}, {write: {a.txt: done}}, ${CASE_WRITTEN}]`],
      { more: 'budget: {iterations: 1}', evaluator: `{write: {evil.txt: x}}, ${LOOKS}` },
    );
    expect((await bench.refold(['run', file])).exit).toBe(1);
    expect(dataOf(bench.events(), 'WorkJudged')).toMatchObject([
      {
        accepted: false,
        concern:
          'the evaluator left no verdict that counts: it may not write, and changed evil.txt; that is undone',
      },
    ]);
    const branch = `refold/${bench.events()[0]?.data.run}/main`;
    const parked = bench.repository.git('ls-tree', '-r', '--name-only', branch);
    expect(parked).toContain('a.txt');
    expect(parked).not.toContain('evil.txt');
  });
});

describe('what is done behind a cap', () => {
  const CALLS = [
    `attempt: 1, do: [{session: true}, {write: {a.txt: half}}, ${CASE_WRITTEN}]`,
    `attempt: 2, call: 1, do: [{session: true}, {write: {b.txt: more}}, ${CASE_WRITTEN}]`,
    `attempt: 2, do: [{session: true}, {write: {a.txt: done}}, ${CASE_WRITTEN}]`,
  ];

  it('by the next attempt is judged with what the one before left, counted anew, and told of its verdicts', async () => {
    const { bench, file } = reviewedBench(CALLS, { more: 'retry: [{exit: 2}]\n    budget: {iterations: 2}' });
    const ended = await bench.refold(['run', file]);
    expect(ended.exit, ended.stderr).toBe(0);
    const events = bench.events();
    expect(dataOf(events, 'AttemptFailed').map(({ reason }) => reason)).toEqual(['iter_cap']);
    const judged = dataOf(events, 'WorkJudged');
    expect(judged.map(({ attempt, iteration, accepted }) => [attempt, iteration, accepted])).toEqual([
      [1, 1, false],
      [1, 2, false],
      [2, 1, false],
      [2, 2, true],
    ]);
    const calls = events.filter(({ type }) => type === 'CallIntended');
    const worker = calls.find(({ data }) => data.path === 'work' && data.attempt === 2);
    expect(promptIn(worker as LoggedEvent)).toContain('Life 1, attempt 1, iteration 2: rejected');
    const evaluator = calls.filter(({ data }) => data.path === 'work/review')[2];
    expect(promptIn(evaluator as LoggedEvent)).toMatch(/\+half[\s\S]*\+more[\s\S]*attempt 1, iteration 1/);
    expect(dataOf(events, 'CheckpointCommitted')).toHaveLength(1);
  });

  it('of rejections goes on when that is raised, and what was parked is judged with it', async () => {
    const turns = [
      'call: 1, do: [{say: hm}, {write: {a.txt: half}}]',
      `do: [{write: {b.txt: more}}, ${CASE_WRITTEN}]`,
    ];
    const judge = `{run: [sh, -c, "test -e b.txt && cp .verdicts/accept .refold/out/verdict.json || cp .verdicts/reject .refold/out/verdict.json"]}`;
    const { bench, file } = reviewedBench(turns, { more: 'budget: {rejections: 1}', evaluator: judge });
    bench.repository.commit({
      '.verdicts/accept': '{"verdict": "accept", "category": null}',
      '.verdicts/reject': '{"verdict": "reject", "category": "half_finished", "next_step": "b.txt"}',
    });
    expect((await bench.refold(['run', file])).exit).toBe(1);
    const before = bench.events().length;
    const again = await bench.refold(['resume', '--max-rejections', '3']);
    expect(again.exit, again.stderr).toBe(0);
    expect(again.stderr).toContain('max_rejections 3');
    const later = bench.events().slice(before);
    const evaluators = later.filter(
      ({ type, data }) => type === 'CallIntended' && data.path === 'work/review',
    );
    expect(evaluators.map(promptIn)).toEqual([expect.stringMatching(/\+half[\s\S]*\+more/)]);
    expect(dataOf(later, 'WorkJudged').map(({ accepted }) => accepted)).toEqual([true]);
  });
});
