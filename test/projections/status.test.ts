import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { Stored } from '../../src/events/stored.js';
import type { LaunchFound } from '../../src/ports/launches.js';
import { outlivingIn } from '../../src/projections/outliving.js';
import { holdsSession } from '../../src/projections/sessions.js';
import { endsRun, isOver, type Status, statusOf } from '../../src/projections/status.js';
import { AT, writeLog } from '../support/lines.js';
import { attempt, call, IDENT, lifeBegan, step, stopped } from '../support/moments.js';
import { begun, COMMIT, codeStep, draft, forkedAt, given, PROCESS, TREE, talkers } from '../support/run.js';

const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const passed = [...a, stopped('passed')];
const branch = 'refs/heads/main';
const applying = [
  ...passed,
  lifeBegan(2),
  draft('ApplyIntended', { branch, onto: COMMIT, head: COMMIT, tree: TREE, ident: IDENT, message: 'm' }),
];
const ending = (kind: string): Draft =>
  draft('DisposalIntended', { kind, branches: 'b', worktrees: 'w', keeps: 'k', ident: IDENT });

describe('where a run stands', () => {
  it.each<readonly [Status, boolean, readonly Draft[]]>([
    ['prepared', false, begun(codeStep('a'))],
    ['prepared', false, [...a, forkedAt(6)]],
    ['interrupted', false, a],
    ['interrupted', false, [...a, stopped('interrupted')]],
    ['paused', false, [...a, stopped('paused')]],
    ['failed', false, [...a, stopped('failed')]],
    ['stopped', false, [...a, stopped('drift')]],
    ['stopped', false, [...a, stopped('disk_full')]],
    ['stopped (budget)', false, [...a, draft('RunStopped', { reason: 'disk_full', limit: 'disk' })]],
    ['passed', true, passed],
    ['passed', true, [...applying, stopped('passed')]],
    ['passed', true, [...applying, draft('ApplyRefused', { intent: 9, why: 'w' }), stopped('passed')]],
    [
      'integrated',
      true,
      [...applying, draft('RunApplied', { intent: 9, commit: COMMIT, branch }), stopped('passed')],
    ],
    ['interrupted', false, [...applying, draft('RunApplied', { intent: 9, commit: COMMIT, branch })]],
    ['discarded', true, [...passed, ending('discarded')]],
    ['archived', true, [...passed, ending('archived')]],
  ])('is %s, and over: %s', (status, over, drafts) => {
    expect(statusOf(given(drafts), false)).toBe(status);
    expect(isOver(status)).toBe(over);
    expect(statusOf(given(drafts), true)).toBe('running');
  });

  it('runs on its own as long as an agent that outlived the engine is at work, unless it stopped or is done with', () => {
    const spawned = draft('AgentSpawned', { intent: 7, pid: 8, start: '2', argv: ['x'] });
    const under = [...a, call('a'), spawned];
    const found = (word: LaunchFound['found'], drafts = under) =>
      outlivingIn(given(drafts), () => ({ found: word, ms: 3 }));
    const asked: unknown[] = [];
    outlivingIn(given(under), (...launch) => {
      asked.push(launch);
      return { found: 'gone', ms: 3 };
    });
    expect(asked).toEqual([[7, { ...PROCESS, pid: 8, start: '2' }]]);
    for (const word of ['at work', 'finished'] as const) {
      expect(found(word)).toEqual([{ path: 'a', pid: 8, found: word, since: AT, ms: 3 }]);
      expect(statusOf(given(under), true, found(word))).toBe('running');
      const stood = [...under, stopped('interrupted')];
      expect(statusOf(given(stood), false, found(word, stood))).toBe('interrupted');
    }
    expect(statusOf(given(under), false, found('at work'))).toBe('running on its own');
    for (const word of ['finished', 'gone'] as const)
      expect(statusOf(given(under), false, found(word))).toBe('interrupted');
    expect(found('at work', under.slice(0, -1))).toEqual([]);
    expect(isOver('running on its own')).toBe(false);
  });

  it('is known to be over by its last event alone, where that says so', () => {
    const last = (drafts: readonly Draft[]) =>
      endsRun(writeLog(drafts.map((one) => [[one]])).stored.at(-1) as Stored);
    const gone = draft('RunDiscarded', { intent: 7, refs: 1, uncommitted: 0 });
    for (const drafts of [passed, [...a, gone]]) expect(last(drafts)).toBe(true);
    for (const drafts of [a, [...a, stopped('failed')], applying, [...passed, ending('archived')]])
      expect(last(drafts)).toBe(false);
  });

  it('is not over while it runs', () => {
    expect((['running', 'stopped'] as const).map(isOver)).toEqual([false, false]);
  });
});

describe('a conversation', () => {
  const [claude] = talkers;
  const talked = [
    ...a,
    call('a', 1, { agent: claude, session: { how: 'new' } }),
    draft('SessionBound', { intent: 7, session: 's 1' }),
  ];

  it('is held by the run whose agents were in it, and by no fork of that', () => {
    expect(holdsSession(given(talked), 's 1')).toBe(true);
    expect(holdsSession(given(talked), '1')).toBe(false);
    expect(holdsSession(given(a), 's 1')).toBe(false);
    expect(holdsSession(given([...talked, forkedAt(8)]), 's 1')).toBe(false);
  });
});
