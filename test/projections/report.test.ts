import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import type { StepNode } from '../../src/events/tree.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { reportText } from '../../src/inspector/text/report.js';
import { project } from '../../src/projections/projection.js';
import { attempts, type Report, reportOf } from '../../src/projections/report.js';
import { tries } from '../support/fastCheck.js';
import { fates, forkBehind, liveThrough } from '../support/histories.js';
import { writeLog } from '../support/lines.js';
import { attempt, call, failed, finished, lifeBegan, saw, step, stopped } from '../support/moments.js';
import { called, NEW } from '../support/reviewed.js';
import { begun, COMMIT, codeStep, draft, forkedAt, gateStep, talkers } from '../support/run.js';
import { spendNotReported } from '../support/spending.js';

const [claude, codex] = talkers;

const reportOn = (stored: readonly Stored[]): Report => {
  const report = reportOf(project(attempts, stored), { held: false });
  if (!report) throw new Error('there is no run');
  return report;
};
const reportBy = (drafts: readonly Draft[]): Report =>
  reportOn(writeLog(drafts.map((one) => [[one]])).stored);

/** A step that was tried twice by two agents, of which one told nothing, and one of gates alone. */
const drafts: readonly Draft[] = [
  ...begun(codeStep('impl', ['bash'], 3), gateStep('check')),
  step('impl'),
  attempt('impl', 1, { agent: claude }),
  call('impl', 1, { agent: claude }),
  finished(7, { usage: { turns: 3, tokensIn: 1_200, tokensOut: 300, cost: 0.012 } }),
  failed('impl', 1, { reason: 'gate' }),
  attempt('impl', 2, { agent: codex }),
  call('impl', 2, { agent: codex }),
  finished(11),
  draft('StepPassed', { path: 'impl', attempt: 2, head: COMMIT }),
  step('check'),
  attempt('check', 1, {}),
];

/** A log of these events, a second for each. */
const timed = (all: readonly Draft[]): readonly Stored[] =>
  writeLog(all.map((one) => [[one]])).stored.map((one): Stored => {
    const at = new Date(Date.parse(one.event.at) + one.event.seq * 1_000).toISOString();
    return { ...one, event: { ...one.event, at } } as Stored;
  });

describe('a report', () => {
  it('counts the verdicts on an attempt, and on all of them, by what work was rejected for', () => {
    const judged = (more: object) =>
      draft('WorkJudged', { path: 'impl', attempt: 2, iteration: 1, accepted: false, ...more });
    const report = reportBy([
      ...drafts.slice(0, 10),
      judged({ category: 'weak_test' }),
      judged({ category: 'weak_test' }),
      judged({ failedGates: ['bash'] }),
      judged({}),
      judged({ accepted: true }),
    ]);
    const verdicts = { weak_test: 2, 'gate failed': 1, rejected: 1, accepted: 1 };
    expect(report.attempts.map((one) => one.verdicts)).toEqual([undefined, verdicts]);
    expect(report.total.verdicts).toEqual(verdicts);
    expect(reportText(report, paintWith(false))).toMatch(
      /\nin all .* weak_test 2, gate failed 1, rejected 1, accepted 1$/,
    );
  });

  it('counts the time of an evaluator once, as it is that of the step whose work it judges', () => {
    const judging = [...called(), saw('a', 1, { tree: NEW }), step('a/review'), attempt('a/review', 1)];
    const all = [
      ...judging,
      call('a/review'),
      finished(judging.length + 1),
      draft('StepPassed', { path: 'a/review', attempt: 1, head: COMMIT }),
      draft('StepPassed', { path: 'a', attempt: 1, head: COMMIT }),
    ];
    const report = reportOn(timed(all));
    const [work, review] = report.attempts;
    expect(review?.ms).toBeGreaterThan(0);
    expect(report.total.ms).toBe(work?.ms);
    expect(report.steps.find(({ path }) => path === 'a/review')?.ms).toBe(review?.ms);
  });

  it('ends a review whose findings were voided where the next one begins, or the step ends', () => {
    const review = [step('a/review'), attempt('a/review', 1), call('a/review')];
    const before = [...called(), saw('a', 1, { tree: NEW }), ...review];
    const voided = draft('FindingsVoided', { path: 'a', attempt: 1, gates: [] });
    const again = [...before, voided, finished(before.length), ...review];
    const all = [...again, finished(again.length), voided, failed('a', 1, { reason: 'gate' })];
    const at = (draftAt: number): number => Date.parse(timed(all)[draftAt]?.event.at ?? '');
    const begun = [before.length - 2, again.length - 2].map(at);
    const ended = [again.length - 2, all.length - 1].map(at);
    const later = timed([...all, attempt('a', 2), call('a')]);
    const reviews = reportOn(later).attempts.filter(({ path }) => path === 'a/review');
    expect(reviews.map(({ result, ms }) => [result, ms])).toEqual(
      ended.map((end, which) => ['interrupted', end - (begun[which] ?? 0)]),
    );
  });

  it('counts the time of an evaluator in a fork beside that of the step, which goes on behind it as an attempt of its own', () => {
    const before = [...called(), saw('a', 1, { tree: NEW }), step('a/review')];
    const inFork = [...before, forkedAt(before.length), lifeBegan(2), attempt('a/review', 1)];
    const judged = [...inFork, call('a/review'), finished(inFork.length + 1)];
    const again = [
      draft('StepPassed', { path: 'a/review', attempt: 1, head: COMMIT }),
      call('a'),
      finished(judged.length + 2),
    ];
    const { attempts: all, total } = reportOn(timed([...judged, ...again]));
    expect(all.map(({ path, inherited = false }) => [path, inherited])).toEqual([
      ['a', true],
      ['a/review', false],
      ['a', false],
    ]);
    expect(total.ms).toBe((all[1]?.ms ?? 0) + (all[2]?.ms ?? 0));
  });

  it('counts the time of the tasks of a split once, as they are part of its attempt', () => {
    const tasks = [{ name: 'one', slug: 'one', description: '' }];
    const split: StepNode = { ...codeStep('plan'), type: 'split', tasks, each: [codeStep('do')] };
    const [begin, do_] = ['plan', 'plan/one/do'];
    const before = [...begun(split), step(begin), attempt(begin), call(begin)];
    const planned = [...before, finished(before.length), step('plan/one')];
    const worked = [step(do_), attempt(do_), call(do_)];
    const passed = [do_, 'plan/one', begin].map((path) =>
      draft('StepPassed', { path, attempt: 1, head: COMMIT }),
    );
    const all = [...planned, ...worked, finished(planned.length + 3), ...passed];
    const { attempts: both, total } = reportOn(timed(all));
    expect(both.map(({ path }) => path)).toEqual([begin, do_]);
    expect(total.ms).toBe(both[0]?.ms);
  });

  it('ends what a replay takes back, however many steps that are', () => {
    const replayed = { from: 'impl', cut: 4, cleared: [], resetTo: COMMIT, settling: [], clearedCount: 30 };
    const report = reportBy([...drafts, draft('RunReplayed', replayed), step('impl'), attempt('impl', 1)]);
    expect(report.attempts.map(({ path, result }) => `${path} ${result}`)).toEqual([
      'impl failed',
      'impl passed',
      'check interrupted',
      'impl interrupted',
    ]);
  });

  it('has a line for each attempt, and sums by step and agent, with what is unknown beside what is known', () => {
    expect(reportText(reportBy(drafts), paintWith(false))).toMatchInlineSnapshot(`
      "run #1 20261121-040000-1a2b3c  w  interrupted, at work for 0.0 s

      step      attempt     agent     result          time  turns  tokens in      out          cost  verdicts
      impl      L1.1        claude-a  failed (gate)  0.0 s      3      1,200      300       $0.0120
      impl      L1.2        claude-b  passed         0.0 s           unknown  unknown  cost unknown
      check     L1.1                  interrupted    0.0 s
      by step
      impl      2 attempts  1 retry                  0.0 s      3    ≥ 1,200    ≥ 300     ≥ $0.0120
      by agent
      claude-a  1 attempt                            0.0 s      3      1,200      300       $0.0120
      claude-b  1 attempt   1 retry                  0.0 s           unknown  unknown  cost unknown

      in all    3 attempts  1 retry                  0.0 s      3    ≥ 1,200    ≥ 300     ≥ $0.0120"
    `);
  });

  it('tells what agents have shown that are not done, and counts it nowhere until they are', () => {
    const ended = drafts.findIndex(({ type }) => type === 'CallFinished');
    const atWork = drafts.slice(0, ended);
    const shown = [
      ...atWork,
      draft('ActivitySeen', { intent: 7, read: 1, tokens: 1_500, cost: 0.25, estimated: 0.75 }),
    ];
    const underWay = { calls: 1, tokens: 1_500, cost: 0.25, estimatedCost: 0.5 };
    expect(reportBy(shown)).toMatchObject({ underWay, total: { spend: { estimatedCost: 0 } } });
    expect(reportText(reportBy(shown), paintWith(false)).split('\n').at(-1)).toBe(
      'not counted above: $0.2500 + $0.5000 estimated, 1,500 tokens shown so far by 1 call',
    );
    expect(reportBy(atWork)).toMatchObject({ underWay: { calls: 1, tokens: 0 } });
    expect(reportText(reportBy(atWork), paintWith(false))).not.toContain('not counted');
    expect(reportBy(drafts.slice(0, ended + 1)).underWay).toBeUndefined();
  });

  it('tells what a fork used apart from what had been used before it, and goes on with an attempt as one of its own', () => {
    const before = drafts.slice(0, 11);
    const usage = { tokensIn: 10, tokensOut: 1, cost: 1 };
    const forked = [
      ...before,
      forkedAt(11),
      lifeBegan(2),
      call('impl', 2, { agent: codex }),
      finished(14, { usage }),
    ];
    const report = reportBy(forked);
    expect(report.attempts.map(({ attempt: n, inherited, result }) => [n, inherited, result])).toEqual([
      [1, true, 'failed'],
      [2, true, 'interrupted'],
      [2, undefined, 'interrupted'],
    ]);
    expect(report.total).toMatchObject({
      attempts: 1,
      retries: 1,
      spend: { cost: 1, callsWithoutTokens: 0 },
    });
    expect(report.forkOf?.inherited).toMatchObject({ cost: 0.012 });
    expect(reportText(report, paintWith(false))).toContain('before it: $0.0120, 1,200 tokens in, 300 out');
  });

  it('keeps attempts that a replay took back', () => {
    const replayed = [
      ...drafts,
      stopped('replay'),
      draft('RunReplayed', {
        from: 'impl',
        cut: 4,
        cleared: ['impl', 'check'],
        resetTo: COMMIT,
        settling: [],
      }),
      lifeBegan(2),
      step('impl'),
      attempt('impl', 1, { agent: claude }),
    ];
    expect(
      reportBy(replayed).attempts.map(
        ({ path, life, attempt: n, result }) => `${path} L${life}.${n} ${result}`,
      ),
    ).toEqual(['impl L1.1 failed', 'impl L1.2 passed', 'check L1.1 interrupted', 'impl L2.1 interrupted']);
  });
});

describe('the attempts of a report', () => {
  it('come to what the run has used after any life, of a fork its own and what it inherited apart', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored } = liveThrough(fate);
        for (const events of [stored, forkBehind(stored).stored])
          expect(spendNotReported(reportOn(events))).toEqual([]);
      }),
      tries(100),
    );
  });
});
