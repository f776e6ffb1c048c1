import { cut, widthOf } from '../fit.js';

/** A key of the dashboard. */
interface Key {
  readonly key: string;
  /** What it does, in a word. */
  readonly word: string;
  /** The same for someone who asks. */
  readonly tells: string;
}

/** From the one that matters most on; where they do not all fit, the last ones are left out. */
const KEYS: readonly Key[] = [
  { key: 'enter', word: 'open', tells: 'where it stands, and all that is restored when it goes on' },
  { key: 'r', word: 'resume', tells: 'goes on with it' },
  { key: 'f', word: 'follow', tells: 'what happens in it, as it happens' },
  { key: 'd', word: 'discard', tells: 'gives it up, and asks before' },
  { key: 'o', word: 'output', tells: 'what its agents print' },
  { key: 'm', word: 'messages', tells: 'what its agents tell each other' },
];

const MORE: readonly Key[] = [
  { key: '?', word: 'keys', tells: 'these keys' },
  { key: 'q', word: 'quit', tells: 'leaves; what is at work goes on' },
];

const MOVES: readonly Key[] = [
  { key: '↑ ↓', word: 'choose', tells: 'choose a run; k and j do as well' },
  { key: 'pgup', word: 'page up', tells: 'ten runs up' },
  { key: 'pgdn', word: 'page down', tells: 'ten runs down' },
  { key: 'home', word: 'first', tells: 'the first run; g does as well' },
  { key: 'end', word: 'last', tells: 'the last run; G does as well' },
];

/** The keys in no more lines than these, each as wide as the screen at most; where some are left out, `?` tells them. */
export const keyLines = (columns: number, most: number): readonly string[] => {
  for (let shown = KEYS.length; shown >= 0; shown -= 1) {
    const lines = packed([...KEYS.slice(0, shown), ...MORE], columns);
    if (lines.length <= most) return lines;
  }
  return [cut(MORE.map(named).join('  '), columns)];
};

const named = ({ key, word }: Key): string => `${key} ${word}`;

const packed = (keys: readonly Key[], columns: number): readonly string[] => {
  const lines: string[] = [];
  for (const one of keys.map(named)) {
    const longer = `${lines.at(-1) ?? ''}  ${one}`;
    if (lines.length > 0 && widthOf(longer) <= columns) lines[lines.length - 1] = longer;
    else lines.push(cut(one, columns));
  }
  return lines;
};

/** Every key and what it does, in words for which there is room; where it is low, side by side. */
export const keysHelp = (columns: number, rows: number): readonly string[] => {
  const keys = [...KEYS, ...MORE, ...MOVES];
  const width = Math.max(...keys.map(({ key }) => key.length));
  const lines = (words: (key: Key) => string): readonly string[] =>
    keys.map((one) => `${one.key.padEnd(width)}  ${words(one)}`);
  const whole = lines(({ tells }) => tells);
  const fits = whole.every((line) => widthOf(line) <= columns);
  const listed = fits ? whole : lines(({ word }) => word).map((line) => cut(line, columns));
  if (listed.length <= rows) return listed;
  const beside = packed(keys, columns);
  return beside.length <= rows
    ? beside
    : [...beside.slice(0, Math.max(0, rows - 1)), cut('… and more keys', columns)];
};
