import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { Timestamp } from '../../../events/ids.js';
import { ProcessIdentity } from '../../../events/process.js';
import { record } from '../../../events/record.js';
import type { LeaseHeld, LeaseStatus } from '../../../ports/runStore.js';
import { liveness, self } from '../../processes/identity.js';
import { draftOf, ensureFolder, type Files, publish, writeSynced } from './files.js';
import { numbersIn } from './names.js';

const LeaseFile = record(
  { process: ProcessIdentity, since: Timestamp },
  { released: t.boolean, began: t.boolean },
);

/** How a lease is claimed. */
export interface Claim {
  /** From a holder whose life cannot be checked too; never from one that is seen alive. */
  readonly takeOver?: boolean;
  /** Whether the log holds an event: a lease that is given back says so for good, should the log be lost one day. */
  readonly began?: () => boolean;
}

/** A lease that this process holds. */
export interface Lease {
  readonly number: () => number;
  /** Moves on to a number above this one: the log remembers leases whose files were cleared away. */
  readonly above: (number: number) => void;
  /** Whether nobody took the next one. */
  readonly stillMine: () => boolean;
  /** Shows that the holder is at work, for people elsewhere who cannot see its process. */
  readonly beat: () => void;
  /** Gives it back. */
  readonly release: () => void;
}

/**
 * Who may append, by the newest lease of the folder. A process that can be looked at is believed dead or alive by
 * that alone, never by age: laptops sleep.
 */
export const leaseStatus = (files: Files, folder: string): LeaseStatus =>
  statusAt(files, folder, newest(files, folder));

const statusAt = (files: Files, folder: string, number: number): LeaseStatus => {
  if (number === 0) return { held: false };
  const path = join(folder, `${number}`);
  const seen = files.statSync(path).mtime.toISOString();
  const lease = parse(files.readFileSync(path, 'utf8'));
  if (!lease) return { held: true, lease: number, by: UNREADABLE, since: seen, seen, checked: false };
  const alive = lease.released ? 'dead' : liveness(lease.process);
  if (alive === 'dead') return { held: false };
  return {
    held: true,
    lease: number,
    by: lease.process,
    since: lease.since,
    seen,
    checked: alive === 'alive',
  };
};

/**
 * Claims the next lease. Of several who try at once one gets it: the file of its number appears whole or not at all,
 * and only once.
 */
export const claimLease = (
  files: Files,
  folder: string,
  { takeOver = false, began = () => false }: Claim = {},
): E.Either<LeaseHeld, Lease> => {
  ensureFolder(files, folder);
  const now = new Date().toISOString();
  for (;;) {
    // Only the one that comes behind the lease that was looked at: somebody may have taken that meanwhile, and holds it.
    const last = newest(files, folder);
    const status = statusAt(files, folder, last);
    if (status.held && (status.checked || !takeOver)) return E.left({ _tag: 'LeaseHeld', ...status });
    const number = last + 1;
    if (claimNumber(files, folder, number, now))
      return E.right(heldLease(files, folder, { first: number, now, began }));
  }
};

const heldLease = (
  files: Files,
  folder: string,
  { first, now, began }: { readonly first: number; readonly now: string; readonly began: () => boolean },
): Lease => {
  let number = first;
  const path = (): string => join(folder, `${number}`);
  return {
    number: () => number,
    above: (least) => {
      if (number > least) return;
      number = least + 1;
      claimNumber(files, folder, number, now);
    },
    stillMine: () => !files.existsSync(join(folder, `${number + 1}`)),
    beat: () => {
      try {
        files.utimesSync(path(), new Date(), new Date());
      } catch {
        // The next append finds out whether the lease is still held.
      }
    },
    release: () => {
      const left = { process: self(), since: now, released: true, ...(began() ? { began: true } : {}) };
      replace(files, path(), leaseText(left));
    },
  };
};

const claimNumber = (files: Files, folder: string, number: number, now: string): boolean =>
  publish(files, join(folder, `${number}`), Buffer.from(leaseText({ process: self(), since: now })));

const leaseText = (lease: t.TypeOf<typeof LeaseFile>): string => JSON.stringify(lease);

/** What stands for a holder whose lease cannot be read. */
const UNREADABLE: ProcessIdentity = { pid: 1, start: '', host: '(unreadable lease)', boot: '', pidns: '' };

const newest = (files: Files, folder: string): number => Math.max(0, ...numbersIn(files, folder));

/** A lease that was given back once the log held an event, if there is one; what cannot be read shows nothing. */
export const leaseThatBegan = (files: Files, folder: string): string | undefined => {
  try {
    return numbersIn(files, folder)
      .map((number) => join(folder, `${number}`))
      .find((path) => parse(files.readFileSync(path, 'utf8'))?.began === true);
  } catch {
    return undefined;
  }
};

const parse = (text: string): t.TypeOf<typeof LeaseFile> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    return LeaseFile.is(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

const replace = (files: Files, path: string, text: string): void => {
  const draft = draftOf(path);
  writeSynced(files, draft, Buffer.from(text));
  files.renameSync(draft, path);
};
