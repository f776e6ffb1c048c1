import { hash } from 'node:crypto';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { Count } from '../../../events/ids.js';
import { record } from '../../../events/record.js';
import type { Snapshot, Snapshots } from '../../../ports/snapshots.js';
import { draftOf, ensureFolder, type Files, writeAll } from './files.js';

const Header = record({
  key: t.string,
  position: record({ seq: Count, offset: Count, hash: t.string }),
  digest: t.string,
});

/** How many snapshots of a run are kept: the newest. */
const KEPT = 4;

/**
 * Keeps folds in a folder, a file for each seq: a line of JSON that says what it is and the digest of the rest. What
 * is missing, cut, changed or of another key is passed over; what is old, or was never finished, is removed.
 */
export const createSnapshots = (files: Files, folder: string): Snapshots => ({
  latest:
    (key, seq = Number.MAX_SAFE_INTEGER) =>
    async () => {
      for (const at of seqsIn(files, folder)) {
        const snapshot = at <= seq ? load(files, join(folder, `${at}`), key) : undefined;
        if (snapshot) return E.right(snapshot);
      }
      return E.right(undefined);
    },
  save: (snapshot) => async () => {
    try {
      save(files, folder, snapshot);
    } catch {
      // A cache that cannot be written costs time at the next start, and nothing else.
    }
    return E.right(undefined);
  },
});

const seqsIn = (files: Files, folder: string): readonly number[] => {
  try {
    const names = files.readdirSync(folder).filter((name) => /^[1-9]\d{0,14}$/.test(name));
    return names.map(Number).sort((a, b) => b - a);
  } catch {
    return [];
  }
};

const load = (files: Files, path: string, key: string): Snapshot | undefined => {
  try {
    const text = files.readFileSync(path, 'utf8');
    const end = text.indexOf('\n');
    const header: unknown = JSON.parse(text.slice(0, end));
    const body = text.slice(end + 1);
    if (!Header.is(header) || header.key !== key || header.digest !== hash('sha256', body)) return undefined;
    return { key, position: header.position, body };
  } catch {
    return undefined;
  }
};

const save = (files: Files, folder: string, { key, position, body }: Snapshot): void => {
  ensureFolder(files, folder);
  const header = JSON.stringify({ key, position, digest: hash('sha256', body) });
  const draft = draftOf(join(folder, `${position.seq}`));
  const fd = files.openSync(draft, 'wx', 0o600);
  try {
    writeAll(files, fd, Buffer.from(`${header}\n${body}`));
  } finally {
    files.closeSync(fd);
  }
  files.renameSync(draft, join(folder, `${position.seq}`));
  const kept = seqsIn(files, folder).slice(0, KEPT).map(String);
  for (const name of files.readdirSync(folder))
    if (!kept.includes(name)) files.unlinkSync(join(folder, name));
};
