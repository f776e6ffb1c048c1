import {
  closeSync,
  createReadStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Output } from '../../ports/output.js';

/**
 * The files through which one launch is fed and heard. They outlive the engine, so that a later one can take the
 * outcome of a process that nobody was there to wait for.
 */
export interface Mailbox {
  readonly in: string;
  readonly out: string;
  readonly err: string;
  readonly exit: string;
  /** Becomes `exit`: it has its room on the disk before the program runs, which may fill all that is left. */
  readonly reserved: string;
  /** Files that only some programs are given. */
  readonly extra: string;
}

export const mailboxOf = (folder: string, seq: number): Mailbox => {
  const file = (suffix: string): string => join(folder, `${seq}.${suffix}`);
  return {
    in: file('in'),
    out: file('out'),
    err: file('err'),
    exit: file('exit'),
    reserved: file('reserved'),
    extra: file('extra'),
  };
};

/** Makes the mailbox ready for a launch: empty, but for what the program reads. */
export const prepareMailbox = (folder: string, mailbox: Mailbox, input: string, extra?: string): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  clearMailbox(mailbox);
  writeFileSync(mailbox.reserved, padded(''), { mode: 0o600 });
  writeFileSync(mailbox.in, input, { mode: 0o600 });
  if (extra !== undefined) writeFileSync(mailbox.extra, extra, { mode: 0o600 });
};

export const clearMailbox = (mailbox: Mailbox): void => {
  for (const path of Object.values(mailbox)) rmSync(path, { force: true });
};

/** What the launcher left: an exit code, or a word; undefined while there is nothing. */
export const exitIn = (mailbox: Mailbox): number | LastWord | undefined => {
  if (!existsSync(mailbox.exit)) return undefined;
  const text = readFileSync(mailbox.exit, 'utf8').trim();
  if (text === UNTOLD || text === STOPPED || text === NO_ROOM) return text;
  return /^\d{1,3}$/.test(text) ? Number(text) : undefined;
};

/** The words that a launcher leaves when it was never told to go, and when it was told to end. */
export const UNTOLD = 'untold';
export const STOPPED = 'stopped';

/** What is left in place of an exit code that says nothing about the program, as the disk was full. */
const NO_ROOM = 'no room';

/** What a mailbox may say in place of an exit code. */
export type LastWord = typeof UNTOLD | typeof STOPPED | typeof NO_ROOM;

/** Puts on record that the program had no room, on a disk that takes nothing more: over what is there. */
export const leaveNoRoom = ({ exit, reserved }: Mailbox): void => {
  if (!existsSync(exit) && !existsSync(reserved)) return;
  if (!existsSync(exit)) renameSync(reserved, exit);
  writeFileSync(exit, padded(NO_ROOM), { flag: 'r+' });
};

/** A last word as long as all of them: nothing of one is left where another is written over it. */
const padded = (word: string): string => `${word.padEnd(15)}\n`;

/** How long the program ran, in milliseconds, by the times of its files: true also when nobody watched. */
export const durationIn = (mailbox: Mailbox): number => {
  if (!existsSync(mailbox.in)) return 0;
  const until = existsSync(mailbox.exit) ? statSync(mailbox.exit).mtimeMs : Date.now();
  return Math.max(0, Math.round(until - statSync(mailbox.in).mtimeMs));
};

/** A file of the mailbox as the output of a program. */
export const outputIn = (path: string): Output => ({
  bytes: existsSync(path) ? statSync(path).size : 0,
  read: () => (existsSync(path) ? createReadStream(path) : nothing()),
});

/** A text as the output of a program. */
export const outputOf = (text: string): Output => {
  const bytes = Buffer.from(text, 'utf8');
  return { bytes: bytes.length, read: () => Readable.from([bytes]) };
};

/** The last characters of a file, for the words of an error. */
export const endOf = (path: string, chars: number): string =>
  existsSync(path)
    ? readTail(path, chars * 4)
        .slice(-chars)
        .trim()
    : '';

const readTail = (path: string, bytes: number): string => {
  const { size } = statSync(path);
  const fd = openSync(path, 'r');
  try {
    const tail = Buffer.alloc(Math.min(bytes, size));
    readSync(fd, tail, 0, tail.length, size - tail.length);
    return tail.toString('utf8');
  } finally {
    closeSync(fd);
  }
};

async function* nothing(): AsyncGenerator<Uint8Array> {}
