import type { Event } from '../../../events/catalogue.js';
import { RunId } from '../../../events/ids.js';
import type { Stored } from '../../../events/stored.js';
import type { RunRef } from '../../../ports/runStore.js';
import { firstEvent } from '../firstLine.js';
import { nodePlatform } from '../platform.js';
import { ensureFolder, type Files, openToRead, publish } from './files.js';
import { numbersFolder, repositoryFolder, runFolder } from './folder.js';
import { namesIn, numbersIn } from './names.js';
import { partOf, scanFile } from './read.js';

/** The numbers of a repository's runs: those that are claimed, and of a run whose claim is gone the one that its log tells. */
export const numbersOf = (files: Files, home: string, repository: string): ReadonlyMap<RunId, number> => {
  const claims = claimsIn(files, home, repository);
  return new Map([...claims, ...lostClaims(files, home, repository, claims)]);
};

/**
 * Claims the next number of a repository by making its file, which only one can. Claims that are gone are put back before,
 * so that it is above every number that a log tells.
 */
export const claimNumber = (
  files: Files,
  home: string,
  { repository, run }: RunRef,
  above: number,
): number => {
  const folder = numbersFolder(home, repository);
  ensureFolder(files, folder);
  const claim = (number: number, by: RunId): boolean =>
    publish(files, `${folder}/${number}`, Buffer.from(by));
  const lost = lostClaims(files, home, repository, claimsIn(files, home, repository));
  for (const [by, number] of lost) claim(number, by);
  for (let number = Math.max(above, ...numbersIn(files, folder)) + 1; ; number += 1)
    if (claim(number, run)) return number;
};

/** Who claimed which number, as far as that can be read. */
const claimsIn = (files: Files, home: string, repository: string): ReadonlyMap<RunId, number> => {
  const folder = numbersFolder(home, repository);
  return new Map(
    numbersIn(files, folder).map((number) => [claimantIn(files, `${folder}/${number}`), number]),
  );
};

const claimantIn = (files: Files, path: string): string => {
  try {
    return files.readFileSync(path, 'utf8');
  } catch {
    // The log of the run tells the number as well.
    return '';
  }
};

/** The runs that have no claim, with the numbers that their logs tell. */
const lostClaims = (
  files: Files,
  home: string,
  repository: string,
  claims: ReadonlyMap<RunId, number>,
): readonly (readonly [RunId, number])[] =>
  namesIn(files, repositoryFolder(home, repository))
    .filter((name) => RunId.is(name) && !claims.has(name))
    .flatMap((run) => {
      const number = numberTold(files, runFolder(home, { repository, run }).events, run);
      return number === undefined ? [] : [[run, number] as const];
    });

/** The number that the log of a run tells, if it can be read up to there. */
const numberTold = (files: Files, events: string, run: RunId): number | undefined => {
  try {
    const fd = openToRead(files, events);
    try {
      const first = firstEvent((offset, size) => partOf(files, fd, offset, size));
      const own = first && numberIn(first, run);
      if (first === undefined || own !== undefined) return own;
      // A fork begins with the events of its parent, and tells of itself behind them.
      let told: number | undefined;
      scanFile(files, nodePlatform, fd, (stored) => {
        told ??= numberIn(stored, run);
      });
      return told;
    } finally {
      files.closeSync(fd);
    }
  } catch {
    return undefined;
  }
};

/** The number that an event gives to this run. */
const numberIn = ({ known, event }: Stored, run: RunId): number | undefined =>
  known && givesNumber(event) && event.data.run === run ? event.data.number : undefined;

const givesNumber = (event: Event) =>
  event.type === 'RunCreated' || event.type === 'OutsideRunCreated' || event.type === 'RunForked';
