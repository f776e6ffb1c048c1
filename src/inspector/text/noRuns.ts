/** What is said where runs are listed, and there are none. */
export const NO_RUNS = 'there are no runs yet; start one with `refold run <workflow>`';
