import { describe, expect, it } from 'vitest';
import type { DataOf, Draft } from '../../../src/events/catalogue.js';
import type { StepNode } from '../../../src/events/tree.js';
import {
  attempt,
  call,
  commit,
  failed,
  finished,
  lifeBegan,
  passed,
  step,
  stepFailed,
  stopped,
  unitStands,
} from '../../support/moments.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  draft,
  forkedAt,
  gateStep,
  given,
  group,
  object,
  PROCESS,
  TREE,
  talkers,
} from '../../support/run.js';

const [claude] = talkers;
const replayed = (cleared: readonly string[], more: Partial<DataOf<'RunReplayed'>> = {}): Draft =>
  draft('RunReplayed', { from: cleared[0] ?? '', cut: 4, cleared, resetTo: COMMIT, settling: [], ...more });
const resumed = (retried: readonly string[], more: Partial<DataOf<'RunResumed'>> = {}): Draft =>
  draft('RunResumed', {
    was: 'failed',
    retried: retried.map((path) => ({ path, reason: 'gate' })),
    skipped: 0,
    pending: { count: 0, next: [] },
    settling: [],
    ...more,
  });

describe('a life', () => {
  it('of a lease that is not newer is one of a second writer', () => {
    const life = (lease: number, n = 2): Draft =>
      draft('LifeBegan', { life: n, lease, refold: '0', process: PROCESS });
    expect(given([...begun(codeStep('a')), life(1), life(3, 3), life(2, 4)]).secondWriters).toEqual([5, 7]);
    expect(given([...begun(codeStep('a')), life(2)]).secondWriters).toEqual([]);
  });

  it('knows the stop before it', () => {
    const state = given([...begun(codeStep('a')), stopped('interrupted'), lifeBegan(2)]);
    expect(state.stop).toBeUndefined();
    expect(state.lastStop).toMatchObject({ reason: 'interrupted', seq: 5, life: 1 });
    expect(state.lives.get(2)).toMatchObject({ life: 2, lease: 2, seq: 6 });
  });
});

describe('a stop that is asked for', () => {
  const a = [...begun(codeStep('a')), commit('work')];
  const stop = (reason: string, more: Partial<DataOf<'StopRequested'>> = {}): Draft =>
    draft('StopRequested', { reason, ...more });

  it('keeps its first word, but before a replay the last', () => {
    const first = [...a, stop('interrupted', { signal: 'SIGINT' }), stop('error', { detail: 'd' })];
    expect(given(first).stopping).toMatchObject({ reason: 'interrupted', signal: 'SIGINT', seq: 6 });
    expect(given(first).stopping).not.toHaveProperty('detail');
    const replay = [...a, stop('replay'), stop('interrupted', { signal: 'SIGINT' })];
    expect(given(replay).stopping).toMatchObject({ reason: 'interrupted', signal: 'SIGINT' });
  });

  it('remembers what could not be carried out', () => {
    const state = given([...a, stop('replay'), stop('drift', { intent: 5 })]);
    expect(state.stopping).toMatchObject({ reason: 'drift', givenUp: new Set([5]) });
    expect(given([...a, stop('drift', { intent: 5 })]).stopping).toMatchObject({ reason: 'drift', seq: 6 });
    const kept = draft('WorkKept', { intent: 5, ref: 'r', commit: COMMIT, tree: TREE });
    expect(given([...a, stop('x'), kept]).stopping?.workKept).toEqual(new Set(['']));
  });
});

describe('steps that are tried again', () => {
  const over = [
    ...begun(group('g', codeStep('x'), codeStep('y')), codeStep('z')),
    step('g'),
    attempt('g', 1, {}),
    step('g/x'),
    attempt('g/x'),
    failed('g/x'),
    stepFailed('g/x', object('c', 1)),
    failed('g'),
    stepFailed('g'),
    stopped('failed'),
    lifeBegan(2),
  ];

  it('begin anew, and what holds them goes on', () => {
    const { steps } = given([...over, resumed(['g/x'])]);
    expect(steps.get('g/x')).toMatchObject({
      state: 'running',
      attempt: undefined,
      previous: { attempt: 1 },
      endedAt: undefined,
      ms: undefined,
      failed: { placeholder: object('c', 1) },
    });
    expect(steps.get('g')).toMatchObject({
      state: 'running',
      attempt: { attempt: 1, failed: undefined },
      endedAt: undefined,
      ms: undefined,
      head: undefined,
      failed: undefined,
    });
  });

  it('hold no placeholder any more when that is taken back, or stays for good', () => {
    const unwinding = draft('UnwindIntended', {
      path: 'g/x',
      branch: BRANCH,
      placeholder: object('c', 1),
      to: COMMIT,
      tree: TREE,
      keeps: 'k',
    });
    const going = [...over, resumed(['g/x']), unwinding];
    const ended = { intent: 16, path: 'g/x', placeholder: object('c', 1), tree: object('e', 2) };
    const back = given([...going, draft('PlaceholderUnwound', { ...ended, to: object('c', 2) })]);
    const stays = given([...going, draft('PlaceholderKept', { ...ended, tip: object('c', 2) })]);
    for (const state of [back, stays]) {
      expect(state.steps.get('g/x')?.failed).toBeUndefined();
      expect(state.worktrees.get('')?.head).toEqual({ commit: object('c', 2), tree: object('e', 2) });
    }
    expect(stays.steps.get('g/x')?.stands).toMatchObject({ commit: object('c', 2), tree: object('e', 2) });
    expect(back.steps.get('g/x')?.stands).toMatchObject({ commit: COMMIT, tree: TREE });
  });
});

describe('a replay', () => {
  const units: StepNode = { ...group('g', codeStep('u'), codeStep('v'), codeStep('w')), parallel: {} };
  const merged = (path: string): Draft =>
    draft('UnitMerged', { path, onto: COMMIT, tree: TREE, commit: COMMIT });
  const three = [
    ...begun(units, codeStep('z')),
    step('g'),
    attempt('g', 1, {}),
    ...['g/u', 'g/v', 'g/w'].flatMap((unit, n) => [...unitStands(unit, 7 + 4 * n), step(unit), passed(unit)]),
    merged('g/u'),
    merged('g/v'),
    draft('UnitConflicted', { path: 'g/w', with: 'g/v', files: [], count: 0 }),
    failed('g'),
    stepFailed('g'),
  ];

  it('of a unit takes back its merge, those behind it, and that others did not fit', () => {
    const of = (unit: string) => {
      const { steps, worktrees, passed: count } = given([...three, stopped('failed'), replayed([unit])]);
      const all = ['g/u', 'g/v', 'g/w'].map((path) => [
        steps.get(path)?.merged !== undefined,
        steps.get(path)?.conflict !== undefined,
      ]);
      return { all, has: worktrees.has(unit), running: steps.get('g')?.state, count: count.get('g') };
    };
    expect(of('g/u')).toMatchObject({
      all: [
        [false, false],
        [false, false],
        [false, false],
      ],
      has: false,
    });
    expect(of('g/v')).toMatchObject({
      all: [
        [true, false],
        [false, false],
        [false, false],
      ],
    });
    expect(of('g/w')).toMatchObject({
      all: [
        [true, false],
        [true, false],
        [false, false],
      ],
      running: 'running',
    });
  });

  it('drops the conversations that cleared steps went on with, and no others', () => {
    const talk = (path: string, intent: number, session: string): readonly Draft[] => [
      step(path),
      attempt(path, 1, { agent: claude }),
      call(path, 1, { agent: claude, session: { how: 'new' } }),
      draft('SessionBound', { intent, session }),
      finished(intent),
      passed(path),
    ];
    const talked = [
      ...begun(codeStep('a'), group('g', codeStep('x')), codeStep('z')),
      ...talk('a', 7, 's-a'),
      step('g'),
      ...talk('g/x', 14, 's-x'),
      stopped('interrupted'),
    ];
    const { sessions } = given([...talked, replayed(['g', 'z'])]);
    expect([...sessions].map(([key, { dropped }]) => [key, dropped])).toEqual([
      ['claude s-a', undefined],
      ['claude s-x', 'rewound'],
    ]);
    const again = given([...talked, forkedAt(18), replayed(['g'])]);
    expect([...again.sessions.values()].map(({ dropped }) => dropped)).toEqual(['forked', 'forked']);
  });

  it('with a workflow that was read again goes on in that, with its settings and its tasks', () => {
    const split: StepNode = { ...codeStep('s'), type: 'split', each: [codeStep('do')] };
    const planned = [
      ...begun(split, codeStep('z')),
      step('s'),
      attempt('s'),
      draft('AnswerRead', { path: 's', attempt: 1, tasks: [{ name: 'T', slug: 't', description: '' }] }),
      passed('s'),
      stopped('interrupted'),
    ];
    const workflow = {
      source: { text: 'new' },
      tree: { name: 'w2', steps: [{ ...split, each: [gateStep('check')] }, codeStep('more')] },
    };
    const set = [{ name: 'x', value: '1' }];
    const { run, index } = given([...planned, replayed(['z'], { workflow, set, asked: { agent: 'b' } })]);
    expect(run).toMatchObject({ workflow, set, asked: { agent: 'b' }, number: 1 });
    expect([...index.steps.keys()]).toEqual(['s', 'more', 's/t', 's/t/check']);
    const plain = given([...planned, replayed(['z'], { workflow })]).run;
    expect(plain).not.toHaveProperty('set');
    expect(plain).not.toHaveProperty('asked');
    expect(given([...planned, replayed(['z'])]).index.steps.has('z')).toBe(true);
  });
});

describe('a repository that has moved', () => {
  it('has taken the files with it that the run was read from, and no others', () => {
    const created = begun(codeStep('a')).map((event) => {
      if (event.type !== 'RunCreated') return event;
      const { workflow, repository } = event.data;
      const file = (path: string) => ({ path, sha256: '0'.repeat(64) });
      const files = [file('/repo/w.yaml'), file('/repository/w.yaml')];
      return draft('RunCreated', {
        ...event.data,
        repository: { ...repository, root: '/repo' },
        workflow: { ...workflow, path: '/repo/w.yaml', files },
        asked: { agent: 'claude', spec: '/repo/spec.md' },
      });
    });
    const { run } = given([
      ...created,
      draft('RepositoryMoved', { from: '/repo/.git', gitDir: '/here/.git', root: '/here' }),
    ]);
    expect(run?.workflow.path).toBe('/here/w.yaml');
    expect(run?.workflow.files?.map(({ path }) => path)).toEqual(['/here/w.yaml', '/repository/w.yaml']);
    expect(run?.asked).toEqual({ agent: 'claude', spec: '/here/spec.md' });
  });
});
