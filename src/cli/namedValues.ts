import * as E from 'fp-ts/lib/Either.js';
import { type UsageError, usage } from './failure/failure.js';

/** A name, and the value that the command line gives it. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** An option that gives a value to a name, as often as it is given. */
export interface NamingOption {
  /** As it is written, such as `--set`. */
  readonly option: string;
  /** What a name is made of, as a regular expression for one in whole. */
  readonly names: RegExp;
  /** What a name is made of, in words; undefined where that goes without saying. */
  readonly words?: string;
}

/** The values of such an option, each `name=value`; a name that is given twice is refused, whatever the values are. */
export const namedValues = (
  { option, names, words }: NamingOption,
  given: readonly string[],
): E.Either<UsageError, readonly NamedValue[]> => {
  const values = new Map<string, string>();
  for (const text of given) {
    const [, name = '', value = ''] = /^([^=]*)=(.*)$/s.exec(text) ?? [];
    if (!names.test(name)) {
      const hint = `write \`${option} name=value\`${words === undefined ? '' : `; ${words}`}`;
      return E.left(usage(`\`${option} ${text}\` gives no value to a name`, hint));
    }
    if (values.has(name)) {
      const message = `\`${option}\` gives \`${name}\` a value twice`;
      return E.left(
        usage(message, `nothing was done; leave all \`${option} ${name}=…\` out but the one that is meant`),
      );
    }
    values.set(name, value);
  }
  return E.right([...values].map(([name, value]) => ({ name, value })));
};
