import { catalogue, type Event, type EventType } from '../events/catalogue.js';
import type { Stored } from '../events/stored.js';
import type { Handlers, Projection } from './projection.js';
import { onAttempt } from './runState/onAttempt.js';
import { onDrift } from './runState/onDrift.js';
import { onEnding } from './runState/onEnding.js';
import { onFork } from './runState/onFork.js';
import { onLimit } from './runState/onLimit.js';
import { onMessage } from './runState/onMessage.js';
import { onOutside } from './runState/onOutside.js';
import { onProcess } from './runState/onProcess.js';
import { onReview } from './runState/onReview.js';
import { onRun } from './runState/onRun.js';
import { onSession } from './runState/onSession.js';
import { onSetup } from './runState/onSetup.js';
import { onStep } from './runState/onStep.js';
import { onWorkspace } from './runState/onWorkspace.js';
import { noteTouched } from './runState/recorded.js';
import { emptyRunState, type OpenIntent, type RunAccumulator } from './runState/state.js';

/** One handler for every event there is: a new event does not compile until it is told here what it means. */
const handlers: Required<Handlers<RunAccumulator>> = {
  ...onRun,
  ...onFork,
  ...onStep,
  ...onAttempt,
  ...onProcess,
  ...onSession,
  ...onReview,
  ...onMessage,
  ...onSetup,
  ...onWorkspace,
  ...onDrift,
  ...onEnding,
  ...onLimit,
  ...onOutside,
};

const intents: ReadonlySet<string> = typesHaving('settledBy');
const outcomes: ReadonlySet<string> = typesHaving('outcome');

/** All that the engine knows of a run; what every other surface shows of it is read from here too. */
export const runState: Projection<RunAccumulator> = {
  name: 'runState',
  empty: emptyRunState,
  each: (run, stored) => {
    run.seq = stored.event.seq;
    run.lastAt = run.at;
    run.at = stored.event.at;
    if (!stored.known) noteCritical(run, stored);
  },
  on: mapValues(handlers, (type, handle) => {
    const isIntent = intents.has(type);
    const isOutcome = outcomes.has(type);
    return (run, event) => {
      const outcomeOf = isOutcome ? run.intents.get(intentIn(event)) : undefined;
      if (isIntent) open(run, event);
      handle(run, event);
      noteConcern(run, event, outcomeOf);
      if (outcomeOf) close(run, outcomeOf);
    };
  }),
};

const RUN_IN_A_STEP: ReadonlySet<string> = new Set(['CallIntended', 'GateIntended', 'ContextIntended']);

type Handle = (run: RunAccumulator, event: Event) => void;

function mapValues(
  all: Required<Handlers<RunAccumulator>>,
  wrap: (type: string, handle: Handle) => Handle,
): Handlers<RunAccumulator> {
  const wrapped = Object.entries(all).map(([type, handle]) => [type, wrap(type, handle as Handle)]);
  return Object.fromEntries(wrapped) as Handlers<RunAccumulator>;
}

function open(run: RunAccumulator, event: Event): void {
  const { life } = run;
  const { unit, worktree } = placeOf(run, event);
  const intent = {
    type: event.type,
    event,
    life,
    unit,
    worktree,
    spawned: undefined,
    shown: undefined,
  } as OpenIntent;
  run.intents.set(event.seq, intent);
  noteTouched(run, unit, intent.event);
  run.busy.set(unit, (run.busy.get(unit) ?? 0) + 1);
}

function close(run: RunAccumulator, { event, unit }: OpenIntent): void {
  run.intents.delete(event.seq);
  const others = (run.busy.get(unit) ?? 1) - 1;
  if (others === 0) run.busy.delete(unit);
  else run.busy.set(unit, others);
}

/** What runs for a step runs where the step does; all other intents say themselves which worktree they concern. */
function placeOf(
  run: RunAccumulator,
  { type, data }: Event,
): { readonly unit: string; readonly worktree: string } {
  const said = data as { readonly unit?: string; readonly path?: string; readonly worktree?: string };
  const ofStep =
    RUN_IN_A_STEP.has(type) && said.path !== undefined ? run.index.steps.get(said.path)?.unit : undefined;
  const unit = said.unit ?? ofStep ?? '';
  return { unit, worktree: said.worktree ?? run.worktrees.get(unit)?.path ?? '' };
}

function intentIn(event: Event): number {
  return (event.data as { readonly intent: number }).intent;
}

function pathIn({ data }: Event): string | undefined {
  return (data as { readonly path?: string }).path;
}

/** Remembers the event as the latest of its step, or of the run, so that what follows can name it as its cause. */
function noteConcern(run: RunAccumulator, event: Event, outcomeOf: OpenIntent | undefined): void {
  const path = pathIn(event) ?? (outcomeOf && pathIn(outcomeOf.event));
  const step = path === undefined ? undefined : run.steps.get(path);
  if (step) step.last = event.seq;
  else run.last = event.seq;
}

function noteCritical(run: RunAccumulator, stored: Extract<Stored, { known: false }>): void {
  if (!stored.event.critical || run.critical) return;
  const refold = run.lives.get(run.life)?.refold ?? run.run?.refold ?? run.outside?.refold ?? '';
  run.critical = { type: stored.event.type, seq: stored.event.seq, refold };
}

function typesHaving(key: 'settledBy' | 'outcome'): ReadonlySet<string> {
  return new Set((Object.keys(catalogue) as EventType[]).filter((type) => key in catalogue[type]));
}
