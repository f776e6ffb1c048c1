import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { KeptFile } from '../../events/files.js';
import type { Checkout } from '../../ports/checkout.js';
import type { PayloadError } from '../../ports/payloads.js';
import { lastStepOf } from '../../projections/outside.js';
import type { CliError } from '../failure/failure.js';
import { howLost } from '../failure/wording.js';
import type { Looked } from './look.js';

const NOTHING = new Uint8Array(0);

/** What is kept of a file; of one that is gone, nothing. */
export const contentOf = (
  { run, outside }: Pick<Looked, 'run' | 'outside'>,
  file: KeptFile,
): TE.TaskEither<CliError, Uint8Array> =>
  'deleted' in file
    ? TE.right(NOTHING)
    : pipe(
        run.payloads.get(file.content),
        TE.mapLeft((error): CliError => {
          const lines = [lostWords(run.place, error)];
          const step = lastStepOf(outside);
          if (error._tag === 'PayloadUnreadable') return { _tag: 'CheckpointUnreadable', lines };
          return { _tag: 'CheckpointDamaged', name: outside.name, lines, step, earlier: undefined };
        }),
      );

/** What lies at a path of the checkout now. */
export const contentNow = (checkout: Checkout, path: string): TE.TaskEither<CliError, Uint8Array> =>
  pipe(
    checkout.read(path),
    TE.chainTaskK(({ content }) => async () => {
      if (content instanceof Uint8Array) return content;
      const chunks: Uint8Array[] = [];
      for await (const chunk of content) chunks.push(chunk);
      return Buffer.concat(chunks);
    }),
  );

/** Which payload is not to be had, and why. */
export const lostWords = (place: string, error: PayloadError): string =>
  `the payload ${error.ref.sha256} of the run in ${place} ${howLost(error)}`;
