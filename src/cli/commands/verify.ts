import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { paintWith } from '../../inspector/text/paint.js';
import { verdictText } from '../../inspector/text/verdict.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { load } from '../../projections/load.js';
import type { RunAccumulator } from '../../projections/runState/state.js';
import {
  type Evidence,
  evidence,
  isSound,
  type PayloadVerdict,
  type Verdict,
  verdictOf,
} from '../../projections/verdict.js';
import { asJson, type Outcome } from '../command.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import type { CliError } from '../failure/failure.js';
import { openRun } from '../find/openRun.js';

/** `refold verify`: whether a log is what was written, all of it, and understood. */
export const verify = (context: Context, wanted: string | undefined): Outcome =>
  pipe(
    openRun(context, wanted),
    TE.chainW((run) =>
      pipe(
        verdictOn(run),
        TE.map(({ verdict }) => {
          const text = context.json
            ? asJson({ run: run.ref.run, ...verdict })
            : verdictText(verdict, paintWith(context.colour));
          context.print(text);
          return isSound(verdict) ? EXIT.done : EXIT.damaged;
        }),
      ),
    ),
  );

/** The verdicts on a log, and the state that it comes to. */
export const verdictOn = (
  run: ReadableRun,
): TE.TaskEither<CliError, { readonly verdict: Verdict; readonly state: RunAccumulator }> =>
  pipe(
    TE.Do,
    TE.bind('loaded', () => load(run.log, evidence)),
    TE.bindW('torn', () => run.torn()),
    TE.bindW('payloads', ({ loaded }) => TE.fromTask(payloadsOf(run, loaded.value))),
    TE.filterOrElseW(
      ({ loaded: { value, scan } }) => isKnown(value.run) || scan.tail.kind === 'damaged',
      (): CliError => ({ _tag: 'NotCreated' }),
    ),
    TE.map(({ loaded: { value, scan }, torn, payloads }) => ({
      verdict: verdictOf(value, scan, torn, payloads),
      state: value.run,
    })),
  );

const isKnown = ({ run, outside }: RunAccumulator): boolean => run !== undefined || outside !== undefined;

/** Looks at every payload that the log names. */
const payloadsOf =
  (run: ReadableRun, { payloads }: Evidence) =>
  async (): Promise<PayloadVerdict> => {
    const missing: string[] = [];
    const damaged: string[] = [];
    const unreadable: string[] = [];
    for (const ref of payloads.values()) {
      const found = await run.payloads.check(ref)();
      if (E.isRight(found)) continue;
      const lists = { PayloadMissing: missing, PayloadDamaged: damaged, PayloadUnreadable: unreadable };
      lists[found.left._tag].push(ref.sha256);
    }
    const sound = missing.length + damaged.length + unreadable.length === 0;
    const closed = unreadable.length > 0 ? { unreadable } : {};
    return { sound, named: payloads.size, missing, damaged, ...closed };
  };
