import manifest from '../../package.json' with { type: 'json' };

/** Set by the build: the digest of everything that decides what a fold of a log is. */
declare const REFOLD_FOLD_DIGEST: string | undefined;

/** The version of this refold. */
export const VERSION: string = manifest.version;

/** What snapshots are saved under; code that was not built has a digest that nothing else has. */
export const FOLD_DIGEST: string =
  typeof REFOLD_FOLD_DIGEST === 'string' ? REFOLD_FOLD_DIGEST : `unbuilt ${process.pid}`;
