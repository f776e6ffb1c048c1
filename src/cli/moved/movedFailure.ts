import type { ObjectId, RunId } from '../../events/ids.js';
import { shellWord } from '../../events/shellWord.js';
import { EXIT } from '../exitCode.js';
import { refused, type TellersOf } from '../failure/told.js';

/** Why nothing is done with runs whose repository is not where they were made. */
export type MovedRefusal =
  | { readonly _tag: 'RepositoryGone'; readonly run: RunId; readonly gitDir: string }
  /** What stands in the place of the repository holds nothing of the run. */
  | {
      readonly _tag: 'RepositoryReplaced';
      readonly run: RunId;
      readonly gitDir: string;
      readonly commit: ObjectId;
      /** Where a run of refold's own lies. */
      readonly folder?: string;
      /** Of a workflow that refold does not run. */
      readonly name?: string;
    }
  /** They may be of the repository at hand, and nobody said whether they are; a command that can begin a run can do so without them. */
  | { readonly _tag: 'RunsMoved'; readonly words: string; readonly canBegin: boolean }
  /** Somebody has just said of another repository that it is the one that was moved. */
  | { readonly _tag: 'MovedElsewhere'; readonly words: string; readonly root: string };

export const movedTellers: TellersOf<MovedRefusal> = {
  RepositoryGone: ({ run, gitDir }) =>
    refused(
      `the repository of this run is not at ${gitDir} any more`,
      `\`refold resume ${run} --moved --dry-run\` in the folder where it is now, or with \`-C DIR\`, looks for it there from now on, and only tells what it would do; then give the command again. \`refold show ${run}\` needs no repository`,
    ),
  RepositoryReplaced: ({ run, gitDir, commit, folder, name }) => ({
    message: `the repository at ${gitDir} holds nothing of this run, also not the commit ${commit.slice(0, 7)} that it began from: another one stands in its place, or it has lost that`,
    hint: `nothing was changed; where the repository is now, \`refold resume ${run} --moved --dry-run\` looks for it there from now on${name === undefined ? '' : `; a checkpoint of ${shellWord(name)} with \`--new\` begins a new run here`}${folder === undefined ? '' : `; if it is nowhere any more, move ${folder} elsewhere, and no command looks at it`}`,
    exit: EXIT.damaged,
  }),
  RunsMoved: ({ words, canBegin }) =>
    refused(
      words,
      `\`--moved\` looks for them here from now on${canBegin ? '; `--new` leaves them as they are' : ''}`,
    ),
  MovedElsewhere: ({ words, root }) =>
    refused(
      `${words}; but just now ${root} was said to be that repository`,
      '`refold runs --all` lists them',
    ),
};
