import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A new folder that is gone when the test is over. */
export const temporaryFolder = (name = 'refold test'): string => {
  const folder = mkdtempSync(join(tmpdir(), `${name.replaceAll(' ', '-')}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};
