import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import type { StepNode } from '../../src/events/tree.js';
import {
  attempt,
  call,
  caused,
  commit,
  decided,
  finished,
  gate,
  gateEnded,
  lifeBegan,
  passed,
  planned,
  saw,
  step,
  stopped,
} from '../support/moments.js';
import { rejected, review } from '../support/reviewed.js';
import { begun, COMMIT, codeStep, draft, life, TREE } from '../support/run.js';

const bash = (name: string) => ({ name, kind: 'bash', command: 'true' }) as const;
const node: StepNode = { ...codeStep('a'), gates: [bash('one'), bash('two')] };
const plan = { was: 'x', retried: [], skipped: 0, pending: { count: 0, next: [] }, settling: [] };

/** A step behind its agent, of `node` or another one. */
const worked = (of: StepNode): readonly Draft[] => {
  const before = [...begun(of), step('a'), attempt('a'), call('a')];
  return [...before, finished(before.length), saw('a')];
};

/** The same, with its first gate passed and the second cut off. */
const betweenGates = (): readonly Draft[] => {
  const before = [...worked(node), gate('a', 'one')];
  const second = [...before, gateEnded(before.length, 'passed'), gate('a', 'two')];
  return [
    ...second,
    draft('GateInterrupted', { intent: second.length, why: 'the engine was gone while it ran' }),
    stopped('interrupted'),
  ];
};

const resumed = (stood: readonly Draft[], changed: readonly string[]): readonly Draft[] => {
  const drafts = decided(stood, { type: 'ResumeRun', plan, life: life(2), changed });
  if (typeof drafts === 'string') throw new Error(drafts);
  return drafts.slice(2);
};

const voided = (gates: readonly string[]): Draft => draft('FindingsVoided', { path: 'a', attempt: 1, gates });

const again = [lifeBegan(2), draft('RunResumed', plan)];

describe('what gates found', () => {
  it('holds where files are as they were recorded: only what was cut off runs again', () => {
    expect(resumed(betweenGates(), [])).toEqual([]);
    expect(planned([...betweenGates(), ...again])).toEqual([{ type: 'IntendGate', path: 'a', gate: 'two' }]);
  });

  it('is void where files are others by now: all of them run again', () => {
    const stood = betweenGates();
    expect(resumed(stood, [''])).toEqual([caused(stood.length + 2, voided(['one']))]);
    expect(planned([...stood, ...again, voided(['one'])])).toEqual([
      { type: 'IntendGate', path: 'a', gate: 'one' },
    ]);
  });

  it('holds in a worktree in which nothing has changed', () => {
    expect(resumed(betweenGates(), ['g/other'])).toEqual([]);
  });

  it('holds for a commit that is intended: it has the files that they saw', () => {
    const stood = [
      ...betweenGates().slice(0, -2),
      commit('checkpoint', { path: 'a' }),
      stopped('interrupted'),
    ];
    expect(resumed(stood, [''])).toEqual([]);
  });
});

describe('what is to judge a turn, and was cut off', () => {
  const judged: StepNode = {
    ...codeStep('a'),
    gates: [{ name: 'judge', kind: 'validate', steps: [codeStep('see'), codeStep('tell')] }],
  };
  /** The first step of a validator has passed. */
  const halfway = (): readonly Draft[] => [
    ...worked(judged),
    step('a/judge'),
    attempt('a/judge', 1, {}),
    step('a/judge/see'),
    passed('a/judge/see'),
    stopped('interrupted'),
  ];

  it('begins anew where files are others by now, though it is a validator that has said nothing yet', () => {
    const stood = halfway();
    expect(resumed(stood, [''])).toEqual([caused(stood.length + 2, voided(['judge']))]);
    expect(planned([...stood, ...again, voided(['judge'])])).toEqual([
      { type: 'StartStep', path: 'a/judge' },
    ]);
  });

  it('goes on where files are as they were', () => {
    expect(resumed(halfway(), [])).toEqual([]);
    expect(planned([...halfway(), ...again])).toEqual([{ type: 'StartStep', path: 'a/judge/tell' }]);
  });

  it('begins anew though it is an evaluator that has ended, and nobody has heard it', () => {
    const evaluator = { ...codeStep('review'), type: 'review' } as const;
    const limits = { caseRequired: false, iterations: 2, quietTurns: 1, emptyResponses: 1 };
    const of: StepNode = { ...codeStep('a'), pause: 'before_gate', review: { evaluator, ...limits } };
    const stood = [...worked(of), step('a/review'), passed('a/review'), stopped('interrupted')];
    expect(resumed(stood, [''])).toEqual([caused(stood.length + 2, voided([]))]);
    expect(resumed(stood, [])).toEqual([]);
  });

  it('is not void where the turn was rejected already: the next one begins anew', () => {
    const { gates = [] } = node;
    const before = worked({ ...codeStep('a'), gates, review });
    const gated = [...before, gate('a', 'one'), gateEnded(before.length + 1, 'passed')];
    const stood = [...gated, step('a/review'), passed('a/review'), rejected(1), stopped('interrupted')];
    expect(resumed(stood, [''])).toEqual([]);
    expect(planned([...stood, ...again])).toEqual([{ type: 'IntendCall', path: 'a' }]);
  });
});

describe('a replay beside what gates found', () => {
  const order = { from: 'b', cut: 4, cleared: ['b'], resetTo: COMMIT, settling: [], resets: [] };

  it('makes it void in a worktree that it goes on with, and not in one that goes back', () => {
    const stood = betweenGates();
    const replay = (resets: readonly unknown[]) =>
      decided(stood, {
        type: 'ReplayRun',
        plan: { ...order, resets } as never,
        life: life(2),
        changed: [''],
      });
    expect(replay([])).toContainEqual(expect.objectContaining({ type: 'FindingsVoided' }));
    expect(replay([{ unit: '', to: { commit: COMMIT, tree: TREE } }])).not.toContainEqual(
      expect.objectContaining({ type: 'FindingsVoided' }),
    );
  });

  it('has the gates of a split run again behind its task, and a person asked again behind them', () => {
    const task = { name: 'T', slug: 't', description: '' };
    const split = { ...node, type: 'split', pause: 'after_gate', tasks: [task], each: [codeStep('do')] };
    const did = [step('a/t/do'), attempt('a/t/do'), passed('a/t/do'), passed('a/t')];
    const held = [
      ...begun(split),
      step('a'),
      attempt('a', 1, {}),
      step('a/t'),
      attempt('a/t', 1, {}),
      ...did,
    ];
    const about = { path: 'a', attempt: 1, when: 'after_gate' };
    const judged = [
      ...held,
      ...['one', 'two'].flatMap((name, at) => [
        gate('a', name),
        gateEnded(held.length + 1 + 2 * at, 'passed'),
      ]),
      draft('PauseBegan', about),
      draft('PauseAnswered', { ...about, answer: 'continue', by: 'me' }),
      passed('a'),
      stopped('passed'),
      draft('RunReplayed', { ...order, from: 'a/t/do', cut: 8, cleared: ['a/t/do'] }),
      ...did,
    ];
    expect(planned(judged)).toEqual([{ type: 'IntendGate', path: 'a', gate: 'one' }]);
    const [one, two] = [judged.length + 1, judged.length + 3];
    const again = [gate('a', 'one'), gateEnded(one, 'passed'), gate('a', 'two'), gateEnded(two, 'passed')];
    expect(planned([...judged, ...again])).toEqual([{ type: 'BeginPause', path: 'a', when: 'after_gate' }]);
  });

  it('says nothing of steps that it clears', () => {
    const stood = betweenGates();
    const plan = { ...order, from: 'a', cleared: ['a'] };
    const replay = decided(stood, { type: 'ReplayRun', plan, life: life(2), changed: [''] });
    expect(replay).toMatchObject([{ type: 'LifeBegan' }, { type: 'RunReplayed' }]);
    expect(replay).toHaveLength(2);
  });

  it('makes it void as the run comes to rest for it, should it be cut off there', () => {
    const stood = betweenGates().slice(0, -2);
    const rest = (changed: readonly string[]) =>
      decided(stood, { type: 'ComeToRest', life: life(2), changed });
    expect(rest([''])).toContainEqual(expect.objectContaining({ type: 'FindingsVoided' }));
    expect(rest([])).not.toContainEqual(expect.objectContaining({ type: 'FindingsVoided' }));
  });
});

describe('what was seen behind an agent', () => {
  it('is looked at once more before it is committed where files are others by now', () => {
    const stood = [...worked(codeStep('a')), stopped('interrupted')];
    expect(planned([...stood, ...again])).toEqual([{ type: 'CommitWork', path: 'a' }]);
    expect(resumed(stood, [''])).toEqual([caused(stood.length + 2, voided([]))]);
    expect(planned([...stood, ...again, voided([])])).toEqual([expect.stringContaining('inspect')]);
  });
});
