import { Readable } from 'node:stream';
import type { Output } from '../../ports/output.js';
import type { Place } from './place.js';

/** The difference between two trees as a patch that names can be read in and binary files are only named. */
export const diff = async ({ git }: Place, before: string, now: string): Promise<Output> => {
  const { out } = await git.run(['diff-tree', '-r', '-p', '--no-color', '--no-ext-diff', before, now]);
  return { bytes: out.length, read: () => Readable.from([out]) };
};
