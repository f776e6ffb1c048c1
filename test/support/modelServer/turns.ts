/** A tool that the model asks for, with what it is given: text for a tool that takes free text. */
export interface ToolCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>> | string;
}

/** What the model answers: it says something, calls a tool, or both. */
export interface Reply {
  readonly say?: string;
  readonly call?: ToolCall;
}

/** An answer with an HTTP status that means failure. */
export interface Failure {
  readonly fail: number;
  readonly words?: string;
  /** After how many seconds the program is told to ask again. */
  readonly retryAfter?: number;
  /** How many requests fail so; one if nothing is said. */
  readonly times?: number;
}

/** One thing that the server does when a program asks its model. */
export type Turn =
  | Reply
  | Failure
  /** Takes the request and answers nothing until it is told to go on with the next turn. */
  | { readonly hang: true }
  /** Goes on with the next turn after so many milliseconds. */
  | { readonly wait: number };

/** What every answer is said to have cost, in tokens; those that were cached come on top of those that were read. */
export const USAGE = { read: 1_000, cached: 200, written: 34 };
