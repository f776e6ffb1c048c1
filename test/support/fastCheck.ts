import fc from 'fast-check';

/** Every property prints its seed when it fails; one from the environment repeats a run. */
const { FC_SEED } = process.env;
fc.configureGlobal({ ...(FC_SEED ? { seed: Number(FC_SEED) } : {}) });
