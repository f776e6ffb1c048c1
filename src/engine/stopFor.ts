import type { Failure } from '../ports/failure.js';

/** The stop that a failure of the world asks for. */
export const stopFor = (failure: Failure): { readonly reason: string; readonly detail: string } => {
  switch (failure._tag) {
    case 'DiskFull':
      return { reason: 'disk_full', detail: `${failure.doing}: no space left at ${failure.path}` };
    case 'Drift':
      return { reason: 'drift', detail: failure.detail };
    case 'Damaged':
      return { reason: 'damaged', detail: failure.detail };
    case 'GitMissing':
      return { reason: 'error', detail: 'there is no `git` on the PATH' };
    case 'Failed':
      return { reason: 'error', detail: `${failure.doing}: ${failure.detail}` };
  }
};

/** Whether this is a failure of the world, and not a word of the log. */
export const isFailure = (error: { readonly _tag: string }): error is Failure => TAGS.has(error._tag);

const TAGS: ReadonlySet<string> = new Set<Failure['_tag']>([
  'DiskFull',
  'Drift',
  'Damaged',
  'GitMissing',
  'Failed',
]);
