/** The time, and the randomness that names things; handed in so that the engine never reads either. */
export interface Clock {
  /** Now, in UTC with milliseconds. */
  readonly now: () => string;
  /** So many random hex digits. */
  readonly randomHex: (digits: number) => string;
}
