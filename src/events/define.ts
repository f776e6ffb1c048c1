import type * as t from 'io-ts';

/**
 * How an intent without an outcome is settled after a crash:
 * - `mailbox`: look what the launched agent left, adopt it if it still runs;
 * - `rerun`: stop what is left of it and run it again;
 * - `finish`: idempotent; look how far it came and finish it.
 */
export type SettledBy = 'mailbox' | 'rerun' | 'finish';

/** What the catalogue holds about one type of event. */
export interface EventDefinition {
  readonly v: number;
  /** One sentence for docs/events.md. */
  readonly about: string;
  readonly data: t.Mixed;
  /** One readable line for `refold log`. */
  readonly say: (data: never) => string;
  /** Set on every intent, and only there. */
  readonly settledBy?: SettledBy;
  /** Set on every event that ends an intent; its data names the intent's seq as `intent`. */
  readonly outcome?: true;
  /** An older refold that does not know this type must not write to the log any more. */
  readonly critical?: true;
}

/** Declares an event of the catalogue; the export's name is the type. */
export const event = <
  C extends t.Mixed,
  const D extends {
    readonly v: number;
    readonly about: string;
    readonly settledBy?: SettledBy;
    readonly outcome?: true;
    readonly critical?: true;
  },
>(
  definition: D & { readonly data: C; readonly say: (data: t.TypeOf<C>) => string },
): D & { readonly data: C; readonly say: (data: t.TypeOf<C>) => string } => definition;
