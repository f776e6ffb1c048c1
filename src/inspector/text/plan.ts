import type { DataOf } from '../../events/catalogue.js';
import { counted } from './counted.js';
import { changeWords, standingWords } from './limits.js';
import { harmless } from './paint.js';

/** The plan of a resume in one line. */
export const resumeLine = (plan: DataOf<'RunResumed'>): string => {
  const { retried, pending, settling, recreates, recreatesUnits = [], lastStop, budget } = plan;
  const next = pending.next.filter((path) => !retried.some((step) => step.path === path));
  const rest = named(next, next.length + pending.count - pending.next.length);
  const retries = retried.map(({ path, reason }) => `${path} (failed: ${reason})`);
  const beginning =
    retried.length === 0 ? `go on with ${rest || 'the end'}` : `retry ${named(retries, plan.retriedCount)}`;
  const parked = retried.filter(({ placeholder }) => placeholder !== undefined);
  const placeholders = parked.filter(({ stays }) => !stays).length;
  const staying = parked.filter(({ stays }) => stays).map(({ path }) => path);
  const made = lastStop?.reason === 'forked' ? 'made' : 'recreated';
  return harmless(
    [
      `resume plan: ${beginning}`,
      ...(retried.length > 0 && next.length > 0 ? [`then ${rest}`] : []),
      ...(settling.length > 0
        ? [`what was under way is settled first (seq ${named(settling, plan.settlingCount)})`]
        : []),
      ...(placeholders === 0 ? [] : [`placeholder${placeholders === 1 ? '' : 's'} unwound`]),
      ...(staying.length === 0
        ? []
        : [`the placeholder of ${staying.join(', ')} stays, since somebody went on from it`]),
      ...(recreates ? [`worktree ${made}`] : []),
      ...(recreatesUnits.length > 0 ? [`worktree of ${recreatesUnits.join(', ')} ${made}`] : []),
      ...(budget ? changeWords(budget.before, budget.after) : []),
      beforeWords(lastStop?.reason),
    ].join('; '),
  );
};

/** What a run that goes on is held to, a line each. */
export const budgetLines = ({ budget }: Pick<DataOf<'RunResumed'>, 'budget'>): readonly string[] =>
  (budget?.after ?? []).map((standing) => `  ${harmless(standingWords(standing))}`);

/** What came before this life. */
const beforeWords = (reason: string | undefined): string => {
  if (reason === undefined) return 'it had been cut off';
  return reason === 'forked' ? 'nothing was done in it yet' : `last stop: ${reason}`;
};

/** The first of many, and how many more there are. */
const named = (first: readonly unknown[], count = first.length): string =>
  `${first.join(', ')}${count > first.length ? `, and ${count - first.length} more` : ''}`;

/** What of the environment is not as it was, a line each. */
export const environmentLines = ({
  count,
  first,
}: NonNullable<DataOf<'RunResumed'>['environment']>): readonly string[] => [
  ...first.map(({ what, was, now }) =>
    harmless(`${what}: it was ${was} when the run was created, and is ${now} now`),
  ),
  ...(count > first.length ? [`and ${count - first.length} more differences`] : []),
];

/** A replay as it is planned: what the log will say, and what is said of it before. */
export type ReplayPlan = DataOf<'RunReplayed'> & {
  readonly resets: readonly { readonly unit: string; readonly to: { readonly commit: string } }[];
  readonly meant?: { readonly count: number; readonly first: readonly string[] };
};

/** The plan of a replay in one line. */
export const replayLine = (plan: ReplayPlan): string => {
  const { from, each, cut, cleared, clearedCount = cleared.length, resets } = plan;
  const unit = each ? 'each task begins' : 'its unit begins';
  return harmless(
    [
      `replay plan: from ${each ? `all tasks of ${from}` : from} (cut ${cut})`,
      `${counted(clearedCount, 'step')} cleared: ${named(cleared, clearedCount)}`,
      resets.length === 0
        ? `${unit} anew in a worktree of its own`
        : `reset ${resets.map(resetWords).join(', ')}, what is there now stays under a ref`,
    ].join('; '),
  );
};

const resetWords = ({ unit, to }: ReplayPlan['resets'][number]): string =>
  `${unit === '' ? '' : `${unit} `}to ${to.commit.slice(0, 7)}`;

/** What was meant by a name that several tasks have; undefined where there was nothing to choose. */
export const meantLine = ({ from, meant }: ReplayPlan): string | undefined =>
  meant &&
  harmless(
    `note: every task of ${from} has this step (${meant.count} in all), and all of its tasks run again: ${named(meant.first, meant.count)}`,
  );
