/** Why a directory is no place for a run. */
export type RepositoryError =
  | { readonly _tag: 'NoRepository'; readonly directory: string }
  | { readonly _tag: 'RepositoryUnreadable'; readonly path: string; readonly detail: string }
  | { readonly _tag: 'UnbornHead'; readonly root: string }
  /** A branch whose name begins those of all runs. */
  | { readonly _tag: 'BranchInTheWay'; readonly branch: string }
  | { readonly _tag: 'GitMissing' }
  | { readonly _tag: 'GitTooOld'; readonly version: string; readonly least: string }
  | { readonly _tag: 'GitRefused'; readonly root: string; readonly detail: string };
