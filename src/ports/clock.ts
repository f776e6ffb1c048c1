/** The time, and the randomness that names things; handed in so that the engine never reads either. */
export interface Clock {
  /** Now, in UTC with milliseconds. */
  readonly now: () => string;
  /** Comes back after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
  /** So many random hex digits. */
  readonly randomHex: (digits: number) => string;
}
