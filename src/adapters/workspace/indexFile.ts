import { readdirSync, readFileSync } from 'node:fs';
import { SUBMODULE } from './changedFiles.js';
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

/** Reads an index of a worktree, see gitformat-index(5). The header of one that git has split says less. */
export const readIndex = ({ own }: Place, index: string): IndexFile => {
  if (readdirSync(own).some((name) => name.startsWith('sharedindex')))
    return { count: undefined, mayLink: true };
  const bytes = readFileSync(index);
  return { count: bytes.readUInt32BE(8), mayLink: bytes.includes(LINK_BYTES) };
};
