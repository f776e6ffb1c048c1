import type { PayloadRef } from '../events/content.js';
import type { ScanEnd, Tail } from '../events/scan.js';
import type { TornFile } from '../ports/runStore.js';
import { payloadsIn } from './named.js';
import { apply, type Projection } from './projection.js';
import type { RunAccumulator } from './runState/state.js';
import { runState } from './runState.js';

/** What there is to say of a log's trustworthiness, gathered in one pass. */
export interface Evidence {
  run: RunAccumulator;
  /** How many events only a newer refold knows, by type. */
  unknown: Map<string, number>;
  /** The payloads that events name, by digest. */
  payloads: Map<string, PayloadRef>;
}

export const evidence: Projection<Evidence> = {
  name: 'evidence',
  empty: () => ({ run: runState.empty(), unknown: new Map(), payloads: new Map() }),
  each: (into, stored) => {
    apply(runState, into.run, stored);
    if (!stored.known) into.unknown.set(stored.event.type, (into.unknown.get(stored.event.type) ?? 0) + 1);
    for (const ref of payloadsIn(stored.event.data)) into.payloads.set(ref.sha256, ref);
  },
  on: {},
};

/** What became of the payloads that events name, by digest. */
export interface PayloadVerdict {
  readonly sound: boolean;
  readonly named: number;
  readonly missing: readonly string[];
  readonly damaged: readonly string[];
  /** Those that are there and could not be read, if any. */
  readonly unreadable?: readonly string[];
}

/** Separate verdicts on a log: each can hold without the others. */
export interface Verdict {
  /** Whether every line is what was written, by one writer at a time. */
  readonly integrity: {
    readonly sound: boolean;
    readonly events: number;
    readonly damage?: Damage;
    readonly secondWriters: readonly number[];
  };
  /** Whether anything is missing; what was cut off at the end of a line can be told by no chain. */
  readonly completeness: {
    readonly upTo: number;
    readonly torn?: Torn;
    readonly unnamedTornFiles: readonly string[];
  };
  /** Whether this refold understands all of it. */
  readonly decodable: {
    readonly sound: boolean;
    readonly damage?: Damage;
    readonly unknown: Readonly<Record<string, number>>;
  };
  readonly payloads: PayloadVerdict;
}

type Damage = Extract<Tail, { kind: 'damaged' }>;
type Torn = Extract<Tail, { kind: 'torn' }>;

export const verdictOf = (
  { run, unknown }: Evidence,
  { end, tail }: ScanEnd,
  tornFiles: readonly TornFile[],
  payloads: PayloadVerdict,
): Verdict => {
  const damage = tail.kind === 'damaged' ? { damage: tail } : {};
  const undecodable = tail.kind === 'damaged' && tail.fault === 'undecodable';
  const broken = tail.kind === 'damaged' && !undecodable;
  return {
    integrity: {
      sound: !broken && run.secondWriters.length === 0,
      events: end.seq,
      ...(broken ? damage : {}),
      secondWriters: run.secondWriters,
    },
    completeness: {
      upTo: end.seq,
      ...(tail.kind === 'torn' ? { torn: tail } : {}),
      unnamedTornFiles: tornFiles.map(({ file }) => file).filter((file) => !run.tornFiles.has(file)),
    },
    decodable: { sound: !undecodable, ...(undecodable ? damage : {}), unknown: Object.fromEntries(unknown) },
    payloads,
  };
};

/** Whether a log can be trusted and gone on with as it is. */
export const isSound = ({ integrity, completeness, decodable, payloads }: Verdict): boolean =>
  integrity.sound && decodable.sound && payloads.sound && !completeness.torn?.zeroed;
