import { describe, expect, it } from 'vitest';
import type { ReplayOrder } from '../../../src/engine/command.js';
import {
  attempt,
  call,
  caused,
  commit,
  decided,
  IDENT,
  lifeBegan,
  passed,
  step,
  stopped,
  unitStands,
} from '../../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, created, draft, life, object, PROCESS } from '../../support/run.js';

const facts = created(codeStep('a'));
const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const torn = [{ file: 'events.jsonl.torn-7', size: 1, sha256: 'a'.repeat(64) }];
const began = (n: number, lease = 1) =>
  draft('LifeBegan', { life: n, lease, refold: '0.0.0', process: PROCESS });
const resumed = { was: 'x', retried: [], skipped: 0, pending: { count: 0, next: [] }, settling: [] };

describe('a run', () => {
  it('is created once', () => {
    const create = { type: 'CreateRun', facts, life: life() } as const;
    expect(decided([], create)).toStrictEqual([draft('RunCreated', facts), caused(1, began(1))]);
    expect(decided(a, create)).toBe('the run exists');
  });

  it('goes on in a new life, which says what was torn', () => {
    const resume = { type: 'ResumeRun', plan: resumed, life: { ...life(4), torn } } as const;
    expect(decided(a, resume)).toStrictEqual([
      began(2, 4),
      caused(7, draft('LogRepaired', { after: 6, torn })),
      caused(8, draft('RunResumed', resumed)),
    ]);
    expect(decided([...a, stopped('failed')], { ...resume, life: life(4) })).toHaveLength(2);
    expect(decided([], resume)).toBe('there is no run');
    expect(decided([...a, stopped('passed')], resume)).toBe('the run has passed');
    const keeps = { branches: 'b', worktrees: 'w', keeps: 'k', ident: IDENT };
    const ended = [...a, draft('DisposalIntended', { kind: 'archived', ...keeps })];
    expect(decided(ended, resume)).toBe('the run is archived');
  });

  it('is told where its repository has gone before anything else, in a new life and in a fork', () => {
    const moved = { from: '/was/.git', gitDir: '/now/.git', root: '/now' };
    const resume = { type: 'ResumeRun', plan: resumed, life: { ...life(4), moved } } as const;
    expect(decided(a, resume)).toStrictEqual([
      began(2, 4),
      caused(7, draft('RepositoryMoved', moved)),
      caused(8, draft('RunResumed', resumed)),
    ]);
    const fork = { type: 'ForkRun', facts: { cut: 6 } as never, moved } as const;
    expect(decided(a, fork)).toMatchObject([{ type: 'RunForked' }, { type: 'RepositoryMoved' }]);
  });

  it('is forked where it stands', () => {
    const fork = { type: 'ForkRun', facts: { cut: 6 } as never } as const;
    expect(decided(a, fork)).toMatchObject([{ type: 'RunForked' }]);
    expect(decided([], { type: 'ForkRun', facts: { cut: 0 } as never })).toBe('there is no run at seq 0');
  });
});

describe('a stop', () => {
  const ask = (more = {}) => ({ type: 'RequestStop', reason: 'interrupted', ...more }) as const;

  it('is asked for once, while the run goes on', () => {
    const asked = draft('StopRequested', { reason: 'interrupted' });
    expect(decided(a, ask())).toStrictEqual([asked]);
    for (const no of [[], [...a, stopped('failed')], [...a, asked]])
      expect(decided(no, ask())).toStrictEqual([]);
  });

  it('that waits for a person is because of the step that does, and names it to the end', () => {
    const asked = draft('StopRequested', { reason: 'paused', step: 'a', detail: 'd' });
    expect(decided([...a, lifeBegan(2)], ask({ reason: 'paused', step: 'a', detail: 'd' }))).toStrictEqual([
      caused(6, asked),
    ]);
    const kept = { type: 'ReportSalvage', left: [] } as const;
    expect(decided([...a, asked], kept)).toStrictEqual([
      caused(7, draft('RunStopped', { reason: 'paused', step: 'a', detail: 'd' })),
    ]);
  });

  it('is asked for again by an intent that cannot be carried out, or by a person before a replay', () => {
    const asked = [...a, draft('StopRequested', { reason: 'interrupted' }), commit('work')];
    expect(decided(asked, ask({ reason: 'error', intent: 8 }))).toStrictEqual([
      draft('StopRequested', { reason: 'error', intent: 8 }),
    ]);
    const resting = [...a, draft('StopRequested', { reason: 'replay' })];
    expect(decided(resting, ask())).toHaveLength(1);
  });

  it('is because of what asked for it, else of its step, else of the latest event', () => {
    const stop = (more = {}) => ({ type: 'StopRun', reason: 'failed', ...more }) as const;
    expect(decided([...a, lifeBegan(2)], stop({ step: 'a' }))).toStrictEqual([
      caused(6, draft('RunStopped', { reason: 'failed', step: 'a' })),
    ]);
    expect(decided([...a, lifeBegan(2)], stop())).toStrictEqual([caused(7, stopped('failed'))]);
    expect(decided([...a, lifeBegan(2)], stop({ step: 'x' }))).toMatchObject([{ cause: 7 }]);
    const asked = [...a, draft('StopRequested', { reason: 'interrupted' }), lifeBegan(1)];
    expect(decided(asked.slice(0, -1), stop({ step: 'a' }))).toMatchObject([{ cause: 7 }]);
    for (const no of [[], [...a, stopped('failed')]])
      expect(decided(no, stop())).toBe('the run stands still already');
  });
});

describe('a replay', () => {
  const to = { commit: object('c', 1), tree: object('e', 1) };
  const { resets: _, ...order } = {
    from: 'a',
    cut: 4,
    cleared: ['a'],
    resetTo: COMMIT,
    settling: [],
    resets: [],
  } satisfies ReplayOrder;
  const replay = (...units: readonly string[]) =>
    ({
      type: 'ReplayRun',
      plan: { ...order, resets: units.map((unit) => ({ unit, to })) },
      life: life(2),
    }) as const;
  const rest = [...a, stopped('interrupted')];
  const reset = (n: number, more = {}) =>
    draft('ResetIntended', {
      branch: BRANCH,
      to: to.commit,
      tree: to.tree,
      keeps: `refs/refold/20261121-040000-1a2b3c/before-${n}`,
      why: 'replay',
      ident: IDENT,
      ...more,
    });

  it('clears steps in a new life and goes back, in every worktree that there is', () => {
    expect(decided(rest, replay(''))).toStrictEqual([
      began(2, 2),
      caused(8, draft('RunReplayed', order)),
      caused(9, reset(10)),
    ]);
    const units = [...a, ...unitStands('u', 7), stopped('interrupted')];
    expect(decided(units, replay('gone', 'u', ''))).toStrictEqual([
      began(2, 2),
      caused(10, draft('RunReplayed', order)),
      caused(11, reset(12, { unit: 'u', branch: 'b/u' })),
      caused(12, reset(13)),
    ]);
  });

  it('goes on in the life that brought the run to rest for it', () => {
    expect(decided([...a, stopped('replay')], { ...replay(''), life: life(1) })).toStrictEqual([
      caused(7, draft('RunReplayed', order)),
      caused(8, reset(9)),
    ]);
  });

  it('begins a life of its own where the one that brought the run to rest for it was killed', () => {
    expect(decided([...a, stopped('replay')], replay(''))).toStrictEqual([
      began(2, 2),
      caused(8, draft('RunReplayed', order)),
      caused(9, reset(10)),
    ]);
  });

  it('waits until nothing is under way', () => {
    expect(decided([], replay())).toBe('there is no run');
    for (const no of [a, [...a, call('a'), stopped('interrupted')], [...a, stopped('paused')]])
      expect(decided(no, replay())).toBe('something is under way');
  });

  it('has the run brought to rest first, in a life for it', () => {
    const come = { type: 'ComeToRest', life: life(2), recreates: true } as const;
    expect(decided(a, come)).toStrictEqual([
      began(2, 2),
      caused(7, draft('StopRequested', { reason: 'replay', recreates: true })),
    ]);
    for (const no of [[], rest, [...a, passed('a'), stopped('passed')]])
      expect(decided(no, come)).toBe('nothing is under way');
  });
});
