import type { Tail } from '../../events/scan.js';
import { some } from '../../events/some.js';
import type { PayloadError } from '../../ports/payloads.js';
import type { LeaseHeld, RunEntry } from '../../ports/runStore.js';

/** What keeps "it is not there" from being known. */
export const unreadWords = (unread: readonly RunEntry[]): string =>
  unread.length === 0
    ? ''
    : `, as far as the logs can be read; unreadable or damaged are those of ${some(unread.map(({ run }) => run))}`;

/** A word that someone gave; an empty one shows as such. */
export const quoted = (word: string): string => (word.trim() === '' ? `'${word}'` : word);

/** Why a run in a list has nothing told of it. */
export const damagedLog = ({ run }: Pick<RunEntry, 'run'>): string =>
  `its log is damaged; \`refold verify ${run}\` tells more`;

/** Who has a run. */
export const heldBy = ({ by, since, checked }: Omit<LeaseHeld, '_tag'>): string =>
  `${checked ? 'another process runs' : 'another machine may run'} this: pid ${by.pid} on ${by.host.split('/')[0]}, since ${since}`;

/** Why a payload is not to be had. */
export const howLost = (error: PayloadError): string => {
  if (error._tag === 'PayloadUnreadable') return `could not be read: ${error.detail}`;
  return error._tag === 'PayloadMissing' ? 'is gone' : 'is damaged';
};

/** What to do where someone else has a run. */
export const heldHint = ({ checked, seen }: LeaseHeld): { readonly hint: string } => ({
  hint: checked
    ? 'wait for it, or stop it; `refold attach` follows it, `refold show` tells where it stands'
    : `last seen at work ${seen}; if it is surely gone, the same with \`--take-over\``,
});

/** Where a log is damaged, in words. */
export const damageAt = ({ line, offset, detail }: Extract<Tail, { kind: 'damaged' }>): string =>
  ` at line ${line} (byte ${offset}): ${detail}`;
