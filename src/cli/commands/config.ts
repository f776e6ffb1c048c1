import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { LimitSetting } from '../../events/limits.js';
import { harmless, paintWith } from '../../inspector/text/paint.js';
import { asJson, type Outcome } from '../command.js';
import { repositoryAt } from '../compose/git.js';
import { readLayers } from '../config/config.js';
import { type ConfigValue, configValues, valueWords } from '../config/configValues.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';

/** `refold config`: every value that a run would take here, and which place says it. */
export const config = (context: Context, limits: readonly LimitSetting[]): Outcome => {
  const repository = repositoryAt(context.cwd);
  return pipe(
    TE.fromEither(readLayers(context, E.isRight(repository) ? repository.right.root : undefined)),
    TE.map((layers) => {
      const values = [homeOf(context), ...configValues(layers, limits)];
      context.print(context.json ? asJson(values) : configText(values, context.colour));
      return EXIT.done;
    }),
  );
};

const homeOf = ({ home, env }: Context): ConfigValue => ({
  name: 'home',
  value: home,
  from: env.REFOLD_HOME ? 'REFOLD_HOME' : 'default',
});

const configText = (values: readonly ConfigValue[], colour: boolean): string => {
  const paint = paintWith(colour);
  const rows = values.map((one) => ({ ...one, words: harmless(valueWords(one)) }));
  const wide = (texts: readonly string[]): number => Math.max(...texts.map(({ length }) => length));
  const [names, words] = [wide(rows.map(({ name }) => name)), wide(rows.map((row) => row.words))];
  return rows
    .map(({ name, words: value, from }) =>
      [name.padEnd(names), value.padEnd(words), paint.dim(from)].join('  ').trimEnd(),
    )
    .join('\n');
};
