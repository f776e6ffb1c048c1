import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { createJsonlStore } from '../../src/adapters/log/jsonl/store.js';
import { start } from '../../src/cli/working.js';
import type { EventWriter } from '../../src/ports/eventLog.js';
import type { RunStore, WritableRun } from '../../src/ports/runStore.js';
import { die } from './countedCalls.js';

/**
 * refold as it is, but that the process kills itself by SIGKILL: around a write of its log (`CRASH_AT=<seq>` names the
 * event, `CRASH_WHEN` whether the write that holds it was not begun (`before`) or is on disk (`after`)), or at a call by
 * which it acts on the world.
 */
const at = Number(process.env.CRASH_AT ?? Number.POSITIVE_INFINITY);
const when = process.env.CRASH_WHEN === 'before' ? 'before' : 'after';

const crashing = (log: EventWriter): EventWriter => {
  let durable = log.end().seq;
  return {
    ...log,
    flush: () => async () => {
      const reached = durable < at && log.end().seq >= at;
      if (reached && when === 'before') die();
      const flushed = await log.flush()();
      if (reached) die();
      if (E.isRight(flushed)) durable = log.end().seq;
      return flushed;
    },
  };
};

const withCrash = (run: WritableRun): WritableRun => ({ ...run, log: crashing(run.log) });

const openStore = (home: string): RunStore => {
  const store = createJsonlStore(home);
  return {
    ...store,
    create: (ref) =>
      TE.map(({ run, number }: { run: WritableRun; number: number }) => ({ run: withCrash(run), number }))(
        store.create(ref),
      ),
    openForWriting: (ref, options) => TE.map(withCrash)(store.openForWriting(ref, options)),
  };
};

start({
  scriptedAgent: fileURLToPath(new URL('./scripted-agent.js', import.meta.url)),
  workflows: fileURLToPath(new URL('./workflows/', import.meta.url)),
  openStore,
});
