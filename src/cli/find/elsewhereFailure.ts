import type { RunEntry } from '../../ports/runStore.js';
import { refused, type Told } from '../failure/told.js';
import { asWord, quoted, some, unreadWords } from '../failure/wording.js';

/** A run of another repository than the one at hand, and where that was when the run began, or was moved to. */
export interface PlacedRun extends RunEntry {
  readonly root: string | undefined;
}

/** Only other repositories have a run of this number or name. */
export interface RunElsewhere {
  readonly _tag: 'RunElsewhere';
  readonly wanted: string;
  readonly others: readonly PlacedRun[];
  readonly unread: readonly RunEntry[];
}

export const elsewhereTellers: { readonly RunElsewhere: (error: RunElsewhere) => Told } = {
  RunElsewhere: ({ wanted, others, unread }) =>
    refused(
      `no run of this repository is called ${quoted(wanted)}${unreadWords(unread)}; ${othersWords(others)}`,
      `nothing was changed; name it by its id, or go where it is: ${wayTo(others)}`,
    ),
};

/** Which other repositories have one. */
export const othersWords = (others: readonly PlacedRun[]): string =>
  others.length === 1
    ? `another repository has it: ${some(others.map(placeWords))}`
    : `other repositories have it: ${some(others.map(placeWords))}`;

/** How a command is given where that run is. */
export const wayTo = ([one, ...more]: readonly PlacedRun[]): string =>
  one?.root === undefined || more.length > 0 ? '`-C DIR`' : `\`-C ${asWord(one.root)}\``;

/** Which run that is, and where. */
export const placeWords = ({ run, repository, root }: PlacedRun): string =>
  `${run} (${root === undefined ? repository : `${repository}, ${root}`})`;
