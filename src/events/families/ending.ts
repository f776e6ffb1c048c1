import * as t from 'io-ts';
import { branchName } from '../branch.js';
import { event } from '../define.js';
import { ChangedFiles } from '../files.js';
import { Ident } from '../ident.js';
import { Count, ObjectId, Seq } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';

/** What became of everything that a run had in git. */
const Disposed = record(
  { intent: Seq, refs: Count, uncommitted: Count },
  /** A folder that is left where it was, and why. */
  { left: t.string },
);

const disposedWords = (what: string, d: t.TypeOf<typeof Disposed>): string =>
  `${what}; ${d.refs} ref${d.refs === 1 ? '' : 's'} keep${d.refs === 1 ? 's' : ''} what it had${d.left === undefined ? '' : `; ${d.left}`}`;

export const ApplyIntended = event({
  v: 1,
  settledBy: 'finish',
  about:
    "What the run did is about to be merged into a branch of the user's; the merge commit is a pure function of this event, so its id can be computed again.",
  data: record(
    {
      branch: t.string,
      onto: ObjectId,
      head: ObjectId,
      tree: ObjectId,
      ident: Ident,
      message: t.string,
    },
    /** Files of the worktree that are not in it, as they were when somebody said that it is merged without them. */
    { without: ChangedFiles },
  ),
  say: (d) => `applying ${d.head.slice(0, 7)} to ${branchName(d.branch)} at ${d.onto.slice(0, 7)}`,
});

export const RunApplied = event({
  v: 1,
  outcome: true,
  about: "What the run did is in a merge commit on the user's branch.",
  data: record({ intent: Seq, commit: ObjectId, branch: t.string }),
  say: (d) => `applied to ${branchName(d.branch)} as ${d.commit.slice(0, 7)}`,
});

export const ApplyRefused = event({
  v: 1,
  outcome: true,
  about: "The user's branch or checkout was not any more as it was looked at; nothing was changed in it.",
  data: record({ intent: Seq, why: t.string }),
  say: (d) => `not applied: ${d.why}`,
});

export const DisposalIntended = event({
  v: 1,
  settledBy: 'finish',
  critical: true,
  about:
    'The run is discarded or archived: what every branch under `branches` and every worktree under `worktrees` holds is about to be kept under refs that begin with `keeps`, then both are removed.',
  data: record({
    kind: openSet('discarded', 'archived'),
    branches: t.string,
    worktrees: t.string,
    keeps: t.string,
    ident: Ident,
  }),
  say: (d) => `${d.kind === 'archived' ? 'archiving' : 'discarding'}, keeping everything under ${d.keeps}`,
});

export const RunDiscarded = event({
  v: 1,
  outcome: true,
  about:
    'The run is given up: its worktrees and branches are gone, all that they held is kept under refs; `uncommitted` counts those that keep what worktrees held beyond their commit.',
  data: Disposed,
  say: (d) => disposedWords('discarded', d),
});

export const RunArchived = event({
  v: 1,
  outcome: true,
  about:
    'The run is put away after its work was merged: its worktrees and branches are gone, all that they held is kept under refs.',
  data: Disposed,
  say: (d) => disposedWords('archived', d),
});
