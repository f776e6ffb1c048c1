import fc from 'fast-check';

const { FC_SEED, FC_SHARE } = process.env;

/** How often a property is tried; where every mutant is to be tried on it, only a share of that. */
export const tries = (count: number): { readonly numRuns: number } => ({
  numRuns: Math.ceil(count * Number(FC_SHARE ?? 1)),
});

/** Every property prints its seed when it fails; one from the environment repeats a run. */
fc.configureGlobal({
  ...tries(100),
  ...(FC_SEED ? { seed: Number(FC_SEED) } : {}),
  // A mutant that is found out needs no example that a person can read.
  endOnFailure: FC_SHARE !== undefined,
});
