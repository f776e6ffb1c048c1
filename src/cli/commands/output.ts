import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { EventOf } from '../../events/catalogue.js';
import { type Content, visibleText } from '../../events/content.js';
import type { Stored } from '../../events/stored.js';
import { harmless, type Paint, paintWith } from '../../inspector/text/paint.js';
import type { Listening, ListenTo } from '../../ports/launches.js';
import type { PayloadReader } from '../../ports/payloads.js';
import type { ReadableRun } from '../../ports/runStore.js';
import { growing } from '../../projections/growing.js';
import { asJson, type Outcome } from '../command.js';
import { listenTo } from '../compose/reading.js';
import type { Context } from '../context.js';
import { warnOfTail } from '../find/openRun.js';
import { followToEnd } from '../progress/follow.js';

/** A call of an agent, and what it printed. */
interface Call {
  readonly intended: EventOf<'CallIntended'>;
  readonly listening: Listening;
  /** What the log holds of it; undefined while it is under way. */
  ended: Content | undefined;
}

/** `refold log --output`: what the agents of a run printed, as they printed it; with `follow` what they print from now on. */
export const output = (
  context: Context,
  run: ReadableRun,
  { follow }: { readonly follow: boolean },
): Outcome => {
  const calls = createCalls(listenTo(run));
  const printer = createPrinter(context, paintWith(context.colour));
  let isFirst = true;
  const looked = async (): Promise<void> => {
    // Whoever follows wants the call that is under way, or the last one.
    if (follow && isFirst) calls.forget((call, isLast) => call.ended !== undefined && !isLast);
    isFirst = false;
    for (const call of calls.all()) printer.print(call, await more(run.payloads, call));
    calls.forget(({ ended }) => ended !== undefined);
  };
  const log = growing(run.log, calls.visit);
  const read = follow
    ? followToEnd(run, log, { looked })
    : pipe(
        log.look(),
        TE.chainFirstTaskK(() => looked),
      );
  return pipe(
    read,
    TE.map(({ tail }) => {
      printer.end();
      return warnOfTail(context, run, tail);
    }),
  );
};

/** The calls that there is something to be printed of. */
const createCalls = (listen: ListenTo) => {
  const calls = new Map<number, Call>();
  return {
    all: (): readonly Call[] => [...calls.values()],
    visit: ({ known, event }: Stored): void => {
      if (!known) return;
      if (event.type === 'CallIntended')
        calls.set(event.seq, { intended: event, listening: listen(event.seq), ended: undefined });
      if (event.type !== 'CallFinished' && event.type !== 'CallInterrupted') return;
      const call = calls.get(event.data.intent);
      if (call) call.ended = event.data.transcript ?? event.data.output;
    },
    forget: (isDone: (call: Call, isLast: boolean) => boolean): void => {
      const last = [...calls.keys()].at(-1);
      for (const [seq, call] of calls) {
        if (!isDone(call, seq === last)) continue;
        call.listening.end();
        calls.delete(seq);
      }
    },
  };
};

/** What came since the last time; of a call that nobody listened to, what the log holds. */
const more = async (payloads: PayloadReader, { listening, ended }: Call): Promise<string> => {
  const fresh = Buffer.from(listening.more()).toString('utf8');
  if (listening.heard() || ended === undefined) return fresh;
  if (!('payload' in ended)) return ended.text;
  const kept = await payloads.get(ended.payload)();
  return E.isRight(kept)
    ? Buffer.from(kept.right).toString('utf8')
    : `${visibleText(ended)}\n(the rest of it is lost: ${ended.payload.sha256})`;
};

/** Prints lines under the name of the call that they are of; for programs, a document for every piece. */
const createPrinter = ({ json, print }: Context, paint: Paint) => {
  const rests = new Map<number, string>();
  let current: number | undefined;
  const lines = ({ seq, data }: EventOf<'CallIntended'>, texts: readonly string[]): void => {
    if (texts.length === 0) return;
    if (current !== seq)
      print(paint.bold(`── ${harmless(data.path)}  ${harmless(data.agent.name)}, seq ${seq}`));
    current = seq;
    for (const text of texts) print(harmless(text));
  };
  const open = new Map<number, EventOf<'CallIntended'>>();
  return {
    print: ({ intended, ended }: Call, text: string): void => {
      const { seq, data } = intended;
      if (json) {
        if (text !== '') print(asJson({ seq, path: data.path, agent: data.agent.name, text }));
        return;
      }
      const texts = `${rests.get(seq) ?? ''}${text}`.split('\n');
      // A line that has no end yet is held back.
      const rest = texts.pop() ?? '';
      lines(intended, ended && rest !== '' ? [...texts, rest] : texts);
      if (ended) rests.delete(seq);
      else rests.set(seq, rest);
      open.set(seq, intended);
    },
    end: (): void => {
      for (const [seq, rest] of rests) {
        const intended = open.get(seq);
        if (intended && rest !== '') lines(intended, [rest]);
      }
    },
  };
};
