/** Why an effect could not be carried out. It is never the verdict of an agent or a gate: those are outcomes. */
export type Failure =
  | { readonly _tag: 'DiskFull'; readonly doing: string; readonly path: string }
  /** What refold left was found changed by someone else, and going on would tread on it. */
  | { readonly _tag: 'Drift'; readonly detail: string }
  /** Git or the worktree no longer holds what the log names. */
  | { readonly _tag: 'Damaged'; readonly detail: string }
  | { readonly _tag: 'GitMissing' }
  | { readonly _tag: 'Failed'; readonly doing: string; readonly detail: string };
