import { branchName } from '../../events/branch.js';
import type { Leftover, Weighed } from '../../ports/leftovers.js';
import { harmless, type Paint } from './paint.js';

/** What is to become of something that a run left, and why. */
export type Fate<L extends Leftover = Leftover> = Weighed<L> & {
  readonly goes: boolean;
  readonly why: string;
};

/** A line for each: what becomes of it, what it is, how much of the disk it takes, and why. */
export const leftoverLines = (fates: readonly Fate[], paint: Paint): readonly string[] => {
  const sizes = fates.map(({ bytes }) => sizeWords(bytes));
  const width = Math.max(0, ...sizes.map((size) => size.length));
  return fates.map(({ goes, leftover: { kind, name }, why }, at) => {
    const fate = goes ? paint.bad('delete') : paint.dim('keep  ');
    const size = (sizes[at] ?? '').padStart(width);
    return `${fate}  ${kind.padEnd(8)}  ${size}  ${harmless(branchName(name))}  ${paint.dim(harmless(why))}`;
  });
};

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

export const sizeWords = (bytes: number): string => {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const amount = bytes / 1000 ** power;
  return `${power === 0 ? amount : amount.toFixed(1)} ${UNITS[power]}`;
};
