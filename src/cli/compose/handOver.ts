import { handOver as give } from '../../adapters/processes/handOver.js';

/** Gives the terminal to a command line. */
export const handOver = give;
