import { autocomplete, isCancel, updateSettings } from '@clack/prompts';
import { quoted } from '../failure/wording.js';
import { sizeOf } from '../terminal.js';
import { type Choice, meant } from './meant.js';

/** The end of what is typed (Ctrl-D) is a no. */
updateSettings({ aliases: { '\u0004': 'cancel' } });

/** How many choices are shown at once; the others are scrolled to. */
const SHOWN = 12;

/** What stands there where a no was typed. It is the place of no choice. */
const NONE = { value: -1, label: 'none of these' };

/** What was typed at a question so far. */
interface Typing {
  userInput: string;
  /** The arrows were used last. */
  readonly isNavigating: boolean;
  readonly emit: (event: 'userInput', typed: string) => void;
}

/**
 * Asks a person at the terminal, who types what they want or goes there by the arrows; the first choice is the one that is marked.
 * Undefined if none is wanted.
 */
export const choose = async <A>(
  question: string,
  choices: ReadonlyArray<Choice<A>>,
): Promise<A | undefined> => {
  // What draws the choices breaks every line at 0 columns.
  Object.assign(process.stderr, sizeOf(process.stderr));
  const options = choices.map(({ label }, value) => ({ value, label }));
  let typing: Typing | undefined;
  const chosen = await autocomplete<number>({
    message: question,
    options() {
      typing = this;
      const places = meant(choices, this.userInput);
      return places === 'none' ? [NONE] : options.filter(({ value }) => places.includes(value));
    },
    // Those that are meant are all that there are.
    filter: () => true,
    validate: () => typing && refusalOf(choices, typing),
    maxItems: SHOWN,
    // The answer is talk: what goes to standard output stays a result.
    output: process.stderr,
  });
  return isCancel(chosen) ? undefined : choices[chosen]?.value;
};

/** Why nothing is chosen by what was typed, which is then gone; undefined where it chooses. */
const refusalOf = (choices: ReadonlyArray<Choice<unknown>>, typing: Typing): string | undefined => {
  const typed = typing.userInput;
  const places = meant(choices, typed);
  if (places === 'none' || places.length === 1) return undefined;
  if (places.length > 0 && (typed.trim() === '' || typing.isNavigating)) return undefined;
  typing.userInput = '';
  typing.emit('userInput', '');
  return `${quoted(typed)} names ${places.length === 0 ? 'none' : 'several'} of these; nothing is chosen`;
};
