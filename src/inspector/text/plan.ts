import type { DataOf } from '../../events/catalogue.js';
import { harmless } from './paint.js';

/** The plan of a resume in one line. */
export const resumeLine = (plan: DataOf<'RunResumed'>): string => {
  const { retried, pending, settling, unwinds, recreates, recreatesUnits = [], lastStop } = plan;
  const next = pending.next.filter((path) => !retried.some((step) => step.path === path));
  const more = pending.count > pending.next.length ? `, and ${pending.count - pending.next.length} more` : '';
  const retries = retried.map(({ path, reason }) => `${path} (failed: ${reason})`).join(', ');
  const made = lastStop?.reason === 'forked' ? 'made' : 'recreated';
  const rest = `${next.join(', ')}${more}`;
  const beginning = retried.length === 0 ? `go on with ${rest || 'the end'}` : `retry ${retries}`;
  return harmless(
    [
      `resume plan: ${beginning}`,
      ...(retried.length > 0 && next.length > 0 ? [`then ${rest}`] : []),
      ...(settling.length > 0 ? [`what was under way is settled first (seq ${settling.join(', ')})`] : []),
      ...(unwinds === undefined ? [] : ['placeholder unwound']),
      ...(recreates ? [`worktree ${made}`] : []),
      ...(recreatesUnits.length > 0 ? [`worktree of ${recreatesUnits.join(', ')} ${made}`] : []),
      beforeWords(lastStop?.reason),
    ].join('; '),
  );
};

/** What came before this life. */
const beforeWords = (reason: string | undefined): string => {
  if (reason === undefined) return 'it had been cut off';
  return reason === 'forked' ? 'nothing was done in it yet' : `last stop: ${reason}`;
};

/** The plan of a replay in one line. */
export const replayLine = (plan: DataOf<'RunReplayed'> & { readonly resets: readonly unknown[] }): string =>
  harmless(
    `replay plan: from ${plan.from} (cut ${plan.cut}); ${plan.cleared.length} ${plan.cleared.length === 1 ? 'step' : 'steps'} cleared: ${plan.cleared.join(', ')}${plan.resets.length === 0 ? '; its unit begins anew in a worktree of its own' : `; reset to ${plan.resetTo.slice(0, 7)}, what is there now stays under a ref`}`,
  );
