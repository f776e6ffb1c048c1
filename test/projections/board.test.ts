import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { type BoardRun, boardOf, boardOutsideOf, boardRunOf } from '../../src/projections/board.js';
import { type BridgeAccumulator, bridge } from '../../src/projections/bridge.js';
import { project } from '../../src/projections/projection.js';
import { isOver, STATUSES } from '../../src/projections/status.js';
import { writeLog } from '../support/lines.js';
import { call, gate, lifeBegan, stopped } from '../support/moments.js';
import { closed, made, outsideRun } from '../support/outside.js';
import { called, review } from '../support/reviewed.js';
import { begun, codeStep, draft, PROCESS } from '../support/run.js';

const NOBODY = { held: false } as const;
const SOMEBODY = { held: true, by: PROCESS, since: '2026-11-21T04:00:00.000Z' } as never;
const LATER = '2026-11-21T04:01:00.000Z';

const told = (events: readonly Draft[]): BridgeAccumulator =>
  project(bridge, writeLog(events.map((one) => [[one]])).stored);

const at = (events: readonly Draft[], lease: typeof NOBODY = NOBODY): BoardRun => {
  const run = boardRunOf('repo-123456', told(events), lease, { gauge: lease.held ? { now: LATER } : {} });
  if (!run) throw new Error('these events make no run');
  return run;
};

const judged = (iteration: number, accepted: boolean): Draft =>
  draft('WorkJudged', { path: 'a', attempt: 1, iteration, accepted });

const posted = (signal: string): Draft =>
  draft('MessagePosted', {
    path: 'a',
    attempt: 1,
    from: 'evaluator',
    to: 'worker',
    kind: 'signal',
    signal,
    content: { text: '' },
    iteration: 1,
  });

describe('a run on the board', () => {
  it('is at the step that something runs for, also where several do', () => {
    const two = begun(codeStep('a'), codeStep('b'));
    expect(at([...two, call('b')], SOMEBODY)).toMatchObject({ status: 'running', step: 'b' });
    expect(at([...two, call('a'), gate('b')], SOMEBODY)).toMatchObject({ step: 'a', beside: 1 });
    expect(at([...two, call('a'), gate('a')], SOMEBODY)).not.toHaveProperty('beside');
  });

  it('whose owner is dead is interrupted where it was', () => {
    expect(at(called())).toMatchObject({ status: 'interrupted', step: 'a' });
  });

  it('grows older as long as somebody is at work in it', () => {
    expect(at(called(), SOMEBODY).ms).toBe(60_000);
    expect(at(called()).ms).toBe(0);
  });

  it('tells its turn, and what its agents have told each other in all lives', () => {
    const events = [
      ...called(),
      posted('PASS'),
      judged(1, false),
      stopped('interrupted'),
      lifeBegan(2),
      posted('FAIL'),
    ];
    expect(at(events)).toMatchObject({
      iteration: { at: 2, of: review.iterations },
      bridge: { messages: 2, done: false, pass: 1, fail: 1 },
    });
    expect(at(begun(codeStep('a')))).not.toHaveProperty('iteration');
  });

  it('has the name of its session in tmux', () => {
    expect(at(called()).tmux).toBe('refold-repo-123456-1');
  });

  it('is none without its first event', () => {
    expect(boardRunOf('r', told([]), NOBODY, {})).toBeUndefined();
  });
});

describe('the board', () => {
  const one = at(called());
  const run = (id: string, status: BoardRun['status'], updatedAt = LATER): BoardRun => ({
    ...one,
    run: id,
    status,
    updatedAt,
  });

  it('has those at work first, then those that wait for somebody, each from the newest on', () => {
    const { active } = boardOf([
      run('1', 'interrupted'),
      run('2', 'running'),
      run('3', 'paused'),
      run('4', 'running on its own'),
    ]);
    expect(active.map((each) => each.run)).toEqual(['4', '2', '3', '1']);
  });

  it('has runs of the same second by their numbers, not by the random end of their ids', () => {
    const made = (number: number, end: string, status: BoardRun['status']): BoardRun => ({
      ...run(`20261122-040000-${end}`, status),
      number,
    });
    const three = (status: BoardRun['status']) =>
      boardOf([made(1, 'ffffff', status), made(3, 'aaaaaa', status), made(2, '000000', status)]);
    const found = [three('interrupted').active, three('passed').recent];
    expect(found.map((runs) => runs.map(({ number }) => number))).toEqual([
      [3, 2, 1],
      [3, 2, 1],
    ]);
  });

  it('has those that are over apart, the last one that ended first', () => {
    const { active, recent } = boardOf([
      run('1', 'passed', '2026-11-21T05:00:00.000Z'),
      run('2', 'integrated', '2026-11-21T06:00:00.000Z'),
      run('3', 'discarded', '2026-11-21T04:00:00.000Z'),
    ]);
    expect([active, recent.map((each) => each.run)]).toEqual([[], ['2', '1', '3']]);
  });

  it('has all that a resume would go on with among the active, those that failed as well', () => {
    const all = STATUSES.map((status) => run(status, status));
    const { active, recent } = boardOf(all);
    const statusesOf = (runs: typeof active) => runs.map(({ status }) => status).sort();
    expect(statusesOf(recent)).toEqual(STATUSES.filter(isOver).sort());
    expect(statusesOf(active)).toEqual(STATUSES.filter((status) => !isOver(status)).sort());
    expect(statusesOf(active)).toContain('failed');
  });

  it('passes none over that cannot be read', () => {
    const { damaged } = boardOf([{ repository: 'r', run: '1', number: 1, fault: 'no' }, run('2', 'running')]);
    expect(damaged.map((each) => each.run)).toEqual(['1']);
  });
});

describe('a workflow that refold does not run, on the board', () => {
  const outside = (...more: readonly Draft[]) => {
    const { run: state } = told([...outsideRun(made(7, { title: 'green' })), ...more]);
    const run = boardOutsideOf('repo-123456', state);
    if (!run) throw new Error('these events make no run');
    return run;
  };

  it('is active until it is closed, and never at work', () => {
    const run = outside();
    expect(run).toMatchObject({ repository: 'repo-123456', checkout: '/repo', checkpoint: { step: 7 } });
    expect(boardOf([run, at(called())]).active.map(({ status }) => status)).toEqual([
      'active',
      'interrupted',
    ]);
    expect(boardOf([outside(lifeBegan(2), closed('completed'))])).toMatchObject({
      active: [],
      recent: [{ status: 'completed' }],
    });
    expect(boardOutsideOf('repo-123456', told(begun()).run)).toBeUndefined();
  });
});
