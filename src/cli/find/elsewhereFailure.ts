import { shellWord } from '../../events/shellWord.js';
import { some } from '../../events/some.js';
import type { RunEntry } from '../../ports/runStore.js';
import { refused, type TellersOf } from '../failure/told.js';
import { quoted, unreadWords } from '../failure/wording.js';

/** A run of another repository than the one at hand, and where that was when the run began, or was moved to. */
export interface PlacedRun extends RunEntry {
  readonly root: string | undefined;
  /** Nothing is there any more: it may have been moved. */
  readonly gone: boolean;
}

/** Only other repositories have a run of this number or name. */
export interface RunElsewhere {
  readonly _tag: 'RunElsewhere';
  readonly wanted: string;
  readonly others: readonly PlacedRun[];
  readonly unread: readonly RunEntry[];
}

/** Nobody named a run, and no repository is at hand whose newest one could be meant. */
export interface RunUnnamed {
  readonly _tag: 'RunUnnamed';
  /** Those that the command could be about, the newest first. */
  readonly runs: readonly PlacedRun[];
}

export const elsewhereTellers: TellersOf<RunElsewhere | RunUnnamed> = {
  RunUnnamed: ({ runs }) =>
    refused(
      `this is in no git repository, and no run was named; it could be ${some(runs.map(placeWords))}`,
      'nothing was changed; name one by its id, or the repository whose newest is meant with `-C DIR`',
    ),
  RunElsewhere: ({ wanted, others, unread }) =>
    refused(
      `no run of this repository is called ${quoted(wanted)}${unreadWords(unread)}; ${othersWords(others)}`,
      `nothing was changed; its id names it from everywhere; ${wayTo(others)}`,
    ),
};

/** Which other repositories have one. */
export const othersWords = (others: readonly PlacedRun[]): string =>
  others.length === 1
    ? `another repository has it: ${some(others.map(placeWords))}`
    : `other repositories have it: ${some(others.map(placeWords))}`;

/** How a command is given where that run is. */
export const wayTo = ([one, ...more]: readonly PlacedRun[]): string => {
  if (one?.gone && more.length === 0)
    return 'if its repository was moved here, `--moved` looks for it here from now on';
  const dir = one?.root === undefined || more.length > 0 ? 'DIR' : shellWord(one.root);
  return `\`-C ${dir}\` gives the command there`;
};

/** Which run that is, and where. */
export const placeWords = ({ run, repository, root }: PlacedRun): string =>
  `${run} (${root === undefined ? repository : `${repository}, ${root}`})`;
