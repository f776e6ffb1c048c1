import { isDeepStrictEqual } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { RepositoryMoved } from '../../../events/families/run.js';
import type { Move } from '../../../ports/runStore.js';
import { ensureFolder, type Files, publish } from './files.js';
import { movesFolder } from './folder.js';
import { numbersIn } from './names.js';

/** Where a repository has gone by the last move that was noted; undefined where it is still where it was. */
export const lastMove = (files: Files, home: string, repository: string): Move | undefined => {
  const folder = movesFolder(home, repository);
  const newest = Math.max(0, ...numbersIn(files, folder));
  if (newest === 0) return undefined;
  const decoded = RepositoryMoved.data.decode(JSON.parse(files.readFileSync(`${folder}/${newest}`, 'utf8')));
  if (E.isLeft(decoded)) throw new Error(`${folder}/${newest} does not say where the repository has gone`);
  return decoded.right;
};

/** Notes a move behind those that are noted, by making its file, which only one can. */
export const noteMove = (files: Files, home: string, repository: string, move: Move): Move => {
  const folder = movesFolder(home, repository);
  const before = lastMove(files, home, repository);
  if (before && isDeepStrictEqual(before, move)) return before;
  ensureFolder(files, folder);
  const next = Math.max(0, ...numbersIn(files, folder)) + 1;
  return publish(files, `${folder}/${next}`, Buffer.from(JSON.stringify(move)))
    ? move
    : (lastMove(files, home, repository) ?? move);
};
