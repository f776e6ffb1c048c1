import { hash } from 'node:crypto';
import fc from 'fast-check';

/** How agents, gates and people behave; which one it is follows from the step and the attempt, and from no call's number. */
export interface Temper {
  readonly ends: 'well' | 'badly' | 'by a kill';
  /** How many files of its own the agent writes. */
  readonly writes: number;
  /** It writes to a file that others write to as well. */
  readonly shares: boolean;
  /** It deletes a file that it found. */
  readonly deletes: boolean;
  /** It writes although it must not. */
  readonly trespasses: boolean;
  readonly commits: 'not' | 'on its branch' | 'on no branch' | 'on a branch of its own';
  readonly answers: 'well' | 'badly' | 'not';
  readonly tasks: number;
  /** What it tells of its use: nothing, at its end, or also on the way. */
  readonly tells: 'nothing' | 'in the end' | 'always';
  /** It takes more turns than a guard allows. */
  readonly isLong: boolean;
  readonly gatePasses: boolean;
  readonly person: 'continue' | 'abort';
}

/** Everything goes well, and nobody does more than is asked. */
export const GOOD: Temper = {
  ends: 'well',
  writes: 1,
  shares: false,
  deletes: false,
  trespasses: false,
  commits: 'not',
  answers: 'well',
  tasks: 2,
  tells: 'always',
  isLong: false,
  gatePasses: true,
  person: 'continue',
};

const mostly = <A>(usual: A, ...others: readonly A[]): fc.Arbitrary<A> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.constant(usual) },
    { weight: 1, arbitrary: fc.constantFrom(usual, ...others) },
  );

const temper: fc.Arbitrary<Temper> = fc.record({
  ends: mostly<Temper['ends']>('well', 'badly', 'by a kill'),
  writes: fc.constantFrom(1, 0, 2),
  shares: mostly(false, true),
  deletes: mostly(false, true),
  trespasses: mostly(false, true),
  commits: fc.constantFrom('not', 'on its branch', 'on no branch', 'on a branch of its own'),
  answers: mostly<Temper['answers']>('well', 'badly', 'not'),
  tasks: fc.constantFrom(2, 1, 3),
  tells: fc.constantFrom('always', 'in the end', 'nothing'),
  isLong: mostly(false, true),
  gatePasses: mostly(true, false),
  person: mostly<Temper['person']>('continue', 'abort'),
});

export const tempers: fc.Arbitrary<readonly Temper[]> = fc.array(temper, { minLength: 1, maxLength: 5 });

/** The temper of whoever acts for a step in an attempt. */
export const temperOf = (all: readonly Temper[], path: string, attempt: number): Temper => {
  const place = Number.parseInt(hash('sha1', `${path} ${attempt}`).slice(0, 8), 16);
  const [first] = all;
  const found = all[place % all.length] ?? first;
  if (!found) throw new Error('there is no temper');
  return found;
};
