import * as t from 'io-ts';
import { ObjectId } from './ids.js';
import { record } from './record.js';

/** What git is in the middle of in a worktree, and the commits that would be lost with it. */
export const UnderWay = record({ operation: t.string, commits: t.readonlyArray(ObjectId) });
export type UnderWay = t.TypeOf<typeof UnderWay>;

/** An operation of git that somebody left unfinished and that is ended, with the refs that keep what it held. */
export const Unfinished = record({ operation: t.string, keeps: t.readonlyArray(t.string) });
export type Unfinished = t.TypeOf<typeof Unfinished>;

/** The name of an operation of git in a sentence. */
export const anOperation = (operation: string): string => `${operation === 'am' ? 'an' : 'a'} ${operation}`;

/** Where a commit is kept that nothing else may hold, by how the refs for such begin. */
export const refBeside = (beginning: string, commit: string): string => `${beginning}-${commit.slice(0, 12)}`;

/** What becomes of an operation that was left unfinished: the refs begin like this. */
export const unfinishedAt = ({ operation, commits }: UnderWay, beginning: string): Unfinished => ({
  operation,
  keeps: commits.map((commit) => refBeside(beginning, commit)),
});

/** That an operation was left unfinished and is ended, in words. */
export const unfinishedWords = ({ operation, keeps }: Unfinished): string => {
  const kept = keeps.length === 0 ? '' : `; what it held is kept under ${keeps.join(' and ')}`;
  return `${anOperation(operation)} was left unfinished, and is ended${kept}`;
};

/** What git is in the middle of, in words. */
export const underWay = (operation: string): string => `${anOperation(operation)} is under way in`;
