import type { Choice } from './meant.js';

/** Asks a person to choose; what draws on the terminal is loaded only for that. */
export const choose = async <A>(
  question: string,
  choices: ReadonlyArray<Choice<A>>,
): Promise<A | undefined> => (await import('./asking.js')).choose(question, choices);
