import { EXIT } from '../exitCode.js';

/** What a person is told: what happened and where, what to do next; and what a script is told. */
export interface Told {
  readonly message: string;
  readonly hint?: string;
  /** The message is a whole line that others look for: nothing stands before it. */
  readonly plain?: true;
  readonly exit: number;
}

export const refused = (message: string, hint?: string): Told => ({
  message,
  ...(hint === undefined ? {} : { hint }),
  exit: EXIT.refused,
});
