import { describe, expect, it } from 'vitest';
import type { LimitSetting } from '../../src/events/limits.js';
import { AT_WORK, ab, held, neared, shows, tokens, used } from '../support/held.js';
import {
  attempt,
  call,
  caused,
  decided,
  finished,
  gate,
  IDENT,
  lifeBegan,
  passed,
  planned,
  saw,
  step,
} from '../support/moments.js';
import { codeStep, draft, forkedAt, gateStep, group, life, TREE, talkers } from '../support/run.js';

const [talker] = talkers;
const AT = '2026-11-21T04:00:00.000Z';

const stops = (effects: ReturnType<typeof planned>) =>
  effects.map((effect) =>
    typeof effect === 'object' && effect.type === 'RequestStop' ? effect.limit : effect,
  );

describe('a limit on what agents spend', () => {
  it('stops an agent as soon as it shows that the limit is reached, with what was used and who set it', () => {
    expect(planned([...ab(tokens(100)), shows(7, { tokens: 79 })])).toEqual(['perform CallIntended']);
    const run = [...ab(tokens(100)), shows(7, { tokens: 100 })];
    const detail = 'max_tokens: 100 of 100 (100 %) used; set by --max-tokens';
    const stop = { reason: 'budget_tokens', limit: 'tokens', detail };
    expect(planned(run)).toEqual([{ type: 'RequestStop', ...stop }]);
    expect(planned([...run, draft('StopRequested', stop)])).toEqual([
      'stop CallIntended',
      'perform CallIntended',
    ]);
    expect(decided(run, { type: 'RequestStop', ...stop })).toEqual([draft('StopRequested', stop)]);
  });

  it('is named with every other one that is reached, or the next resume would stop at that', () => {
    const both = held([tokens(100), tokens(1, 'budget')], codeStep('a'));
    const [stop] = planned([...both, ...AT_WORK, shows(7, { tokens: 100, cost: 1 })]);
    expect(stop).toMatchObject({
      limit: 'tokens',
      detail:
        'max_tokens: 100 of 100 (100 %) used; set by --max-tokens · max_budget: $1.00 of $1.00 (100 %) used; set by --max-tokens',
    });
  });

  it('counts what all agents that are at work have shown, and what those that ended used, each once', () => {
    const both = group('g', codeStep('a'), codeStep('b'));
    const units = [...held([tokens(100)], { ...both, parallel: {} })];
    const run = [...units, step('g'), attempt('g', 1, {}), call('g/a'), call('g/b')];
    expect(stops(planned([...run, shows(7, { tokens: 40 }), shows(8, { tokens: 39 })]))).not.toContain(
      'tokens',
    );
    const over = [...run, shows(7, { tokens: 60 }), shows(8, { tokens: 40 })];
    expect(stops(planned(over))).toEqual(['tokens']);
    const ended = [...run, shows(7, { tokens: 60 }), used(7, { tokensOut: 60 }), shows(8, { tokens: 19 })];
    expect(stops(planned(ended))).not.toContain('tokens');
  });

  it('counts input, output and what went into a cache, and not what only came out of one', () => {
    const usage = { tokensIn: 20, tokensOut: 20, cacheWrite: 39, cacheRead: 5_000 };
    expect(planned([...ab(tokens(100)), used(7, usage)])).toEqual(['observe a']);
    expect(stops(planned([...ab(tokens(79)), used(7, usage), saw('a'), passed('a')]))).toEqual(['tokens']);
    expect(
      stops(planned([...ab(tokens(80)), used(7, usage), neared('tokens', 80, 79), saw('a'), passed('a')])),
    ).toEqual([{ type: 'StartStep', path: 'b' }]);
  });

  it('counts a cost that is estimated, until its program tells one', () => {
    const budget = ab(tokens(1, 'budget'));
    expect(stops(planned([...budget, shows(7, { estimated: 1 })]))).toEqual(['budget']);
    expect(stops(planned([...budget, shows(7, { estimated: 0.7 }), shows(7, { cost: 0.7 })]))).toEqual([
      'perform CallIntended',
    ]);
    const estimate = { cost: 1, of: '2026-11-21' };
    const run = [...budget, finished(7, { estimate, usage: { tokensIn: 1 } }), saw('a'), passed('a')];
    const detail = 'max_budget: $1.00 of $1.00 (100 %) used, $1.00 of it estimated; set by --max-tokens';
    expect(planned(run)).toMatchObject([{ type: 'RequestStop', reason: 'budget_cost', detail }]);
  });

  it('lets what is free of cost go on: the gates behind the last agent, its commit, and steps of gates alone', () => {
    const free = [...held([tokens(10)], codeStep('a', ['bash']), gateStep('z')), ...AT_WORK];
    const done = [...free, used(7, { tokensOut: 10 })];
    expect(planned(done)).toEqual(['observe a']);
    expect(planned([...done, saw('a'), gate('a')])).toEqual(['perform GateIntended']);
    expect(planned([...done, saw('a'), passed('a')])).toEqual([{ type: 'StartStep', path: 'z' }]);
  });

  it('does not begin a step, an attempt or a call of an agent', () => {
    const spent = [...ab(tokens(10)), used(7, { tokensOut: 10 }), saw('a')];
    expect(stops(planned([...spent, passed('a')]))).toEqual(['tokens']);
    const again = [...held([tokens(10)], codeStep('a', [], 2)), ...AT_WORK];
    const failed = draft('AttemptFailed', { path: 'a', attempt: 1, reason: 'agent', error: { text: 'x' } });
    expect(stops(planned([...again, used(7, { tokensOut: 10 }), saw('a'), failed]))).toEqual(['tokens']);
    const cut = draft('CallInterrupted', {
      intent: 7,
      why: 'x',
      output: { text: '' },
      leftovers: 0,
      usage: { tokensOut: 10 },
    });
    expect(stops(planned([...again, cut]))).toEqual(['tokens']);
    const passes = { ...codeStep('b'), agent: { name: 'pass', provider: 'pass' } };
    expect(
      planned([
        ...held([tokens(10)], codeStep('a'), passes),
        ...AT_WORK,
        used(7, { tokensOut: 10 }),
        saw('a'),
        passed('a'),
      ]),
    ).toEqual([{ type: 'StartStep', path: 'b' }]);
  });

  it('stops an agent that outlived the engine, before anything else is settled', () => {
    const spawned = draft('AgentSpawned', { intent: 7, pid: 9, start: '1', argv: [] });
    const run = [...ab(tokens(10)), spawned, shows(7, { tokens: 10 }), lifeBegan(2)];
    expect(stops(planned(run))).toEqual(['tokens']);
  });

  it('warns once at four fifths, and again only where the limit is another one', () => {
    const run = [...ab(tokens(100)), shows(7, { tokens: 80 })];
    expect(planned(run)).toEqual([{ type: 'NearLimit', limit: 'tokens', value: 100, used: 80 }]);
    const near = neared('tokens', 100, 80);
    expect(decided(run, { type: 'NearLimit', limit: 'tokens', value: 100, used: 80 })).toEqual([
      caused(8, near),
    ]);
    expect(planned([...run, near])).toEqual(['perform CallIntended']);
    expect(decided([...run, near], { type: 'NearLimit', limit: 'tokens', value: 100, used: 80 })).toBe(
      'tokens is no limit to tell of',
    );
    const changed = draft('LimitChanged', { ...tokens(90), was: 100 });
    expect(planned([...run, near, changed])).toEqual([
      { type: 'NearLimit', limit: 'tokens', value: 90, used: 80 },
    ]);
  });

  it('is counted from zero in a fork, which is held to the same', () => {
    const spent = [...ab(tokens(100)), used(7, { tokensOut: 100 })];
    const fork = [...spent, forkedAt(8), lifeBegan(2)];
    expect(stops(planned(fork))).not.toContain('tokens');
    expect(stops(planned([...spent, lifeBegan(2), saw('a'), passed('a')]))).toEqual(['tokens']);
  });
});

describe('spend that nobody knows', () => {
  const told = (...limits: readonly LimitSetting[]) => [
    ...held(limits, { ...codeStep('a'), agent: talker }, codeStep('b')),
    ...[step('a'), attempt('a', 1, { agent: talker }), call('a', 1, { agent: talker })],
  ];
  const done = [saw('a'), passed('a')];

  it('stops a run with a limit on it, and says so', () => {
    const detail = 'max_tokens: ≥ 0 of 100 (0 %) used, what 1 call used is unknown; set by --max-tokens';
    expect(planned([...told(tokens(100)), finished(7), ...done])).toEqual([
      { type: 'RequestStop', reason: 'budget_tokens', limit: 'on_unknown_spend', detail },
    ]);
    const unpriced = used(7, { tokensIn: 5 });
    expect(planned([...told(tokens(100)), unpriced, ...done])).toEqual([{ type: 'StartStep', path: 'b' }]);
    expect(stops(planned([...told(tokens(100, 'budget')), unpriced, ...done]))).toEqual(['on_unknown_spend']);
  });

  it('stops no run without such a limit, or that is told to go on', () => {
    const goesOn: LimitSetting = { limit: 'on_unknown_spend', value: 'continue', from: 'w' };
    for (const limits of [[], [tokens(9, 'timeout')], [tokens(100), goesOn]])
      expect(planned([...told(...limits), finished(7), ...done])).toEqual([{ type: 'StartStep', path: 'b' }]);
    const changed = draft('LimitChanged', { ...goesOn, was: 'stop' });
    expect(planned([...told(tokens(100)), finished(7), ...done, changed])).toEqual([
      { type: 'StartStep', path: 'b' },
    ]);
  });
});

describe('a limit that no event tells of', () => {
  const gauge = (more: object) => ({ type: 'ReportGauge', ...more }) as const;
  const clock = ab(tokens(10_000, 'timeout'));

  it('on the time of a life stops whatever is under way, and warns before', () => {
    const later = (s: number) => gauge({ now: `2026-11-21T04:00:${String(s).padStart(2, '0')}.000Z` });
    expect(decided(clock, later(7))).toEqual([]);
    expect(decided(clock, later(8))).toEqual([neared('timeout', 10_000, 8_000)]);
    expect(decided([...clock, neared('timeout', 10_000, 8_000)], later(9))).toEqual([]);
    const detail = 'max_timeout: 10s of 10s (100 %) used; set by --max-tokens';
    const stop = draft('StopRequested', { reason: 'wall_clock', limit: 'timeout', detail });
    expect(decided(clock, later(10))).toEqual([stop]);
    expect(planned([...clock, stop])).toEqual(['stop CallIntended', 'perform CallIntended']);
    expect(planned(clock)).toEqual(['perform CallIntended']);
  });

  it('on the time of a life is told of anew in the next one', () => {
    const next = [...clock, neared('timeout', 10_000, 8_000), lifeBegan(2)];
    expect(decided(next, gauge({ now: '2026-11-21T04:00:08.000Z' }))).toHaveLength(1);
  });

  it('on the size of a run stops it, and says how large it is', () => {
    const disk = ab(tokens(2_000_000, 'disk'));
    expect(decided(disk, gauge({ now: AT }))).toEqual([]);
    expect(decided(disk, gauge({ bytes: 1_000_000 }))).toEqual([]);
    expect(decided(disk, gauge({ bytes: 1_999_999 }))).toEqual([neared('disk', 2_000_000, 1_999_999)]);
    const detail = 'max_disk: 2.5 MB of 2 MB (125 %) used; set by --max-tokens';
    expect(decided(disk, gauge({ bytes: 2_500_000 }))).toEqual([
      draft('StopRequested', { reason: 'disk_full', limit: 'disk', detail }),
    ]);
  });

  it('stops nothing that stands still, stops already, or is about to be merged or removed', () => {
    const late = gauge({ now: '2026-11-22T04:00:00.000Z', bytes: 1e15 });
    const apply = { branch: 'b', onto: TREE, head: TREE, tree: TREE, ident: IDENT, message: 'm' };
    for (const no of [
      [],
      [...clock, draft('RunStopped', { reason: 'failed' })],
      [...clock, draft('StopRequested', { reason: 'interrupted' })],
      [...clock, draft('ApplyIntended', apply)],
      [
        ...clock,
        draft('DisposalIntended', {
          kind: 'discarded',
          branches: 'b',
          worktrees: 'w',
          keeps: 'k',
          ident: IDENT,
        }),
      ],
    ])
      expect(decided(no, late)).toEqual([]);
  });
});

describe('other limits', () => {
  const resumed = { was: 'x', retried: [], skipped: 0, pending: { count: 0, next: [] }, settling: [] };
  const stoppedRun = [...ab(tokens(100)), draft('RunStopped', { reason: 'budget_tokens', limit: 'tokens' })];
  const resume = (...limits: readonly LimitSetting[]) =>
    ({ type: 'ResumeRun', plan: resumed, life: life(2), limits }) as const;

  it('are put on record when a run is resumed, with what they were; those that are so already are not', () => {
    const continues: LimitSetting = { limit: 'on_unknown_spend', value: 'continue', from: 'e' };
    const changes = [tokens(200), tokens(3, 'iterations'), continues];
    expect(decided(stoppedRun, resume(...changes))).toMatchObject([
      { type: 'LifeBegan' },
      { type: 'LimitChanged', data: { limit: 'tokens', value: 200, was: 100, from: '--max-tokens' } },
      { type: 'LimitChanged', data: { limit: 'iterations', value: 3 } },
      { type: 'LimitChanged', data: { limit: 'on_unknown_spend', value: 'continue' } },
      { type: 'RunResumed' },
    ]);
    const same = [tokens(100), { ...continues, value: 'stop' }];
    expect(decided(stoppedRun, resume(...same))).toMatchObject([
      { type: 'LifeBegan' },
      { type: 'RunResumed' },
    ]);
  });

  it('let a run go on that had reached the ones before', () => {
    const spent = [...ab(tokens(100)), used(7, { tokensOut: 100 }), saw('a')];
    const raised = draft('LimitChanged', { ...tokens(200), was: 100 });
    expect(planned([...spent, passed('a'), raised])).toEqual([{ type: 'StartStep', path: 'b' }]);
  });
});
