/** The option of every command that works on a run. */
export const TAKE_OVER = [
  '--take-over',
  'take the run even if its owner on another machine may live',
] as const;
