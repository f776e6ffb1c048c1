import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { genesisHash, SUFFIX_BYTES, suffixOf } from '../../src/events/chain.js';
import { hashOf } from './lines.js';

/** The folder of golden logs: one for each version of the format and of the catalogue. */
export const GOLDEN = 'test/golden';

/**
 * Keeps the log of a tour as a golden one when `RECORD_GOLDEN` names a new folder for it, which ends with the tour's name. Places and the machine stand there under
 * other names, so the chain is drawn anew; all else is as the run wrote it. A golden log is never recorded again: it
 * stands for every log that a user of that version has.
 */
export const recordGolden = (tour: string, log: string, names: Readonly<Record<string, string>>): void => {
  const wanted = process.env.RECORD_GOLDEN;
  const folder = join(GOLDEN, wanted ?? '');
  if (!wanted?.endsWith(tour)) return;
  if (existsSync(folder)) throw new Error(`${folder} is there already, and stays as it is`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'events.jsonl'), renamed(log, names));
};

const renamed = (log: string, names: Readonly<Record<string, string>>): string => {
  let hash = genesisHash(nodePlatform);
  const lines = log.split('\n').slice(0, -1);
  return lines
    .map((line) => {
      const body = Object.entries(names).reduce(
        (text, [from, to]) => text.replaceAll(from, to),
        line.slice(0, -SUFFIX_BYTES),
      );
      hash = hashOf(hash, body);
      return `${body}${suffixOf(hash)}\n`;
    })
    .join('');
};
