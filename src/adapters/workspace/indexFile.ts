import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellWord } from '../../events/shellWord.js';
import { SUBMODULE } from './changedFiles.js';
import { fail } from './git.js';
import type { Place } from './place.js';

/** What the bytes of an index tell without git. */
export interface IndexFile {
  /** How many files it holds; unknown of an index that git has split. */
  readonly count: number | undefined;
  /** Whether links to repositories may be among them. */
  readonly mayLink: boolean;
  /** Whether git may have been told not to look at some of its files: `assume-unchanged`, or `skip-worktree`. */
  readonly mayHide: boolean;
}

/** The mode of a link to a repository in an index; hardly anything else in it has these bytes. */
const LINK_BYTES = Buffer.alloc(4);
LINK_BYTES.writeUInt32BE(Number.parseInt(SUBMODULE, 8));

/** What an index begins with, and where in that its version is, and how many entries it has. */
const [SIGNATURE, VERSION, COUNT, HEADER] = ['DIRC', 4, 8, 12];

/** Reads an index of a worktree, see gitformat-index(5). The header of one that git has split says less. */
export const readIndex = (place: Pick<Place, 'own' | 'worktree'>, index: string): IndexFile => {
  if (readdirSync(place.own).some((name) => name.startsWith('sharedindex')))
    return { count: undefined, mayLink: true, mayHide: true };
  if (!existsSync(index)) return { count: 0, mayLink: false, mayHide: false };
  const bytes = readFileSync(index);
  const hash = hashIn(bytes);
  const count = hash === undefined ? 0 : bytes.readUInt32BE(COUNT);
  const mayHide = hash === undefined ? undefined : hides(bytes, count, hash);
  return mayHide === undefined
    ? refuseDamaged(place)
    : { count, mayLink: bytes.includes(LINK_BYTES), mayHide };
};

/** The kinds of object ids, and how long they are; the longer first, for in zeros the shorter one is found too. */
const HASHES = [
  ['sha256', 32],
  ['sha1', 20],
] as const;

/**
 * How long the object ids are in an index that has all its bytes: it ends with a digest of the same kind, or with zeros where
 * git was told to spare that (`index.skipHash`). Git itself would not notice that some bytes are others.
 */
const hashIn = (bytes: Buffer): number | undefined => {
  if (bytes.toString('latin1', 0, SIGNATURE.length) !== SIGNATURE) return undefined;
  const fitting = HASHES.filter(([, length]) => bytes.length >= HEADER + length);
  const isSpared = ([, length]: (typeof HASHES)[number]): boolean =>
    bytes.subarray(-length).every((byte) => byte === 0);
  const isDigest = ([algorithm, length]: (typeof HASHES)[number]): boolean =>
    createHash(algorithm).update(bytes.subarray(0, -length)).digest().equals(bytes.subarray(-length));
  return (fitting.find(isSpared) ?? fitting.findLast(isDigest))?.[1];
};

/** How much of an entry comes before its object id, and the bits in the two bytes behind that, and in two more that there may be. */
const [STATS, ASSUME_UNCHANGED, EXTENDED, SKIP_WORKTREE] = [40, 0x8000, 0x4000, 0x4000];

/** Whether an entry bears one of the bits by which git does not look at its file; undefined where there are fewer than it says. */
const hides = (bytes: Buffer, count: number, hash: number): boolean | undefined => {
  const isPacked = bytes.readUInt32BE(VERSION) === 4;
  let at = HEADER;
  for (let entry = 0; entry < count; entry += 1) {
    let name = at + STATS + hash + 2;
    if (name + 2 > bytes.length) return undefined;
    const flags = bytes.readUInt16BE(name - 2);
    const isExtended = (flags & EXTENDED) !== 0;
    if ((flags & ASSUME_UNCHANGED) !== 0) return true;
    if (isExtended && (bytes.readUInt16BE(name) & SKIP_WORKTREE) !== 0) return true;
    name += isExtended ? 2 : 0;
    // A packed name begins with how much it does without of the one before, and nothing pads it.
    while (isPacked && ((bytes[name] ?? 0) & 0x80) !== 0) name += 1;
    const end = bytes.indexOf(0, isPacked ? name + 1 : name);
    if (end < 0) return undefined;
    at = isPacked ? end + 1 : at + ((end - at + 8) & ~7);
  }
  return false;
};

/** An index by which git cannot go. What was staged in it and lies in no file is lost, and nothing else. */
const refuseDamaged = ({ own, worktree }: Pick<Place, 'own' | 'worktree'>): never => {
  const index = join(own, 'index');
  return fail({
    _tag: 'Drift',
    detail: `git's index of ${worktree} is damaged: ${index}; \`mv ${shellWord(index)} ${shellWord(`${index}.damaged`)} && git -C ${shellWord(worktree)} reset\` makes it anew from HEAD, and changes no file`,
  });
};
