import { createCheckout } from '../../adapters/workspace/checkout.js';
import type { Checkout } from '../../ports/checkout.js';
import type { Context } from '../context.js';

/** The files of a checkout; `gitDir` is where git keeps what is its own. */
export const checkoutAt = (
  { env }: Pick<Context, 'env'>,
  { root, gitDir }: { readonly root: string; readonly gitDir: string },
): Checkout => createCheckout(root, [gitDir], env);
