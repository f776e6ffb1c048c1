import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { planReplay, planResume } from '../../src/engine/recover.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { LimitSetting } from '../../src/events/limits.js';
import { AT_WORK, ab, held, tokens, used } from '../support/held.js';
import { attempt, call, failed, finished, passed, saw, step, stepFailed } from '../support/moments.js';
import { codeStep, draft, gateStep, given, talkers } from '../support/run.js';

const [talker] = talkers;

describe('a run at a limit', () => {
  const stop = (limit: string) => draft('RunStopped', { reason: 'x', limit });
  const spent = [...ab(tokens(100)), used(7, { tokensOut: 100 })];
  const plan = (run: readonly Draft[], limits: readonly LimitSetting[] = [], bytes?: number) => {
    const around = { missing: [], changed: [], ...(bytes === undefined ? {} : { bytes }) };
    const planned = planResume(given(run), around, limits);
    return E.isRight(planned) ? 'goes on' : planned.left;
  };

  it('is not resumed while that is reached, since it would stop again before anything is done', () => {
    const detail = 'max_tokens: 100 of 100 (100 %) used; set by --max-tokens';
    const refused = { _tag: 'LimitReached', number: 1, limit: 'tokens', detail };
    const stopped = [...spent, stop('tokens')];
    expect(plan(stopped)).toEqual(refused);
    expect(plan(stopped, [tokens(100)])).toEqual(refused);
    expect(plan(stopped, [tokens(99)])).toMatchObject({ _tag: 'LimitReached' });
    expect(plan(stopped, [tokens(101)])).toBe('goes on');
  });

  it('is not resumed either where it stopped for something else, and a call would come first', () => {
    const again = [
      ...spent,
      failed('a'),
      stepFailed('a'),
      draft('RunStopped', { reason: 'failed', step: 'a' }),
    ];
    expect(plan(again)).toMatchObject({ _tag: 'LimitReached', limit: 'tokens' });
    expect(plan(again, [tokens(101)])).toBe('goes on');
    const next = [...spent, saw('a'), passed('a')];
    expect(plan(next)).toMatchObject({ _tag: 'LimitReached' });
    expect(plan([...next, draft('RunStopped', { reason: 'paused' })])).toMatchObject({
      _tag: 'LimitReached',
    });
  });

  it('is not replayed where a call would come first, and is where gates do', () => {
    const around = { missing: [], changed: [] };
    const gates = [...held([tokens(100)], codeStep('a'), gateStep('b')), ...AT_WORK];
    const run = [...gates, used(7, { tokensOut: 100 }), saw('a'), passed('a'), step('b'), stop('tokens')];
    const replay = (from: string, limits?: readonly LimitSetting[]) => {
      const planned = planReplay(given(run), from, around, undefined, limits);
      return E.isRight(planned) ? 'goes on' : planned.left;
    };
    expect(replay('a', [])).toMatchObject({ _tag: 'LimitReached', limit: 'tokens' });
    expect(replay('a', [tokens(101)])).toBe('goes on');
    expect([replay('b', []), replay('a')]).toEqual(['goes on', 'goes on']);
  });

  it('is resumed where something is left to settle, where it stopped for another reason, and for the clock', () => {
    expect(plan([...spent, call('a'), stop('tokens')])).toBe('goes on');
    expect(plan([...spent, draft('RunStopped', { reason: 'interrupted' })])).toBe('goes on');
    expect(plan(spent)).toBe('goes on');
    const gates = [...held([tokens(100)], codeStep('a'), gateStep('b')), ...AT_WORK];
    const free = [...gates, used(7, { tokensOut: 100 }), saw('a'), passed('a')];
    expect(plan([...free, draft('RunStopped', { reason: 'interrupted' })])).toBe('goes on');
    const clock = [...ab(tokens(1, 'timeout')), used(7, {}), stop('timeout')];
    expect(plan(clock)).toBe('goes on');
  });

  it('on what nobody knows goes on when that is wanted, on the disk when there is room', () => {
    const talks = { ...codeStep('a'), agent: talker };
    const blind = [
      ...held([tokens(100)], talks),
      ...[step('a'), attempt('a', 1, { agent: talker }), call('a', 1, { agent: talker }), finished(7)],
      stop('on_unknown_spend'),
    ];
    expect(plan(blind)).toMatchObject({ _tag: 'LimitReached', limit: 'on_unknown_spend' });
    expect(plan(blind, [{ limit: 'on_unknown_spend', value: 'continue', from: 'x' }])).toBe('goes on');
    const full = [...ab(tokens(10, 'disk')), used(7, {}), stop('disk')];
    expect(plan(full, [], 10)).toMatchObject({ _tag: 'LimitReached', limit: 'disk' });
    expect(plan(full, [], 9)).toBe('goes on');
    expect(plan(full)).toBe('goes on');
  });
});
