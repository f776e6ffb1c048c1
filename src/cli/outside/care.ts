import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { KeptFile } from '../../events/files.js';
import { some } from '../../events/some.js';
import { integrityLines } from '../../inspector/text/integrity.js';
import { paintWith } from '../../inspector/text/paint.js';
import { pathWords } from '../../inspector/text/pathWords.js';
import { type FileReview, reviewLines } from '../../inspector/text/review.js';
import type { RunStore } from '../../ports/runStore.js';
import { asksFor, type FileState, type Finding, type Integrity } from '../../projections/integrity.js';
import { firstCommandOf } from '../../projections/outside.js';
import type { Context } from '../context.js';
import type { Differing, DriftCare } from '../drift/askAboutDrift.js';
import type { CliError } from '../failure/failure.js';
import { contentNow, contentOf } from './content.js';
import { compare, type Looked } from './look.js';
import { restoreOutside } from './restore.js';

/** The run as it was looked at last, what a person was shown of its files, and how it is looked at anew. */
export interface Seen {
  looked: Looked;
  integrity: Integrity | undefined;
  readonly look: TE.TaskEither<CliError, Looked>;
}

/** What a person who is asked about files can do. What they are shown is kept in `seen`. */
export const careFor = (context: Context, store: RunStore, seen: Seen): DriftCare => ({
  look: () =>
    pipe(
      seen.integrity ? seen.look : TE.right(seen.looked),
      TE.bindTo('looked'),
      TE.bind('integrity', ({ looked }) => TE.fromTask<Integrity, CliError>(compare(looked))),
      TE.map(({ looked, integrity }) => {
        Object.assign(seen, { looked, integrity });
        return asksFor(integrity) ? differing(looked, integrity) : undefined;
      }),
    ),
  review: () =>
    pipe(
      seen.integrity?.findings ?? [],
      TE.traverseSeqArray((finding) => reviewed(seen.looked, finding)),
      TE.map((reviews) => reviewLines(reviews, paintWith(false))),
    ),
  restore: (path) => restoreOutside(context, store, seen.looked, path),
});

const differing = (looked: Looked, integrity: Integrity): Differing => ({
  offers: {
    proceed: 'Proceed: go on; what is there is accepted, to be processed again',
    fresh: `Start fresh: close this run and begin anew${beginning(looked)}; no file is touched`,
  },
  ...cannotProceed(integrity),
  files: integrity,
  restorable: integrity.findings.flatMap(({ path, was }) => (was ? [path] : [])),
});

/** What cannot be kept is not gone on with: nobody could have it back, or tell later that it is another one. */
const cannotProceed = (integrity: Integrity): Pick<Differing, 'lines' | 'cannot'> => {
  const lines = integrityLines(integrity, paintWith(false));
  const unknown = integrity.findings
    .filter(({ kind }) => kind === 'UNKNOWN')
    .map(({ path }) => pathWords(path));
  if (unknown.length === 0) return { lines };
  const why = `cannot proceed: what lies at ${some(unknown)} cannot be kept; make it a file that can be read, or move it away`;
  return { lines: [...lines, why], cannot: ['proceed'] };
};

const beginning = ({ outside }: Looked): string => {
  const command = firstCommandOf(outside);
  return command === undefined ? '' : ` with \`${command}\``;
};

/** What is recorded of a file beside what is there, line by line where both are text. */
const reviewed = (looked: Looked, finding: Finding): TE.TaskEither<CliError, FileReview> => {
  const kept = looked.from.found.get(finding.path) ?? looked.from.files.get(finding.path);
  const { now } = finding;
  if (!kept || 'unknown' in now || isLarge(kept, now)) return TE.right({ finding });
  return pipe(
    TE.Do,
    TE.bind('was', () => contentOf(looked, kept)),
    TE.bind('is', () =>
      'deleted' in now ? TE.right(new Uint8Array(0)) : contentNow(looked.checkout, finding.path),
    ),
    TE.chainW(({ was, is }) => looked.checkout.diff(was, is)),
    TE.map((lines) => (lines ? { finding, lines } : { finding })),
  );
};

/** What is larger is not read for a review, in bytes. */
const MOST_BYTES = 8 * 1024 * 1024;

const isLarge = (kept: KeptFile, now: FileState): boolean =>
  ('content' in kept && kept.content.bytes > MOST_BYTES) || ('size' in now && now.size > MOST_BYTES);
