import * as t from 'io-ts';
import { PayloadRef } from './content.js';
import { Count, ObjectId, Permissions, Sha256 } from './ids.js';
import { record } from './record.js';

/** A longer list of changed files than this, in bytes of JSON, is held as a payload. */
export const INLINE_FILES_BYTES = 64 * 1024;

const name = { path: t.string };
/** Present only where the name is not UTF-8: its exact bytes, while `path` is readable. */
const exactName = { bytes: t.string };

/**
 * A file that a step changed, by its path from the root of the worktree: what it holds now (digest over the raw bytes
 * on disk; of a symlink, over its target), a submodule's commit, or that it is gone.
 */
export const ChangedFile = t.union([
  record({ ...name, mode: t.string, size: Count, sha256: Sha256 }, exactName),
  record({ ...name, deleted: t.literal(true) }, exactName),
  record({ ...name, mode: t.literal('160000'), submodule: ObjectId }, exactName),
]);
export type ChangedFile = t.TypeOf<typeof ChangedFile>;

/** The files that changed since the commit before, inline or as a payload (a JSON array of them). */
export const ChangedFiles = t.union([
  record({ count: Count, list: t.readonlyArray(ChangedFile) }),
  record({ count: Count, payload: PayloadRef }),
]);
export type ChangedFiles = t.TypeOf<typeof ChangedFiles>;

/**
 * A file of the checkout whose content is a payload (of a symlink: its target), or that it is gone. Its mode is git's, which
 * tells no more than whether it is run; older logs hold no permissions beside it.
 */
export const KeptFile = t.union([
  record({ ...name, mode: t.string, content: PayloadRef }, { permissions: Permissions }),
  record({ ...name, deleted: t.literal(true) }),
]);
export type KeptFile = t.TypeOf<typeof KeptFile>;
