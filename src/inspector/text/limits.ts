import type { RunId } from '../../events/ids.js';
import {
  amountOf,
  flagOfLimit,
  type LimitSetting,
  type LimitStanding,
  nameOfLimit,
  usedWords,
} from '../../events/limits.js';

/** How a limit stands: what is used of it, and where it was set. */
export const standingWords = (standing: LimitStanding): string =>
  `${usedWords(standing)}; set by ${standing.from}`;

/** A limit as it is set, and where. */
export const settingWords = ({ limit, value, from }: LimitSetting): string =>
  `${nameOfLimit(limit)}: ${amountOf(limit, value)}; set by ${from}`;

/** How a run goes on that reached a limit. */
export const goesOnBy = (run: RunId | number, limit: string): string => {
  const resume = `refold resume ${run}`;
  const flag = flagOfLimit(limit);
  if (limit === 'on_unknown_spend')
    return `\`${resume} ${flag} continue\` goes on, though nobody knows what was spent`;
  if (limit === 'timeout')
    return `\`${resume}\` goes on, and its time is counted from zero again; \`${flag} …\` gives it more`;
  return `\`${resume} ${flag} …\` raises the limit and goes on from here`;
};

/** How a limit is raised by the command that is refused for it. */
export const raisedBy = (limit: string): string =>
  limit === 'on_unknown_spend'
    ? `give it \`${flagOfLimit(limit)} continue\` to go on, though nobody knows what was spent`
    : `give it \`${flagOfLimit(limit)} …\` to raise the limit`;

/** What a resume makes of the limits: those that are other ones than before, and the clock that starts anew. */
export const changeWords = (
  before: readonly LimitStanding[],
  after: readonly LimitStanding[],
): readonly string[] =>
  after.flatMap(({ limit, value }) => {
    const was = before.find((standing) => standing.limit === limit);
    if (was && was.value !== value)
      return [`${nameOfLimit(limit)} ${amountOf(limit, was.value)} → ${amountOf(limit, value)}`];
    if (!was) return [`${nameOfLimit(limit)} ${amountOf(limit, value)}`];
    return limit === 'timeout' ? ['wall clock reset'] : [];
  });
