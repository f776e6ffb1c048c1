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
  // A machine may have none, and no way to get one. Who says so is told in the report what was left out; unsaid, these fail below.
  const isLeftOut = process.env.REFOLD_TEST_WITHOUT?.split(' ').includes(what) === true;
  const told = isLeftOut ? `${name} (left out: REFOLD_TEST_WITHOUT says that there is no ${what})` : name;
  if (isLeftOut || isThere()) describe.skipIf(isLeftOut)(told, tests);
  else
    it(name, () => {
      throw new Error(
        `There is no ${what} here, and this is tested with it: ${why}, or set REFOLD_TEST_WITHOUT=${what} to leave it out`,
      );
    });
};
