import { describe, it } from 'vitest';

/**
 * Tests that need something that a machine may not have. Where it is not there they fail, with the way out: what is left
 * out without a word is not tested.
 */
export const needing = (
  { what, isThere, why }: { readonly what: string; readonly isThere: () => boolean; readonly why: string },
  name: string,
  tests: () => void,
): void => {
  if (process.env.REFOLD_TEST_WITHOUT?.split(' ').includes(what)) {
    const leftOut = `${name} (left out: REFOLD_TEST_WITHOUT says that there is no ${what})`;
    // Reason: a machine may have none, and no way to get one; who says so is told in the report what was left out, and unsaid these fail below.
    describe.skip(leftOut, tests);
  } else if (isThere()) describe(name, tests);
  else
    it(name, () => {
      throw new Error(
        `There is no ${what} here, and this is tested with it: ${why}, or set REFOLD_TEST_WITHOUT=${what} to leave it out`,
      );
    });
};
