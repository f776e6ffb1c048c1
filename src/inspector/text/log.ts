import { catalogue } from '../../events/catalogue.js';
import type { Stored } from '../../events/stored.js';
import { between, duration } from './duration.js';
import { harmless, type Paint } from './paint.js';

/** How wide the type of an event and the step that it is about are printed. */
const TYPE_WIDTH = 20;
const STEP_WIDTH = 12;

/** What stands around an event: the time of the one before it, and the step that it is about. */
export interface Surrounding {
  readonly since: string | undefined;
  readonly step: string | undefined;
}

/** One readable line for an event. */
export const logLine = (stored: Stored, { since, step = '' }: Surrounding, paint: Paint): string => {
  const { seq, at, type } = stored.event;
  const gap = since === undefined ? '' : `+${duration(Math.max(0, between(since, at)))}`;
  const when = `${at.slice(0, 10)} ${at.slice(11, 23)}`;
  return [
    paint.dim(String(seq).padStart(5)),
    paint.dim(when),
    paint.dim(gap.padStart(9)),
    paint.bold(type.padEnd(TYPE_WIDTH)),
    harmless(step).padEnd(STEP_WIDTH),
    said(stored),
  ].join('  ');
};

/** What an event says of itself. */
export const said = (stored: Stored): string => {
  if (!stored.known) return `(only a newer refold knows this event, v${stored.event.v})`;
  const { say } = catalogue[stored.event.type] as { readonly say: (data: unknown) => string };
  return harmless(say(stored.event.data));
};
