import { createHash } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import type { ScanEnd } from '../../../events/scan.js';
import type { TornFile } from '../../../ports/runStore.js';
import { type Files, syncFolder, writeSynced } from './files.js';

/** Sets a torn tail aside in a file of its own, synced, and only then cuts it off. */
export const setAside = (files: Files, path: string, fd: number, { end }: ScanEnd): void => {
  const { size } = files.fstatSync(fd);
  const bytes = Buffer.alloc(size - end.offset);
  files.readSync(fd, bytes, 0, bytes.length, end.offset);
  keep(files, `${path}.torn-${end.seq + 1}`, bytes);
  syncFolder(files, dirname(path));
  files.ftruncateSync(fd, end.offset);
  files.fsyncSync(fd);
};

/** Every torn tail that was ever set aside beside this log. */
export const tornFiles = (files: Files, path: string): readonly TornFile[] => {
  const prefix = `${basename(path)}.torn-`;
  return files
    .readdirSync(dirname(path))
    .filter((name) => name.startsWith(prefix))
    .sort()
    .map((file) => {
      const bytes = files.readFileSync(join(dirname(path), file));
      return { file, size: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
    });
};

/** A crash between keeping and cutting leaves the same bytes to be kept again; others get a name of their own. */
const keep = (files: Files, path: string, bytes: Uint8Array): void => {
  for (let n = 1; ; n += 1) {
    const name = n === 1 ? path : `${path}.${n}`;
    if (files.existsSync(name)) {
      if (files.readFileSync(name).equals(bytes)) return;
      continue;
    }
    writeSynced(files, name, bytes);
    return;
  }
};
