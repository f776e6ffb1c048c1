/** Something that a person should know: what, and what to do next. A problem keeps something from working as it should. */
export interface Finding {
  readonly level: 'problem' | 'note';
  /** What it is about: `git`, `home`, or the name of an agent. */
  readonly about: string;
  readonly message: string;
  readonly hint: string;
}

/** Whether nothing is wrong. */
export const isSound = (findings: readonly Finding[]): boolean =>
  findings.every(({ level }) => level !== 'problem');
