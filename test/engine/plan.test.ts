import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decide } from '../../src/engine/decide.js';
import { plan } from '../../src/engine/plan.js';
import type { Draft } from '../../src/events/catalogue.js';
import {
  agent,
  begun,
  COMMIT,
  codeStep,
  draft,
  gateStep,
  given,
  group,
  object,
  PROCESS,
  TREE,
} from '../support/run.js';

/** What `plan` wants after these events, in short. */
const planned = (drafts: readonly Draft[]): readonly string[] =>
  plan(given(drafts)).map((effect) => {
    if (effect.kind === 'record') {
      const { type, ...rest } = effect.command;
      return [type, ...Object.values(rest)].join(' ');
    }
    if (effect.kind === 'observe' || effect.kind === 'merge') return `${effect.kind} ${effect.path}`;
    if (effect.kind === 'salvage') return `salvage ${effect.units.join(',')}`.trim();
    if (effect.kind === 'inspect') return `inspect ${effect.purpose} ${effect.path ?? ''}`.trim();
    if (effect.kind === 'wait') return `wait ${effect.path} ${effect.ms}`;
    return `${effect.kind} ${effect.intent.type}`;
  });

const step = (path: string): Draft => draft('StepStarted', { path, base: COMMIT, tree: TREE });
const attempt = (path: string, n = 1, by = true): Draft =>
  draft('AttemptStarted', { path, attempt: n, ...(by ? { agent } : {}) });
const call = (path: string, n = 1, calls = 1): Draft =>
  draft('CallIntended', { path, attempt: n, call: calls, agent, prompt: [] });
const spawned = (intent: number): Draft => draft('AgentSpawned', { intent, pid: 9, start: '1', argv: [] });
/** What lay in the worktree after the agent. */
const saw = (path: string, n = 1): Draft =>
  draft('WorkObserved', {
    path,
    attempt: n,
    head: COMMIT,
    tree: TREE,
    files: { count: 0, list: [] },
    diff: { text: '' },
  });
const finished = (intent: number, succeeded = true): Draft =>
  draft('CallFinished', {
    intent,
    succeeded,
    exit: succeeded ? 0 : 1,
    output: { text: '' },
    ms: 1,
    leftovers: 0,
  });
const gate = (path: string, name = 'bash'): Draft =>
  draft('GateIntended', { path, attempt: 1, gate: { name, kind: 'bash', command: 'true' } });
const gateEnded = (intent: number, result: 'passed' | 'failed' | 'skipped'): Draft =>
  draft('GateFinished', { intent, result, output: { text: '' }, ms: 1, leftovers: 0 });
const failed = (path: string, n = 1): Draft =>
  draft('AttemptFailed', { path, attempt: n, reason: 'agent', error: { text: 'x' } });
const passed = (path: string): Draft => draft('StepPassed', { path, attempt: 1, head: COMMIT });
const life = (n: number): Draft => draft('LifeBegan', { life: n, lease: n, refold: '0', process: PROCESS });
const commit = (kind: string, path = 'a'): Draft =>
  draft('CommitIntended', {
    kind,
    path,
    ref: 'r',
    parent: COMMIT,
    tree: object('e', 1),
    ident: { name: 'n', email: 'e' },
    message: 'm',
    files: { count: 0, list: [] },
  });

const reattach = draft('ReattachIntended', { branch: 'b', to: COMMIT, keeps: 'refs/refold/found' });

const a = begun(codeStep('a', ['bash', 'bash_2'], 2));
const inCall = [...a, step('a'), attempt('a'), call('a')];

describe('plan, as a run goes on', () => {
  it.each<[string, readonly Draft[], readonly string[]]>([
    ['begins with the worktree', begun(codeStep('a')).slice(0, 2), ['IntendWorktree ']],
    ['makes it once it is announced', begun(codeStep('a')).slice(0, 3), ['perform WorktreeIntended']],
    ['starts the first step', a, ['StartStep a']],
    ['starts its first attempt', [...a, step('a')], ['StartAttempt a']],
    ['announces the call of the agent', [...a, step('a'), attempt('a')], ['IntendCall a']],
    ['launches it', inCall, ['perform CallIntended']],
    ['runs the gates after it, one by one', [...inCall, finished(7), saw('a')], ['IntendGate a bash']],
    [
      'also behind one that failed',
      [...inCall, finished(7), saw('a'), gate('a'), gateEnded(10, 'failed')],
      ['IntendGate a bash_2'],
    ],
    ['fails the attempt when the agent failed', [...inCall, finished(7, false), saw('a')], ['FailAttempt a']],
    [
      'and when a gate did',
      [
        ...inCall,
        finished(7),
        saw('a'),
        gate('a'),
        gateEnded(10, 'failed'),
        gate('a', 'bash_2'),
        gateEnded(12, 'passed'),
      ],
      ['FailAttempt a'],
    ],
    [
      'but not for one that was skipped',
      [
        ...inCall,
        finished(7),
        saw('a'),
        gate('a'),
        gateEnded(10, 'skipped'),
        gate('a', 'bash_2'),
        gateEnded(12, 'passed'),
      ],
      ['inspect checkpoint a'],
    ],
    [
      'tries again while attempts are left',
      [...inCall, finished(7, false), saw('a'), failed('a')],
      ['StartAttempt a'],
    ],
    [
      'parks the work when none is',
      [
        ...inCall,
        finished(7, false),
        saw('a'),
        failed('a'),
        attempt('a', 2),
        call('a', 2),
        finished(12, false),
        saw('a', 2),
        failed('a', 2),
      ],
      ['inspect placeholder a'],
    ],
    [
      'makes the commit',
      [...inCall, finished(7), saw('a'), commit('checkpoint')],
      ['perform CommitIntended'],
    ],
    [
      'goes on with the next step',
      [...begun(codeStep('a'), gateStep('b')), step('a'), passed('a')],
      ['StartStep b'],
    ],
    ['passes the run after the last one', [...a, step('a'), passed('a')], ['StopRun passed']],
    [
      'stops it after one that failed',
      [...a, step('a'), attempt('a'), draft('StepFailed', { path: 'a', attempt: 1, reason: 'gate' })],
      ['StopRun failed a'],
    ],
    ['does nothing once it stands still', [...a, draft('RunStopped', { reason: 'passed' })], []],
    [
      'goes into a group',
      [...begun(group('g', gateStep('x'))), step('g'), attempt('g', 1, false)],
      ['StartStep g/x'],
    ],
    [
      'passes it after its last step',
      [...begun(group('g', gateStep('x'))), step('g'), attempt('g', 1, false), step('g/x'), passed('g/x')],
      ['PassGroup g'],
    ],
    [
      'resets the worktree first where a retry says so',
      [...a, step('a'), draft('AttemptStarted', { path: 'a', attempt: 2, agent, reset: true })],
      ['IntendReset a'],
    ],
  ])('%s', (_, drafts, effects) => {
    expect(planned(drafts)).toEqual(effects);
  });
});

describe('plan, in a new life, settles first what was announced and has no outcome', () => {
  it.each<[string, readonly Draft[], readonly string[]]>([
    ['a call', [...inCall, spawned(7), life(2)], ['settle CallIntended']],
    ['a gate', [...a, step('a'), attempt('a'), gate('a'), life(2)], ['settle GateIntended']],
    [
      'a commit',
      [...inCall, finished(7), saw('a'), commit('checkpoint'), life(2)],
      ['settle CommitIntended'],
    ],
    ['the worktree', [...begun(codeStep('a')).slice(0, 3), life(2)], ['settle WorktreeIntended']],
    [
      'of two in one worktree the later, which knew that the other had come to nothing',
      [...inCall, finished(7), saw('a'), commit('checkpoint'), life(2), reattach, life(3)],
      ['settle ReattachIntended'],
    ],
    [
      'a call of a step that was cleared, which is stopped',
      [
        ...inCall,
        spawned(7),
        life(2),
        draft('RunReplayed', { from: 'a', cut: 4, cleared: ['a'], resetTo: COMMIT, settling: [7] }),
      ],
      ['stop CallIntended', 'settle CallIntended'],
    ],
  ])('%s', (_, drafts, effects) => {
    expect(planned(drafts)).toEqual(effects);
  });

  it('and runs a turn that was cut off again, in the same attempt', () => {
    const cut = draft('CallInterrupted', { intent: 7, why: 'gone', output: { text: '' }, leftovers: 0 });
    expect(planned([...inCall, spawned(7), life(2), cut])).toEqual(['IntendCall a']);
  });

  it('and a gate that was cut off too', () => {
    const cut = draft('GateInterrupted', { intent: 10, why: 'gone' });
    expect(planned([...inCall, finished(7), saw('a'), gate('a'), life(2), cut])).toEqual([
      'IntendGate a bash',
    ]);
  });
});

describe('plan, when a stop was asked for', () => {
  const stop = draft('StopRequested', { reason: 'interrupted', signal: 'SIGINT' });
  it.each<[string, readonly Draft[], readonly string[]]>([
    [
      'stops the agent and waits for its end',
      [...inCall, stop],
      ['stop CallIntended', 'perform CallIntended'],
    ],
    [
      'finishes a commit',
      [...inCall, finished(7), saw('a'), commit('checkpoint'), stop],
      ['perform CommitIntended'],
    ],
    ['keeps the work in progress', [...a, step('a'), stop], ['salvage']],
    [
      'starts nothing new without a worktree',
      [...begun(codeStep('a')).slice(0, 2), stop],
      ['StopRun interrupted SIGINT'],
    ],
    [
      'gives up on what could not be carried out',
      [
        ...inCall,
        finished(7),
        saw('a'),
        commit('checkpoint'),
        draft('StopRequested', { reason: 'drift', detail: 'd', intent: 10 }),
      ],
      ['salvage'],
    ],
  ])('%s', (_, drafts, effects) => {
    expect(planned(drafts)).toEqual(effects);
  });

  it('does nothing in a worktree that is gone, and waits for one that is being made again', () => {
    const lost = [
      ...begun(codeStep('a')),
      draft('StepStarted', { path: 'a', base: COMMIT, tree: TREE }),
      draft('RunReplayed', {
        from: 'a',
        cut: 4,
        cleared: ['a'],
        resetTo: COMMIT,
        settling: [],
        recreates: true,
      }),
      draft('ResetIntended', {
        branch: 'b',
        to: COMMIT,
        tree: TREE,
        keeps: 'k',
        why: 'replay',
        ident: { name: 'n', email: 'e' },
      }),
    ];
    const again = draft('WorktreeIntended', { worktree: 'w', branch: 'b', commit: COMMIT });
    expect(planned([...lost, again, stop])).toEqual(['perform WorktreeIntended']);
    expect(planned([...lost, stop])).toEqual(['StopRun interrupted SIGINT']);
  });

  it('says of a replay what stands in its way, and not that the run has come to rest', () => {
    const state = given([
      ...inCall,
      finished(7),
      saw('a'),
      commit('checkpoint'),
      draft('LifeBegan', { life: 2, lease: 2, refold: '0', process: PROCESS }),
      draft('StopRequested', { reason: 'replay' }),
      draft('StopRequested', { reason: 'drift', detail: 'd', intent: 10 }),
    ]);
    const decided = decide({ type: 'ReportSalvage', left: [] }, state);
    expect(E.isRight(decided) && decided.right.map(({ data }) => data)).toEqual([
      { reason: 'drift', detail: 'd' },
    ]);
  });
});
