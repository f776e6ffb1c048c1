import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Content } from '../../events/content.js';
import type { ScanEnd } from '../../events/scan.js';
import type { Stored } from '../../events/stored.js';
import { type BridgeEntry, bridgeLines, bridgeText, messageText } from '../../inspector/text/bridge.js';
import { paintWith } from '../../inspector/text/paint.js';
import type { ReadableRun, RunEntry } from '../../ports/runStore.js';
import { bridgeOf, bridge as counted, type Posted, postedIn } from '../../projections/bridge.js';
import { growing } from '../../projections/growing.js';
import { load } from '../../projections/load.js';
import { noFacts } from '../../projections/outside.js';
import { apply } from '../../projections/projection.js';
import { asJson, type Outcome } from '../command.js';
import { composeReading, type Reading } from '../compose/reading.js';
import type { Context } from '../context.js';
import { EXIT } from '../exitCode.js';
import { type CliError, tell } from '../failure/failure.js';
import { damagedLog } from '../failure/wording.js';
import { runsHere } from '../find/lookAtRuns.js';
import { openOwnRun, warnOfTail } from '../find/openRun.js';
import { followToEnd } from '../progress/follow.js';

export interface BridgeOptions {
  /** Print the messages themselves. */
  readonly messages: boolean;
  /** Print them as they come, until the run stands still. */
  readonly follow: boolean;
}

/** `refold bridge`: what the agents of a run tell each other, in numbers or word for word; without a run, a line for each. */
export const bridge = (context: Context, wanted: string | undefined, options: BridgeOptions): Outcome => {
  if (options.messages || options.follow) return messagesOf(context, wanted, options);
  return wanted === undefined ? bridgesHere(context) : bridgeTo(context, wanted);
};

const bridgeTo = (context: Context, wanted: string): Outcome =>
  pipe(
    TE.Do,
    TE.bind('run', () => openOwnRun(context, wanted)),
    TE.bindW('loaded', ({ run }) => load(run.log, counted)),
    TE.chainEitherKW(({ run, loaded }) => {
      const found = bridgeOf(loaded.value);
      if (!found && loaded.scan.tail.kind !== 'damaged') return E.left(noFacts(loaded.value.run));
      if (found) context.print(context.json ? asJson(found) : bridgeText(found, paintWith(context.colour)));
      return E.right(warnOfTail(context, run, loaded.scan.tail));
    }),
  );

const bridgesHere = (context: Context): Outcome => {
  const reading = composeReading(context);
  return pipe(
    runsHere(reading),
    TE.chainTaskK((entries) => async () => {
      const found: BridgeEntry[] = [];
      // One after the other: a fold may take much memory.
      for (const entry of entries) found.push(...(await lookAt(reading, entry)));
      return found;
    }),
    TE.map((found) => {
      if (context.json) context.print(asJson(found));
      else if (found.length === 0)
        context.tell('there are no runs with agents yet; start one with `refold run <workflow>`');
      else context.print(bridgeLines(found).join('\n'));
      return found.some((one) => 'fault' in one) ? EXIT.damaged : EXIT.done;
    }),
  );
};

/** Of a workflow that refold does not run there is nothing to tell: it has no agents. */
const lookAt = async ({ store }: Reading, entry: RunEntry): Promise<readonly BridgeEntry[]> => {
  const { repository, run, number } = entry;
  const loaded = await pipe(
    store.open(entry),
    TE.chainW(({ log }) => load(log, counted)),
  )();
  if (E.isLeft(loaded)) return [{ repository, run, number, fault: tell(loaded.left).message }];
  const { value, scan } = loaded.right;
  const isSound = scan.tail.kind !== 'damaged';
  if (isSound && value.run.outside) return [];
  const found = isSound ? bridgeOf(value) : undefined;
  return [{ repository, ...(found ?? { run, number, fault: damagedLog(entry) }) }];
};

const messagesOf = (context: Context, wanted: string | undefined, { follow }: BridgeOptions): Outcome =>
  pipe(
    openOwnRun(context, wanted),
    TE.chainW((run): TE.TaskEither<CliError, number> => {
      const { take, print } = printer(context, run);
      const read: TE.TaskEither<CliError, ScanEnd> = follow
        ? followToEnd(run, growing(run.log, take), { looked: print })
        : pipe(
            run.log.read(take),
            TE.chainFirstTaskK(() => print),
          );
      return pipe(
        read,
        TE.map(({ tail }) => warnOfTail(context, run, tail)),
      );
    }),
  );

/** Takes in events, and prints the messages among them; with `--json`, each as one line. */
const printer = (context: Context, run: ReadableRun) => {
  const into = counted.empty();
  const paint = paintWith(context.colour);
  let taken: Posted[] = [];
  return {
    take: (stored: Stored): void => {
      apply(counted, into, stored);
      if (stored.known && stored.event.type === 'MessagePosted')
        taken.push(postedIn(into, stored.event.data, stored.event));
    },
    print: async (): Promise<void> => {
      const due = taken;
      taken = [];
      for (const posted of due) {
        const text = await textOf(run, posted.content);
        const { content: _, ...rest } = posted;
        context.print(context.json ? asJson({ ...rest, text }) : messageText(posted, text, paint));
      }
    },
  };
};

/** The whole text of a message; of one whose payload is gone, what its event holds. */
const textOf = async ({ payloads }: ReadableRun, content: Content): Promise<string> => {
  if ('text' in content) return content.text;
  const found = await payloads.get(content.payload)();
  return E.isRight(found) ? Buffer.from(found.right).toString('utf8') : `${content.head}\n(the rest is gone)`;
};
