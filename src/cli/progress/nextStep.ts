import { goesOnBy } from '../../inspector/text/limits.js';
import { finishing, type RunSummary } from '../../projections/summary.js';

/** What a person may want to do next with a run that stands still. */
export const nextStep = (summary: RunSummary): string => {
  const { status, number, stop, base, kept } = summary;
  const command = finishing(summary);
  if (command === 'apply') return `\`refold apply ${number}\` finishes the merge`;
  if (command !== undefined) return `put that right, then \`refold ${command} ${number}\` finishes it`;
  const taken = takenOver(summary);
  if (taken !== undefined) return taken;
  if (kept?.nothing || kept?.collected) return `\`refold log ${number}\` tells what was done in it`;
  if (kept) return `\`git branch <name> ${kept.refs}main\` brings its branch back`;
  if (status === 'integrated') return `\`refold archive ${number}\` removes its worktree and its branch`;
  if (status === 'passed') {
    const onto = base.branch === undefined ? ' --onto <branch>' : '';
    return `the work is on its branch; \`refold apply ${number}${onto}\` merges it${base.branch === undefined ? '' : ` into ${base.branch}`}`;
  }
  if (stop?.reason === 'damaged')
    return `\`refold verify --files ${number}\` and \`git fsck\` tell what is lost; once that is put back from a copy, \`refold resume ${number}\` goes on; \`refold fork ${number} --at <cut>\` begins a new run from a moment that needs nothing of it`;
  if (stop?.reason === 'paused')
    return `\`refold resume ${number} --continue\` goes on, \`--abort\` lets the step fail`;
  if (stop?.limit !== undefined) return goesOnBy(number, stop.limit);
  return `\`refold resume ${number}\` goes on from here`;
};

/** How to see what is left of a fork that has ended and held nothing of its own. */
export const takenOver = ({ kept, forkOf }: Pick<RunSummary, 'kept' | 'forkOf'>): string | undefined =>
  kept?.nothing && forkOf ? '`refold gc --dry-run` lists what it took over' : undefined;
