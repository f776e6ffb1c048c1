import { describe, expect, it } from 'vitest';
import type { Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import {
  attempt,
  call,
  caused,
  failed,
  finished,
  gate,
  gateEnded,
  passed,
  planned,
  saw,
  step,
  stepFailed,
} from '../../support/moments.js';
import { agent, begun, codeStep, draft, group } from '../../support/run.js';

const running = (node: Partial<StepNode> = {}): readonly Draft[] => [
  ...begun({ ...codeStep('a'), ...node }),
  step('a'),
  attempt('a'),
];
const called = (node: Partial<StepNode> = {}): readonly Draft[] => [...running(node), call('a'), finished(7)];
const worked = (node: Partial<StepNode> = {}): readonly Draft[] => [...called(node), saw('a')];
const cut = (intent = 7): Draft =>
  draft('CallInterrupted', { intent, why: '', output: { text: '' }, leftovers: 0 });
const tripped = draft('GuardTripped', { intent: 7, guard: 'max_turns', detail: 'd' });

describe('what is read for the agent', () => {
  const context = [
    { name: 'x', bash: 'x' },
    { name: 'y', bash: 'y' },
  ];
  const read = (index: number, intent: number): readonly Draft[] => [
    draft('ContextIntended', { path: 'a', attempt: 1, index, source: { name: 'x' } }),
    draft('ContextRead', { intent, content: { text: '' } }),
  ];
  const intend = (index: number) => ({ type: 'IntendContext', path: 'a', index });

  it('is read before it is called, one after the other', () => {
    expect(planned(running({ context }))).toEqual([intend(0)]);
    expect(planned([...running({ context }), ...read(0, 7)])).toEqual([intend(1)]);
    const all = [...running({ context }), ...read(0, 7), ...read(1, 9)];
    expect(planned(all)).toEqual([{ type: 'IntendCall', path: 'a' }]);
  });

  it('is read again where that was cut off, and not behind the call', () => {
    const broken = [
      ...running({ context }),
      draft('ContextIntended', { path: 'a', attempt: 1, index: 0, source: { name: 'x' } }),
      draft('ContextInterrupted', { intent: 7, why: '' }),
    ];
    expect(planned(broken)).toEqual([intend(0)]);
    expect(planned(called({ context }))).toEqual(['observe a']);
    expect(planned([...running({ context }), call('a'), cut()])).toEqual([intend(0)]);
  });
});

describe('an agent', () => {
  it('is called, and what it left is looked at however it ended', () => {
    expect(planned(running())).toEqual([{ type: 'IntendCall', path: 'a' }]);
    expect(planned(called())).toEqual(['observe a']);
    expect(planned([...running(), call('a'), finished(7, { succeeded: false })])).toEqual(['observe a']);
    expect(planned([...running(), call('a'), cut()])).toEqual([{ type: 'IntendCall', path: 'a' }]);
  });

  it('whose guard has tripped is stopped, looked at and not called again', () => {
    expect(planned([...running(), call('a'), tripped])).toEqual([
      'stop CallIntended',
      'perform CallIntended',
    ]);
    const stopped = [...running(), call('a'), tripped, cut()];
    expect(planned(stopped)).toEqual(['observe a']);
    expect(planned([...stopped, saw('a')])).toEqual([{ type: 'FailAttempt', path: 'a' }]);
  });

  it('that began another session is stopped', () => {
    const lost = draft('SessionLost', { intent: 7, session: 's', why: '' });
    expect(planned([...running(), call('a'), lost])).toEqual(['stop CallIntended', 'perform CallIntended']);
    const again = [...running(), call('a'), lost, cut(), call('a')];
    expect(planned(again)).toEqual(['perform CallIntended']);
  });

  it('passes where none is needed', () => {
    const pass = [
      ...begun(codeStep('a')),
      step('a'),
      attempt('a', 1, { agent: { name: 'pass', provider: 'pass' } }),
    ];
    expect(planned(pass)).toEqual(['inspect checkpoint a']);
    const none = [...begun({ name: 'a', type: 'gates' }), step('a'), attempt('a', 1, {})];
    expect(planned(none)).toEqual(['inspect checkpoint a']);
  });

  it('of a split is not called again for its tasks', () => {
    const split: Partial<StepNode> = {
      type: 'split',
      tasks: [{ name: 'T', slug: 't', description: '' }],
      each: [codeStep('do')],
    };
    expect(planned(running(split))).toEqual([{ type: 'StartStep', path: 'a/t' }]);
    const done = [...running(split), step('a/t'), passed('a/t')];
    expect(planned(done)).toEqual(['inspect checkpoint a']);
    expect(planned([...running(split), step('a/t'), stepFailed('a/t')])).toEqual([
      { type: 'FailAttempt', path: 'a' },
    ]);
  });
});

describe('a pause', () => {
  const asked = (when: string, answer?: string): readonly Draft[] => [
    draft('PauseBegan', { path: 'a', attempt: 1, when }),
    ...(answer === undefined
      ? []
      : [draft('PauseAnswered', { path: 'a', attempt: 1, when, answer, by: 'me' })]),
  ];
  const judged = (pause: string) => worked({ pause, gates: [{ name: 'bash', kind: 'bash' }] });

  it.each([
    ['before_gate', [], 'IntendGate', (when: string) => `a waits for a person (${when.replace('_', ' ')})`],
    [
      'after_gate',
      [gate('a'), gateEnded(10, 'passed')],
      'inspect',
      (when: string) => `a waits for a person (${when.replace('_', ' ')})`,
    ],
  ] as const)('%s waits for its answer', (when, before, next, detail) => {
    const here = [...judged(when), ...before];
    expect(planned(here)).toEqual([{ type: 'BeginPause', path: 'a', when }]);
    expect(planned([...here, ...asked(when)])).toEqual([
      { type: 'RequestStop', reason: 'paused', step: 'a', detail: detail(when) },
    ]);
    expect(planned([...here, ...asked(when, 'abort')])).toEqual([{ type: 'FailAttempt', path: 'a' }]);
    const [effect] = planned([...here, ...asked(when, 'continue')]);
    expect(typeof effect === 'string' ? effect : effect?.type).toContain(next);
  });
});

describe('an attempt that has passed', () => {
  it('is committed as it was seen, where nothing has run since', () => {
    expect(planned(worked())).toEqual([{ type: 'CommitWork', path: 'a' }]);
    const looks = worked({ gates: [{ name: 'touched', kind: 'touched', glob: 'x' }] });
    const looked = [...looks, gate('a', 'touched'), gateEnded(10, 'passed')];
    expect(planned(looked)).toEqual([{ type: 'CommitWork', path: 'a' }]);
  });

  it('is looked at once more, where a gate ran or a person was asked', () => {
    const one = { name: 'bash', kind: 'bash' };
    const ran = [...worked({ gates: [one] }), gate('a'), gateEnded(10, 'passed')];
    expect(planned(ran)).toEqual(['inspect checkpoint a']);
    const mixed = worked({ gates: [{ name: 'touched', kind: 'touched', glob: 'x' }, one] });
    const both = [
      ...mixed,
      gate('a', 'touched'),
      gateEnded(10, 'passed'),
      gate('a'),
      gateEnded(12, 'passed'),
    ];
    expect(planned(both)).toEqual(['inspect checkpoint a']);
    const asked = [
      ...worked({ pause: 'before_gate' }),
      draft('PauseBegan', { path: 'a', attempt: 1, when: 'before_gate' }),
      draft('PauseAnswered', { path: 'a', attempt: 1, when: 'before_gate', answer: 'continue', by: 'me' }),
    ];
    expect(planned(asked)).toEqual(['inspect checkpoint a']);
  });

  it.each<readonly [string, Partial<StepNode>]>([
    ['only reads', { worktree: 'read-only' }],
    ['sees nothing', { worktree: 'none' }],
    ['is guarded against writing', { guard: { noWrite: true } }],
  ])('is not committed where its agent %s', (_, node) => {
    expect(planned(worked(node))).toEqual([{ type: 'PassStep', path: 'a' }]);
    expect(planned([...worked(node), failed('a')])).toEqual([{ type: 'FailGroup', path: 'a' }]);
  });

  it('is committed where its agent may write', () => {
    const may = worked({ worktree: 'read-write', guard: { maxTurns: 9 } });
    expect(planned(may)).toEqual([{ type: 'CommitWork', path: 'a' }]);
    expect(planned([...may, failed('a')])).toEqual(['inspect placeholder a']);
  });
});

describe('gates', () => {
  it('that judge by which files changed run behind those that run a program, and may change files', () => {
    const touched = { name: 'touched', kind: 'touched', glob: 'x' };
    const mixed = worked({ gates: [touched, { name: 'bash', kind: 'bash' }] });
    expect(planned(mixed)).toEqual([{ type: 'IntendGate', path: 'a', gate: 'bash' }]);
    const ran = [...mixed, gate('a'), gateEnded(10, 'passed')];
    expect(planned(ran)).toEqual([{ type: 'IntendGate', path: 'a', gate: 'touched' }]);
  });
});

describe('an attempt that has failed', () => {
  const retry = { attempts: 2, overrides: [] };

  it('takes back first what is to be undone', () => {
    expect(planned([...worked({ retry }), failed('a', 1, { undo: true })])).toEqual([
      { type: 'IntendUndo', path: 'a' },
    ]);
  });

  it('is followed by the next one, but not where a person said to abort', () => {
    expect(planned([...worked({ retry }), failed('a')])).toEqual([{ type: 'StartAttempt', path: 'a' }]);
    expect(planned([...worked({ retry }), failed('a', 1, { reason: 'aborted' })])).toEqual([
      'inspect placeholder a',
    ]);
  });

  it('of a group fails it, without a look', () => {
    const g = [...begun(group('g', codeStep('x'))), step('g'), attempt('g', 1, {}), failed('g')];
    expect(planned(g)).toEqual([{ type: 'FailGroup', path: 'g' }]);
  });
});

describe('what belongs to the work of a step', () => {
  const before = running({ before: group('first', codeStep('x')) });
  const judged = worked({ gates: [{ name: 'judge', kind: 'validate', steps: [codeStep('see')] }] });

  it('runs before its agent, once', () => {
    expect(planned(before)).toEqual([{ type: 'StartStep', path: 'a/first' }]);
    expect(planned([...before, step('a/first')])).toEqual([{ type: 'StartAttempt', path: 'a/first' }]);
    expect(planned([...before, step('a/first'), passed('a/first')])).toEqual([
      { type: 'IntendCall', path: 'a' },
    ]);
    expect(planned([...before, step('a/first'), stepFailed('a/first')])).toEqual([
      { type: 'FailAttempt', path: 'a' },
    ]);
  });

  it('judges behind each turn of its agent, and then is the result of the gate', () => {
    expect(planned(judged)).toEqual([{ type: 'StartStep', path: 'a/judge' }]);
    const running = [...judged, step('a/judge'), attempt('a/judge', 1, {})];
    expect(planned(running)).toEqual([{ type: 'StartStep', path: 'a/judge/see' }]);
    const over = [...running, passed('a/judge')];
    expect(planned(over)).toEqual([{ type: 'JudgeGate', path: 'a', gate: 'judge' }]);
    const verdict = draft('GateJudged', { path: 'a', attempt: 1, gate: 'judge', pass: false });
    expect(planned([...over, verdict])).toEqual([{ type: 'FailAttempt', path: 'a' }]);
    expect(planned([...over, { ...verdict, data: { ...verdict.data, pass: true } } as Draft])).toEqual([
      'inspect checkpoint a',
    ]);
  });

  it('commits nothing by itself', () => {
    const see = [
      ...judged,
      step('a/judge'),
      attempt('a/judge', 1, {}),
      step('a/judge/see'),
      attempt('a/judge/see'),
      call('a/judge/see', 1, { agent }),
      finished(14),
      caused(15, saw('a/judge/see')),
    ];
    expect(planned(see)).toEqual([{ type: 'PassStep', path: 'a/judge/see' }]);
  });
});

describe('a step that failed for good', () => {
  it('stops the run, which keeps first what a gate may have left', () => {
    const stop = { reason: 'failed', step: 'a' };
    expect(planned([...running(), stepFailed('a')])).toEqual([{ type: 'StopRun', ...stop }]);
    const judged = [
      ...running({ gates: [{ name: 'bash', kind: 'bash' }] }),
      gate('a'),
      gateEnded(7, 'failed'),
    ];
    expect(planned([...judged, stepFailed('a')])).toEqual([{ type: 'RequestStop', ...stop }]);
  });
});
