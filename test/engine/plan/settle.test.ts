import { describe, expect, it } from 'vitest';
import type { DataOf, Draft } from '../../../src/events/catalogue.js';
import {
  attempt,
  call,
  commit,
  finished,
  gate,
  IDENT,
  lifeBegan,
  passed,
  planned,
  step,
  stopped,
  unitStands,
} from '../../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, created, draft, group, TREE, WORKTREE } from '../../support/run.js';

const a = [...begun(codeStep('a')), step('a'), attempt('a')];
const stop = (more: Partial<DataOf<'StopRequested'>> = {}): Draft =>
  draft('StopRequested', { reason: 'interrupted', ...more });
const reading = draft('ContextIntended', { path: 'a', attempt: 1, index: 0, source: { name: 'x' } });
const reattach = draft('ReattachIntended', { branch: BRANCH, to: COMMIT, keeps: 'k' });
const STOP = { type: 'StopRun', reason: 'interrupted' };

describe('intents of an earlier life', () => {
  it.each<readonly [string, Draft]>([
    ['CallIntended', call('a')],
    ['GateIntended', gate('a')],
    ['ContextIntended', reading],
  ])('%s is settled, and stopped where nobody waits for it any more', (type, intent) => {
    expect(planned([...a, intent, lifeBegan(2)])).toEqual([`settle ${type}`]);
    expect(planned([...a, intent, lifeBegan(2), stop()])).toEqual([`stop ${type}`, `settle ${type}`]);
    const anew = [...a, intent, lifeBegan(2), attempt('a', 2)];
    expect(planned(anew)).toEqual([`stop ${type}`, `settle ${type}`]);
  });

  it('of an agent whose guard has tripped are stopped, also where another life had launched it', () => {
    const tripped = draft('GuardTripped', { intent: 7, guard: 'max_time', detail: 'd' });
    const stops = ['stop CallIntended', 'settle CallIntended'];
    expect(planned([...a, call('a'), tripped, lifeBegan(2)])).toEqual(stops);
    expect(planned([...a, call('a'), lifeBegan(2), tripped])).toEqual(stops);
  });

  it('of a commit are finished and never stopped, also at a stop', () => {
    for (const more of [[], [stop()]])
      expect(planned([...a, commit('work'), lifeBegan(2), ...more])).toEqual(['settle CommitIntended']);
  });

  it('are settled together, before anything new', () => {
    const spawned = draft('AgentSpawned', { intent: 7, pid: 9, start: '1', argv: ['x'] });
    expect(planned([...a, call('a'), spawned, commit('work'), lifeBegan(2)])).toEqual([
      'settle CallIntended',
      'settle CommitIntended',
    ]);
  });

  it('of a call that was never launched wait until what is finished in its worktree is', () => {
    const both = [...a, call('a'), commit('work'), lifeBegan(2)];
    expect(planned(both)).toEqual(['settle CommitIntended']);
    const kept = draft('WorkKept', { intent: 8, ref: 'r', commit: COMMIT, tree: TREE });
    expect(planned([...both, kept])).toEqual(['settle CallIntended']);
  });

  it('that this life has given up are left to the next one', () => {
    expect(planned([...a, commit('work'), lifeBegan(2), stop({ intent: 7 })])).toEqual(['salvage run']);
    expect(planned([...a, commit('work'), lifeBegan(2), stop({ intent: 7 }), lifeBegan(3)])).toEqual([
      'settle CommitIntended',
    ]);
  });
});

describe('a worktree that is gone', () => {
  const resumed = draft('RunResumed', {
    was: 'interrupted',
    retried: [],
    skipped: 0,
    pending: { count: 0, next: [] },
    settling: [],
    recreates: true,
  });
  const gone = [lifeBegan(2), resumed];
  const again = { type: 'IntendWorktree', unit: '' };
  const making = draft('WorktreeIntended', { worktree: WORKTREE, branch: BRANCH, commit: COMMIT });

  it('is made again before anything is done in it, behind the processes', () => {
    expect(planned([...a, ...gone])).toEqual([again]);
    expect(planned([...a, commit('work'), ...gone])).toEqual([again]);
    expect(planned([...a, call('a'), commit('work'), ...gone])).toEqual(['settle CallIntended']);
  });

  it('is made once, also where an earlier life began to', () => {
    expect(planned([...a, commit('work'), ...gone, making, lifeBegan(3)])).toEqual([
      'settle WorktreeIntended',
    ]);
    const unit = draft('WorktreeIntended', { unit: 'u', worktree: '/u', branch: 'b', commit: COMMIT });
    expect(planned([...a, unit, ...gone])).toEqual([again]);
  });

  it('is left to the next life at a stop, but not before a replay', () => {
    expect(planned([...a, ...gone, stop()])).toEqual([STOP]);
    expect(planned([...a, lifeBegan(2), stop({ reason: 'replay', recreates: true })])).toEqual([again]);
  });
});

describe('a stop', () => {
  it('ends processes, finishes commits, and waits for both', () => {
    expect(planned([...a, call('a'), commit('work'), stop()])).toEqual([
      'stop CallIntended',
      'perform CallIntended',
      'perform CommitIntended',
    ]);
  });

  it('keeps what lies in worktrees that stand, once, and not of units that have passed', () => {
    const units = [
      ...begun({ ...group('g', codeStep('u'), codeStep('v'), codeStep('w')), parallel: {} }),
      step('g'),
      attempt('g', 1, {}),
      ...unitStands('g/u', 7),
      ...unitStands('g/v', 9),
      step('g/u'),
      step('g/v'),
    ];
    expect(planned([...units, stop()])).toEqual(['salvage run, g/u, g/v']);
    expect(planned([...units, passed('g/u'), stop()])).toEqual(['salvage run, g/v']);
    const kept = (intent: number) => draft('WorkKept', { intent, ref: 'r', commit: COMMIT, tree: COMMIT });
    expect(planned([...units, stop(), commit('work'), kept(14)])).toEqual(['salvage g/u, g/v']);
    const inUnit = [...units, stop(), commit('work', { unit: 'g/v' }), kept(14)];
    expect(planned(inUnit)).toEqual(['salvage run, g/u']);
  });

  it.each([
    ['work in progress', commit('work'), [STOP]],
    ['HEAD put back', reattach, [STOP]],
    ['a checkpoint', commit('checkpoint', { path: 'a' }), ['salvage run']],
  ])('that could not be carried out of %s has its last word', (_, intent, effects) => {
    expect(planned([...a, stop(), intent, stop({ reason: 'drift', intent: 8 })])).toEqual(effects);
  });

  it('says why it was asked for', () => {
    const kept = draft('WorkKept', { intent: 8, ref: 'r', commit: COMMIT, tree: COMMIT });
    expect(planned([...a, stop({ signal: 'SIGINT' }), commit('work'), kept])).toEqual([
      { ...STOP, detail: 'SIGINT' },
    ]);
  });

  it('that came leaves nothing to do', () => {
    expect(planned([...a, call('a'), stopped('interrupted')])).toEqual([]);
    expect(planned([])).toEqual([]);
  });
});

describe('a run that is done with', () => {
  const disposal = draft('DisposalIntended', {
    kind: 'discarded',
    branches: 'b',
    worktrees: 'w',
    keeps: 'k',
    ident: IDENT,
  });

  it('has its processes end, does nothing else in git, and then goes', () => {
    expect(planned([...a, call('a'), commit('work'), disposal])).toEqual([
      'stop CallIntended',
      'settle CallIntended',
    ]);
    expect(planned([...a, commit('work'), disposal])).toEqual(['perform DisposalIntended']);
    expect(planned([...a, disposal, lifeBegan(2), stop()])).toEqual([STOP]);
  });
});

describe('a worktree that was just made', () => {
  const setup = { link: [], copy: [], commands: ['make'] };
  const made: readonly Draft[] = [
    draft('RunCreated', { ...created(codeStep('a')), setup }),
    ...begun(codeStep('a')).slice(1),
  ];
  const done = draft('SetupFinished', { intent: 5, linked: [], copied: [], output: { text: '' }, ms: 1 });

  it('is set up before anything runs in it, again where that was cut off', () => {
    expect(planned(made)).toEqual([{ type: 'IntendSetup', unit: '' }]);
    const under = [...made, draft('SetupIntended', { setup })];
    expect(planned(under)).toEqual(['perform SetupIntended']);
    expect(planned([...under, done])).toEqual([{ type: 'StartStep', path: 'a' }]);
    expect(planned([...under, draft('SetupInterrupted', { intent: 5, why: '' })])).toEqual([
      { type: 'IntendSetup', unit: '' },
    ]);
    expect(planned(begun(codeStep('a')))).toEqual([{ type: 'StartStep', path: 'a' }]);
  });
});

describe('units that are done', () => {
  const done = (path: string): readonly Draft[] => [
    step(path),
    passed(path),
    draft('UnitMerged', { path, onto: COMMIT, tree: COMMIT, commit: COMMIT }),
  ];
  const merged = [
    ...begun({ ...group('g', codeStep('u'), codeStep('v')), parallel: {} }),
    step('g'),
    attempt('g', 1, {}),
    ...unitStands('g/u', 7),
    ...unitStands('g/v', 9),
    ...done('g/u'),
    ...done('g/v'),
  ];
  const removal = draft('RemovalIntended', {
    unit: 'g/u',
    worktree: '/u/g/u',
    branch: 'b',
    commit: COMMIT,
    tree: COMMIT,
  });
  const removed = draft('WorktreeRemoved', { intent: 17 });

  it('have their worktrees removed, beside each other, and then the step passes', () => {
    const remove = (unit: string) => ({ type: 'IntendRemoval', unit });
    expect(planned(merged)).toEqual([remove('g/u'), remove('g/v')]);
    expect(planned([...merged, removal])).toEqual(['perform RemovalIntended', remove('g/v')]);
    expect(planned([...merged, removal, removed])).toEqual([remove('g/v')]);
    const other = { ...removal, data: { ...removal.data, unit: 'g/v', worktree: '/u/g/v' } } as Draft;
    const both = [...merged, removal, removed, other, draft('WorktreeRemoved', { intent: 19, left: 'x' })];
    expect(planned(both)).toEqual([{ type: 'PassGroup', path: 'g' }]);
  });

  it('that do not fit fail the step when the others are merged', () => {
    const conflict = draft('UnitConflicted', { path: 'g/v', with: 'g/u', files: [], count: 0 });
    const open = [...merged.slice(0, -1), conflict];
    expect(planned(open)).toEqual([{ type: 'FailAttempt', path: 'g' }]);
  });
});

describe('a step', () => {
  it('that failed and is tried again is taken back first, where its work was parked', () => {
    const parked = draft('StepFailed', { path: 'a', attempt: 1, reason: 'gate', placeholder: COMMIT });
    const again = draft('RunResumed', {
      was: 'failed',
      retried: [{ path: 'a', reason: 'gate' }],
      skipped: 0,
      pending: { count: 0, next: [] },
      settling: [],
    });
    expect(planned([...a, parked, stopped('failed'), lifeBegan(2), again])).toEqual([
      { type: 'IntendUnwind', path: 'a' },
    ]);
    const plain = draft('StepFailed', { path: 'a', attempt: 1, reason: 'gate' });
    expect(planned([...a, plain, stopped('failed'), lifeBegan(2), again])).toEqual([
      { type: 'StartAttempt', path: 'a' },
    ]);
  });

  it('that the workflow does not hold stops the run', () => {
    const other = draft('RunReplayed', {
      from: 'b',
      cut: 5,
      cleared: [],
      resetTo: COMMIT,
      settling: [],
      workflow: { source: { text: '' }, tree: { name: 'w', steps: [codeStep('b')] } },
    });
    expect(planned([...a, call('a'), finished(7), stopped('x'), other])).toEqual([
      { type: 'StartStep', path: 'b' },
    ]);
  });
});
