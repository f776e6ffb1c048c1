import { realpathSync } from 'node:fs';
import { relative } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { DataOf } from '../../events/catalogue.js';
import { whyNoName } from '../../events/runName.js';
import type { Checkout } from '../../ports/checkout.js';
import type { Repository } from '../../ports/workspace.js';
import type { OptionValue } from '../commandSpec.js';
import { checkoutAt } from '../compose/checkout.js';
import { repositoryAt } from '../compose/git.js';
import type { Context } from '../context.js';
import { type CliError, type UsageError, usage } from '../failure/failure.js';
import { type NamingOption, namedValues } from '../namedValues.js';

/** What the command line says of a checkpoint. */
export interface CheckpointOptions {
  readonly step: string;
  readonly title?: string | undefined;
  readonly command?: string | undefined;
  readonly vars: readonly string[];
  readonly files: readonly string[];
  /** Begin a new run of this name, whatever became of the one before. */
  readonly anew: boolean;
  readonly takeOver: boolean;
}

/** A checkpoint that is asked for, checked as far as that needs no file to be read. */
export interface AskedCheckpoint extends Pick<CheckpointOptions, 'anew' | 'takeOver'> {
  readonly name: string;
  readonly repository: Repository;
  readonly checkout: Checkout;
  /** The files, by their paths from the root of the checkout. */
  readonly paths: readonly string[];
  readonly facts: Omit<DataOf<'OutsideCheckpointMade'>, 'files'>;
}

/** How much one checkpoint may say of itself: an event is one line, and a line holds a megabyte. */
const MOST_BYTES = 256 * 1024;
const MOST_FILES = 2_000;

export const askedIn = (
  context: Context,
  word: string,
  options: CheckpointOptions,
): E.Either<CliError, AskedCheckpoint> => {
  const name = nameIn(word);
  if (E.isLeft(name)) return name;
  const facts = factsIn(options);
  if (E.isLeft(facts)) return facts;
  const repository = repositoryAt(context.cwd);
  if (E.isLeft(repository)) return repository;
  const checkout = checkoutAt(context, repository.right);
  const paths: string[] = [];
  for (const file of options.files) {
    const path = checkout.pathOf(context.cwd, file);
    if (E.isLeft(path)) return path;
    paths.push(path.right);
  }
  const directory = relative(checkout.root, realpathSync(context.cwd));
  const inside = directory === '' || directory.startsWith('..') ? {} : { directory };
  const { anew, takeOver } = options;
  return E.right({
    name: name.right,
    repository: { ...repository.right, root: checkout.root },
    checkout,
    paths,
    facts: { ...facts.right, ...inside },
    anew,
    takeOver,
  });
};

/** The name of a run as somebody gave it, if it is one. */
const nameIn = (word: string): E.Either<UsageError, string> => {
  const why = whyNoName(word);
  return why === undefined
    ? E.right(word)
    : E.left(
        usage(
          `a run cannot be called ${JSON.stringify(word)}: ${why}`,
          'a name is a word such as dev-story-E3-S7',
        ),
      );
};

const factsIn = ({
  step,
  title,
  command,
  vars,
  files,
}: CheckpointOptions): E.Either<UsageError, Omit<DataOf<'OutsideCheckpointMade'>, 'files'>> => {
  const number = stepIn('--step', step);
  if (E.isLeft(number)) return number;
  const given = [title ?? '', command ?? '', ...vars, ...files].join('\0');
  if (files.length > MOST_FILES || Buffer.byteLength(given) > MOST_BYTES) {
    const message = 'this is too much for one checkpoint';
    return E.left(
      usage(
        message,
        `it holds ${MOST_FILES} files and ${MOST_BYTES / 1024} KiB of names and values; put long values into a file`,
      ),
    );
  }
  const values = namedValues(VAR, vars);
  if (E.isLeft(values)) return values;
  if (command?.trim() === '')
    return E.left(usage('`--command` is empty', 'say what goes on with the workflow, or leave it out'));
  return E.right({
    step: number.right,
    vars: values.right,
    ...(title === undefined ? {} : { title }),
    ...(command === undefined ? {} : { command }),
  });
};

const VAR: NamingOption = {
  option: '--var',
  names: /^[A-Za-z_]\w*$/,
  words: 'a name is of letters, digits and `_`',
};

/** The number of a step: the next one is that and one. */
export const stepIn = (option: string, word: string): E.Either<UsageError, number> =>
  /^\d{1,9}$/.test(word)
    ? E.right(Number(word))
    : E.left(
        usage(
          `\`${option} ${word}\` is no number of a step`,
          'steps are counted in whole numbers, since a workflow goes on at the next; `--title` gives one a name',
        ),
      );

/** The same of an option that may be left out. */
export const optionalStep = (option: string, word: OptionValue): E.Either<UsageError, number | undefined> =>
  typeof word === 'string' ? stepIn(option, word) : E.right(undefined);
