import { createHash } from 'node:crypto';
import { createReadStream, lstatSync, realpathSync, type Stats } from 'node:fs';
import { lstat, mkdir, open, readlink, realpath, rename, rm, symlink, unlink } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { Permissions } from '../../events/ids.js';
import type { Checkout, FileContent, PathRefused, PutFile, Standing } from '../../ports/checkout.js';
import { asTask } from './git.js';
import { isAbsent, whyNotRead } from './systemErrors.js';
import { textDiff } from './textDiff.js';

const A_FOLDER = 'it is a folder; name the files in it';
const IN_ITS_PLACE = 'a folder is in its place; move it away';
const SYMLINK = '120000';
const EXECUTABLE = '100755';
const PLAIN = '100644';

/** The files of a checkout by themselves; no git is asked. `gitDirs` are git's own folders, which are nobody's files. */
export const createCheckout = (
  root: string,
  gitDirs: readonly string[],
  environment: NodeJS.ProcessEnv,
): Checkout => {
  const top = realpathSync(root);
  const refuse = (path: string, why: string): PathRefused => ({ _tag: 'PathRefused', path, why });
  return {
    root: top,
    pathOf: (from, named) => {
      const path = fromRoot(top, resolve(from, named));
      if (path === '') return E.left(refuse(named, A_FOLDER));
      if (path === undefined) return E.left(refuse(named, `it is outside of the repository at ${top}`));
      const isGits = [join(top, '.git'), ...gitDirs].some((dir) => isIn(dir, join(top, path)));
      if (isGits) return E.left(refuse(named, "it is git's own"));
      return isFolder(join(top, path)) ? E.left(refuse(named, A_FOLDER)) : E.right(path);
    },
    look: (path) => async () => {
      try {
        return (await leadsThere(top, path)) ? await standingAt(join(top, path)) : { deleted: true };
      } catch (error) {
        return isAbsent(error) ? { deleted: true } : { unknown: whyNotRead(error, messageOf(error)) };
      }
    },
    read: (path) => async () => {
      try {
        const file = join(top, path);
        const stats = await lstat(file);
        const content = await contentOf(file, stats);
        return content ? E.right(content) : E.left(refuse(path, kindOf(stats)));
      } catch (error) {
        return E.left(
          refuse(path, isAbsent(error) ? 'there is no such file' : whyNotRead(error, messageOf(error))),
        );
      }
    },
    put: (path, file) =>
      asTask('putting a file back', async () => {
        const at = join(top, path);
        await mkdir(dirname(at), { recursive: true });
        if (!(await leadsThere(top, path))) throw new Error(`a symlink stands on the way to ${path}`);
        return file ? replace(at, file) : rm(at, { force: true });
      }),
    diff: (was, now) => asTask('comparing texts', () => textDiff(was, now, environment)),
  };
};

/** The path from the root, through no symlink; empty for the root itself, undefined if it leads elsewhere. What is not there yet is taken as named. */
const fromRoot = (top: string, path: string): string | undefined => {
  const rest = [basename(path)];
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    try {
      const found = relative(top, join(realpathSync(folder), ...rest));
      return found === '..' || found.startsWith(`..${sep}`) || isAbsolute(found) ? undefined : found;
    } catch (error) {
      if (!isAbsent(error) || dirname(folder) === folder) return undefined;
      rest.unshift(basename(folder));
    }
  }
};

const isFolder = (path: string): boolean => {
  try {
    return lstatSync(path).isDirectory();
  } catch {
    return false;
  }
};

const isIn = (folder: string, path: string): boolean => path === folder || path.startsWith(folder + sep);

/** Whether the folder of a path is where its name says, and no symlink leads it elsewhere. */
const leadsThere = async (top: string, path: string): Promise<boolean> => {
  const folder = dirname(join(top, path));
  return (await realpath(folder)) === folder;
};

const standingAt = async (file: string): Promise<Standing> => {
  const stats = await lstat(file);
  const found = await contentOf(file, stats);
  if (!found) return { unknown: kindOf(stats) };
  const hash = createHash('sha256');
  if (found.content instanceof Uint8Array) {
    return { mode: found.mode, size: found.content.length, sha256: hash.update(found.content).digest('hex') };
  }
  let size = 0;
  await pipeline(found.content, async (chunks: AsyncIterable<Uint8Array>) => {
    for await (const chunk of chunks) {
      size += chunk.length;
      hash.update(chunk);
    }
  });
  return { mode: found.mode, size, sha256: hash.digest('hex') };
};

/** What a file or a symlink holds; undefined of anything else. A pipe would keep its reader waiting for ever. */
const contentOf = async (file: string, stats: Stats): Promise<FileContent | undefined> => {
  if (stats.isSymbolicLink()) return { mode: SYMLINK, content: await readlink(file, { encoding: 'buffer' }) };
  if (!stats.isFile()) return undefined;
  const mode = (stats.mode & 0o100) === 0 ? PLAIN : EXECUTABLE;
  return { mode, permissions: permissionsOf(stats), content: bytesOf(file) };
};

const permissionsOf = ({ mode }: Stats): Permissions => (mode & 0o777).toString(8).padStart(3, '0');

/** Opened when somebody reads it. */
async function* bytesOf(file: string): AsyncGenerator<Uint8Array> {
  yield* createReadStream(file);
}

const kindOf = (stats: Stats): string =>
  stats.isDirectory() ? IN_ITS_PLACE : 'it is neither a file nor a symlink';

/** Written beside its place and moved there, so that nobody sees half of it, and nobody else reads it before it is theirs to read. */
const replace = async (at: string, { mode, permissions, content }: PutFile): Promise<void> => {
  const draft = `${at}.refold-${process.pid}.tmp`;
  try {
    if (mode === SYMLINK) await symlink(Buffer.from(content), draft);
    else {
      const may = permissions === undefined ? await mayOver(at, mode) : Number.parseInt(permissions, 8);
      const handle = await open(draft, 'wx', 0o600);
      try {
        await handle.writeFile(content);
        // Said by itself: what a new file is opened with gives way to the umask.
        await handle.chmod(may);
        await handle.sync();
      } finally {
        await handle.close();
      }
    }
    await rename(draft, at);
  } catch (error) {
    await unlink(draft).catch(() => undefined);
    throw error;
  }
};

/**
 * Where its permissions are not known, a file may be used by those who may use the one that it replaces; where none lies
 * there, by its owner alone.
 */
const mayOver = async (at: string, mode: string): Promise<number> => {
  const before = await lstat(at).catch(() => undefined);
  const may = before?.isFile() ? before.mode & 0o666 : 0o600;
  return mode === EXECUTABLE ? may | 0o100 | ((may & 0o444) >> 2) : may;
};

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
