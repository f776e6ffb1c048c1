import { MAX_LINE_BYTES } from './chain.js';

/** In which way a complete line is not what was written. */
export interface Fault {
  readonly fault: 'hash' | 'undecodable' | 'sequence' | 'batch' | 'overlong';
  /** In words, for a person. */
  readonly detail: string;
}

/** Disks lose and keep data by the sector. */
export const SECTOR_BYTES = 512;

export const OVERLONG: Fault = { fault: 'overlong', detail: `it is longer than ${MAX_LINE_BYTES} bytes` };

/** Says of a line whose hash is wrong what most likely happened to it. */
export const diagnose = (text: string, expectedSeq: number): Fault => {
  const fault = (detail: string): Fault => ({ fault: 'hash', detail });
  if (/"\}\{"seq":/.test(text)) return fault('two lines are glued together');
  if (!/,"hash":"[\w-]{43}"\}\n$/.test(text)) return fault('it does not end with a hash');
  const seq = Number(/^\{"seq":(\d+),/.exec(text)?.[1] ?? Number.NaN);
  if (Number.isNaN(seq)) return fault('it does not begin as an event does');
  if (seq > expectedSeq)
    return fault(`it bears seq ${seq}: lines before it are missing, or in another order`);
  if (seq < expectedSeq) return fault(`it bears seq ${seq}: a line stands twice, or in another order`);
  return fault('its bytes, or those before it, do not match its hash');
};

/**
 * Whether the zero bytes of a line can come from sectors that were never written: each run of them begins at a sector
 * or with the line, and ends at a sector. `offset` is the line's place in the file. False where there are none.
 */
export const lostSectors = (line: Uint8Array, offset: number): boolean => {
  let start = line.indexOf(0);
  if (start < 0) return false;
  while (start >= 0) {
    let stop = start;
    while (line[stop] === 0) stop += 1;
    if (start !== 0 && (offset + start) % SECTOR_BYTES !== 0) return false;
    if ((offset + stop) % SECTOR_BYTES !== 0) return false;
    start = line.indexOf(0, stop);
  }
  return true;
};
