import { EXIT } from './exitCode.js';

/** What a person is told: what happened and where, what to do next; and what a script is told. */
export interface Told {
  readonly message: string;
  readonly hint?: string;
  readonly exit: number;
}

export const refused = (message: string, hint?: string): Told => ({
  message,
  ...(hint === undefined ? {} : { hint }),
  exit: EXIT.refused,
});
