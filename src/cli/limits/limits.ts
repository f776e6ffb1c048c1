import * as E from 'fp-ts/lib/Either.js';
import { flagOfLimit, type Limit, type LimitSetting, nameOfLimit } from '../../events/limits.js';
import { firstOf, LIMIT_FORMS, LIMITS } from '../../workflow/limits.js';
import type { CommandSpec, OptionValue } from '../commandSpec.js';
import type { Context } from '../context.js';
import type { UsageError } from '../failure/failure.js';

/** The options that set limits, of every command that starts agents. */
export const LIMIT_OPTIONS: NonNullable<CommandSpec['options']> = [
  ['--max-tokens <count>', 'stop the run at so many tokens'],
  ['--max-budget <dollars>', 'stop the run at so many US dollars'],
  ['--max-timeout <time>', 'stop the run after so long, such as `90s` or `2h`; a resume counts anew'],
  ['--max-disk <size>', 'stop the run when its log and outputs take so much, such as `2GB`'],
  ['--max-iterations <count>', 'so many turns of a worker in an attempt'],
  ['--max-rejections <count>', 'so many rejecting verdicts in an attempt; 0 for any number'],
  ['--on-unknown-spend <stop|continue>', 'what to do where an agent told nothing of what it used'],
];

/** The limits that are asked for now: by options, and where these say nothing, by the environment. */
export const limitsNow = (
  { env }: Pick<Context, 'env'>,
  options: Readonly<Record<string, OptionValue>>,
): E.Either<UsageError, readonly LimitSetting[]> => {
  const settings: LimitSetting[] = [];
  for (const limit of LIMITS) {
    const read = readFirst(limit, [
      { from: flagOfLimit(limit), written: options[camelled(nameOfLimit(limit))] },
      { from: variableOf(limit), written: env[variableOf(limit)] || undefined },
    ]);
    if (E.isLeft(read)) return read;
    settings.push(...read.right);
  }
  return E.right(firstOf(settings));
};

/** The first option that set one of these limits. */
export const optionAmong = (limits: readonly LimitSetting[]): string | undefined =>
  limits.find(({ from }) => from.startsWith('--'))?.from;

/** The variable that sets a limit. */
const variableOf = (limit: Limit): string => `REFOLD_${nameOfLimit(limit).toUpperCase()}`;

/** An option as commander names it. */
const camelled = (name: string): string =>
  name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

interface Written {
  readonly from: string;
  readonly written: OptionValue;
}

/** Everything that is written has to make sense, also where it does not count. */
const readFirst = (
  limit: Limit,
  places: readonly Written[],
): E.Either<UsageError, readonly LimitSetting[]> => {
  const settings: LimitSetting[] = [];
  for (const { from, written } of places) {
    if (written === undefined) continue;
    const value = LIMIT_FORMS[limit].read(written);
    if (value === undefined) return E.left(unfit(limit, from, String(written)));
    settings.push({ limit, value, from });
  }
  return E.right(settings);
};

const unfit = (limit: Limit, from: string, written: string): UsageError => ({
  _tag: 'Usage',
  message: `\`${from}${from.startsWith('--') ? ' ' : '='}${written}\` sets no limit: it must be ${LIMIT_FORMS[limit].wants}`,
  hint: '`refold help limits` tells how limits are written, and where',
});
