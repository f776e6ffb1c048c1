import { shellWord } from '../events/shellWord.js';

/** What a person is told to do next, as it can be done from where the command was given. */
export interface Hints {
  /** The commands that are told from now on are to be given in this directory. */
  readonly goTo: (dir: string) => void;
  /** Words with commands in them, each with the directory that it is to be given in. */
  readonly fromHere: (text: string) => string;
}

/**
 * Hints for who gave a command with this `-C`, if any. A run is named in them by its number, and that is the number of another run
 * wherever the repository is another one.
 */
export const hintsFrom = (dir: string | undefined): Hints => {
  let place = dir;
  return {
    goTo: (named) => {
      place = named;
    },
    fromHere: (text) => {
      if (place === undefined) return text;
      const given = `-C ${shellWord(place)}`;
      return text.replaceAll(COMMAND, (_, program: string) => `\`${program} ${given} `);
    },
  };
};

/** How a command begins that goes by a repository, and does not say yet where that is. */
const COMMAND = /`(refold|git) (?=(?!help\b|completion\b)[a-z])/g;
