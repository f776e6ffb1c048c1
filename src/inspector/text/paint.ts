/** Colours a text, or leaves it as it is. */
export interface Paint {
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly note: (text: string) => string;
}

const ansi =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`;

const same = (text: string): string => text;

/** Colours for a terminal that wants them. */
export const paintWith = (colour: boolean): Paint =>
  colour
    ? { dim: ansi(2), bold: ansi(1), good: ansi(32), bad: ansi(31), note: ansi(33) }
    : { dim: same, bold: same, good: same, bad: same, note: same };

/** Text from outside, on one line and without what a terminal would act on; the ends of lines behind it are left out. */
export const harmless = (text: string): string =>
  text.replace(/[\r\n]+$/, '').replace(CONTROL, (character) => (character === '\n' ? '⏎' : '�'));

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this takes out
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
