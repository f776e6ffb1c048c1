import { isCancel, select, updateSettings } from '@clack/prompts';
import { sizeOf } from '../terminal.js';

/** One of the things that can be chosen. */
export interface Choice<A> {
  readonly value: A;
  readonly label: string;
}

/** A no is a no, whichever choice is marked, and so is the end of what is typed (Ctrl-D). */
updateSettings({ aliases: { n: 'cancel', q: 'cancel', '\u0004': 'cancel' } });

/** How many choices are shown at once; the others are scrolled to. */
const SHOWN = 12;

/** Asks a person at the terminal, where the first choice is the one that is marked; undefined if none is wanted. */
export const choose = async <A>(
  question: string,
  choices: ReadonlyArray<Choice<A>>,
): Promise<A | undefined> => {
  // What draws the choices breaks every line at 0 columns.
  Object.assign(process.stderr, sizeOf(process.stderr));
  // The answer is talk: what goes to standard output stays a result.
  const chosen = await select<number>({
    message: question,
    options: choices.map(({ label }, value) => ({ value, label })),
    maxItems: SHOWN,
    output: process.stderr,
  });
  return isCancel(chosen) ? undefined : choices[chosen]?.value;
};
