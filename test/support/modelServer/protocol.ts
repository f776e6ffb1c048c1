import type { Reply } from './turns.js';

/** One event of a stream, with its name where the protocol gives it one. */
export interface StreamEvent {
  readonly name?: string;
  readonly data: unknown;
}

/** What is asked of a model, by the protocol that it is asked in. */
export interface Question {
  /** All that user, model and tools said so far, without the program's instructions. */
  readonly said: readonly string[];
  /** Whether the program asks for a purpose of its own, such as a title: tools are offered for work alone. */
  readonly aside: boolean;
  /** The JSON schema that the answer is to have. */
  readonly schema: unknown;
  readonly streams: boolean;
}

/** How one provider's programs talk with their model. */
export interface Protocol {
  readonly name: string;
  /** Whether a request to this path asks the model. */
  readonly asks: (path: string) => boolean;
  readonly question: (path: string, body: unknown) => Question;
  readonly whole: (reply: Reply) => unknown;
  readonly stream: (reply: Reply) => readonly StreamEvent[];
  readonly failure: (status: number, message: string) => unknown;
  /** What other paths answer, such as a count of tokens. */
  readonly others: Readonly<Record<string, unknown>>;
}

/** What a message holds: a text, or parts that may have one. */
export type Content = string | readonly { readonly text?: string }[] | null | undefined;

/** The text of what a message holds. */
export const textOf = (content: Content): string =>
  typeof content === 'string' ? content : (content ?? []).map(({ text = '' }) => text).join('\n');
