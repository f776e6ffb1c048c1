import { createHash } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import { lstat, readlink } from 'node:fs/promises';
import { sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { ChangedFile } from '../../events/files.js';
import type { Place } from './place.js';

/** How many files are read at a time. */
const AT_ONCE = 8;

/** The mode of a submodule, which stands for a commit of another repository. */
export const SUBMODULE = '160000';

/** What has git tell of every path that differs, also of submodules that a repository wants ignored. */
export const EVERY_CHANGE = ['--raw', '--no-renames', '--ignore-submodules=none'];

/** A path that differs between two trees, and what stands there in the second. */
export interface Entry {
  readonly name: Buffer;
  readonly mode: string;
  readonly object: string;
  readonly deleted: boolean;
  readonly added: boolean;
  /** What stood there in the first; absent for one that was added. */
  readonly before?: { readonly mode: string; readonly object: string };
}

/** Names are bytes; as keys they stand for themselves in Latin-1. */
export const keyOf = ({ name }: Pick<Entry, 'name'>): string => name.toString('latin1');

/** The path of an entry as text. */
export const nameOf = ({ name }: Pick<Entry, 'name'>): string => name.toString('utf8');

/** Whether something stands at the path in the second tree. */
export const isThere = ({ deleted }: Entry): boolean => !deleted;

/** The folders that a path lies in, the outermost first. */
export const foldersOf = (path: string): readonly string[] =>
  [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index));

/** Where a name is found in a folder. */
export const pathIn =
  (folder: string) =>
  (name: Buffer): Buffer =>
    Buffer.concat([Buffer.from(folder + sep), name]);

/** The files that differ between two trees, the second of which lies in the worktree, with what they hold on disk. */
export const changedFiles = async (
  place: Place,
  before: string,
  now: string,
): Promise<readonly ChangedFile[]> => {
  const entries = await changedEntries(place, before, now);
  const files: ChangedFile[] = [];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    files.push(
      ...(await Promise.all(entries.slice(at, at + AT_ONCE).map((entry) => describe(place, entry)))),
    );
  }
  return files;
};

/** The paths that differ between two trees. */
export const changedEntries = async (
  { git }: Pick<Place, 'git'>,
  before: string,
  now: string,
): Promise<readonly Entry[]> => {
  const { out } = await git.run(['diff-tree', '-r', '-z', ...EVERY_CHANGE, before, now]);
  return parseRaw(out);
};

/** Reads `:<mode> <mode> <object> <object> <status>` NUL `<name>` NUL …; see git-diff-tree(1), raw output. */
export const parseRaw = (out: Buffer): readonly Entry[] => {
  const fields: Buffer[] = [];
  for (let at = 0, end = out.indexOf(0); end >= 0; at = end + 1, end = out.indexOf(0, at)) {
    fields.push(out.subarray(at, end));
  }
  return fields.flatMap((field, index) => {
    const name = fields[index + 1];
    if (index % 2 === 1 || !name) return [];
    const [from = '', mode = '', was = '', object = '', status = ''] = field.toString('latin1').split(' ');
    const added = status === 'A';
    const before = added ? {} : { before: { mode: from.slice(1), object: was } };
    return [{ name, mode, object, deleted: status === 'D', added, ...before }];
  });
};

/** What an event says of a path that differs. */
export const describe = async (place: Place, entry: Entry): Promise<ChangedFile> => {
  const { name, mode, object, deleted } = entry;
  const path = nameOf(entry);
  const named = Buffer.from(path, 'utf8').equals(name)
    ? { path }
    : { path, bytes: name.toString('base64url') };
  if (deleted) return { ...named, deleted: true };
  if (mode === SUBMODULE) return { ...named, mode, submodule: object };
  const file = pathIn(place.worktree)(name);
  const stats = await lstat(file);
  return { ...named, mode, ...(await digestOf(file, stats)) };
};

const digestOf = async (file: Buffer, stats: Stats): Promise<{ size: number; sha256: string }> => {
  const hash = createHash('sha256');
  if (stats.isSymbolicLink()) {
    const target = await readlink(file, { encoding: 'buffer' });
    return { size: target.length, sha256: hash.update(target).digest('hex') };
  }
  await pipeline(createReadStream(file), hash);
  return { size: stats.size, sha256: hash.digest('hex') };
};
