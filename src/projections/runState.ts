import type { Event } from '../events/catalogue.js';
import { catalogue, type EventType, type IntentType } from '../events/catalogue.js';
import type { Stored } from '../events/stored.js';
import type { Handlers, Projection } from './projection.js';
import { onProcess } from './runState/onProcess.js';
import { onRun } from './runState/onRun.js';
import { onStep } from './runState/onStep.js';
import { onWorkspace } from './runState/onWorkspace.js';
import { emptyRunState, type OpenIntent, type RunAccumulator } from './runState/state.js';

/** One handler for every event there is: a new event does not compile until it is told here what it means. */
const handlers: Required<Handlers<RunAccumulator>> = {
  ...onRun,
  ...onStep,
  ...onProcess,
  ...onWorkspace,
};

const intents: ReadonlySet<string> = typesHaving('settledBy');
const outcomes: ReadonlySet<string> = typesHaving('outcome');

/** All that the engine knows of a run; what every other surface shows of it is read from here too. */
export const runState: Projection<RunAccumulator> = {
  name: 'runState',
  empty: emptyRunState,
  each: (run, stored) => {
    run.seq = stored.event.seq;
    run.at = stored.event.at;
    if (!stored.known) noteCritical(run, stored);
  },
  on: withIntents(handlers),
};

/** Opens and closes intents around the handlers, by what the catalogue says of their types. */
function withIntents(all: Required<Handlers<RunAccumulator>>): Handlers<RunAccumulator> {
  const wrapped = Object.entries(all).map(([type, handler]) => {
    const handle = handler as (run: RunAccumulator, event: Event) => void;
    if (intents.has(type)) return [type, (run: RunAccumulator, event: Event) => open(run, event, handle)];
    if (outcomes.has(type)) return [type, (run: RunAccumulator, event: Event) => close(run, event, handle)];
    return [type, handle];
  });
  return Object.fromEntries(wrapped) as Handlers<RunAccumulator>;
}

function open(run: RunAccumulator, event: Event, handle: (run: RunAccumulator, event: Event) => void): void {
  run.intents.set(event.seq, { type: event.type as IntentType, event, life: run.life } as OpenIntent);
  handle(run, event);
}

function close(run: RunAccumulator, event: Event, handle: (run: RunAccumulator, event: Event) => void): void {
  handle(run, event);
  run.intents.delete((event.data as { readonly intent: number }).intent);
}

function noteCritical(run: RunAccumulator, stored: Extract<Stored, { known: false }>): void {
  if (!stored.event.critical || run.critical) return;
  const refold = run.lives.get(run.life)?.refold ?? run.run?.refold ?? '';
  run.critical = { type: stored.event.type, seq: stored.event.seq, refold };
}

function typesHaving(key: 'settledBy' | 'outcome'): ReadonlySet<string> {
  return new Set((Object.keys(catalogue) as EventType[]).filter((type) => key in catalogue[type]));
}
