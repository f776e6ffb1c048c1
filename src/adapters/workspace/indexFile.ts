import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SUBMODULE } from './changedFiles.js';
import { fail } from './git.js';
import type { Place } from './place.js';

/** What the bytes of an index tell without git. */
export interface IndexFile {
  /** How many files it holds; unknown of an index that git has split. */
  readonly count: number | undefined;
  /** Whether links to repositories may be among them. */
  readonly mayLink: boolean;
}

/** The mode of a link to a repository in an index; hardly anything else in it has these bytes. */
const LINK_BYTES = Buffer.alloc(4);
LINK_BYTES.writeUInt32BE(Number.parseInt(SUBMODULE, 8));

/** What an index begins with: its signature, its version, and how many entries it has. */
const [SIGNATURE, HEADER] = ['DIRC', 12];

/** Reads an index of a worktree, see gitformat-index(5). The header of one that git has split says less. */
export const readIndex = (place: Place, index: string): IndexFile => {
  if (readdirSync(place.own).some((name) => name.startsWith('sharedindex')))
    return { count: undefined, mayLink: true };
  if (!existsSync(index)) return { count: 0, mayLink: false };
  const bytes = readFileSync(index);
  if (!isWhole(bytes)) return refuseDamaged(place);
  return { count: bytes.readUInt32BE(8), mayLink: bytes.includes(LINK_BYTES) };
};

/** Whether an index has all its bytes: git itself would not notice that some are others. */
const isWhole = (bytes: Buffer): boolean =>
  bytes.toString('latin1', 0, SIGNATURE.length) === SIGNATURE &&
  (endsWith(bytes, 'sha1', 20) || endsWith(bytes, 'sha256', 32));

/** Whether it ends with the digest of all before, or with zeros, where git was told to spare that (`index.skipHash`). */
const endsWith = (bytes: Buffer, algorithm: string, length: number): boolean => {
  const end = bytes.length - length;
  if (end < HEADER) return false;
  const digest = bytes.subarray(end);
  return (
    digest.every((byte) => byte === 0) ||
    createHash(algorithm).update(bytes.subarray(0, end)).digest().equals(digest)
  );
};

/** An index by which git cannot go. What was staged in it and lies in no file is lost, and nothing else. */
const refuseDamaged = ({ own, worktree }: Place): never => {
  const index = join(own, 'index');
  return fail({
    _tag: 'Drift',
    detail: `git's index of ${worktree} is damaged: ${index}; \`mv '${index}' '${index}.damaged' && git -C '${worktree}' reset\` makes it anew from HEAD, and changes no file`,
  });
};
