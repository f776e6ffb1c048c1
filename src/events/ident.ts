import * as t from 'io-ts';
import { record } from './record.js';

/** Who the commits of a run are by: the user's identity in git when it was created, else refold's own. */
export const Ident = record({ name: t.string, email: t.string });
