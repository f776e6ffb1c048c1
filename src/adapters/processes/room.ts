import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** How much has to fit for a folder to have room, in bytes: nothing that works needs less. */
const ROOM_BYTES = 64 * 1024;

/** Whether the error says that no room is left: a full disk, or a full quota. */
export const isNoSpace = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT');

/** Whether there is room in a folder. It is tried out: what a file system says of itself leaves out quotas. */
export const hasRoom = (folder: string): boolean => {
  const path = join(folder, 'room');
  try {
    const fd = openSync(path, 'w', 0o600);
    try {
      writeFileSync(fd, Buffer.alloc(ROOM_BYTES));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return true;
  } catch (error) {
    return !isNoSpace(error);
  } finally {
    rmSync(path, { force: true });
  }
};
