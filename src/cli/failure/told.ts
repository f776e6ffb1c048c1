import { EXIT } from '../exitCode.js';

/** What a person is told: what happened and where, what to do next; and what a script is told. */
export interface Told {
  readonly message: string;
  readonly hint?: string;
  /** The message is a whole line that others look for: nothing stands before it. */
  readonly plain?: true;
  readonly exit: number;
  /** What a program can go by besides the words. */
  readonly facts?: object;
}

/** The same as a program reads it: one document, under `error`, or under `result` where there was nothing to do. */
export const toldDocument = (type: string, { message, hint, exit, facts }: Told): object => ({
  [exit === EXIT.done ? 'result' : 'error']: {
    type,
    message,
    ...(hint === undefined ? {} : { hint }),
    exit,
    ...facts,
  },
});

/** How each of these errors is told. */
export type TellersOf<Failed extends { readonly _tag: string }> = {
  readonly [T in Failed['_tag']]: (error: Extract<Failed, { readonly _tag: T }>) => Told;
};

export const refused = (message: string, hint?: string): Told => ({
  message,
  ...(hint === undefined ? {} : { hint }),
  exit: EXIT.refused,
});
