import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EXIT } from './exitCode.js';
import { VERSION } from './version.js';

/** Tells of an error that refold did not expect: one line, and the file that holds the details. */
export const writeBugReport = (error: unknown): number => {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const path = join(tmpdir(), `refold-bug-${process.pid}.txt`);
  const details = `refold ${VERSION}, node ${process.version}, ${process.platform}\n${process.argv.slice(2).join(' ')}\n\n${stack}\n`;
  const kept = keep(path, details);
  const [first = ''] = stack.split('\n');
  process.stderr.write(`error: this is a bug in refold: ${first}${kept ? `; details are in ${path}` : ''}\n`);
  if (process.argv.includes('--debug')) process.stderr.write(`${stack}\n`);
  return EXIT.bug;
};

const keep = (path: string, details: string): boolean => {
  try {
    writeFileSync(path, details, { mode: 0o600, flag: 'wx' });
    return true;
  } catch {
    return false;
  }
};
