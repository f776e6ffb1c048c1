import { hash } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { createMemoryPayloads } from '../../src/adapters/log/memory/payloads.js';
import { createMemorySnapshots } from '../../src/adapters/log/memory/snapshots.js';
import { nodePlatform } from '../../src/adapters/log/platform.js';
import { createStaging } from '../../src/adapters/log/staging.js';
import { catalogue, type Event } from '../../src/events/catalogue.js';
import { createScanner, genesis, type ScanEnd } from '../../src/events/scan.js';
import type { Stored } from '../../src/events/stored.js';
import type { AppendError, EventWriter } from '../../src/ports/eventLog.js';
import type { RunRef, TornFile, WritableRun } from '../../src/ports/runStore.js';
import { project } from '../../src/projections/projection.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { runState } from '../../src/projections/runState.js';
import type { Actor, Schedule } from './schedule.js';

/** What stands on the disk of a run: its log, byte for byte, its payloads, and torn tails that were set aside. */
export class SimulatedLog {
  bytes = Buffer.alloc(0);
  torn: TornFile[] = [];
  /** The logs of the runs that this one was forked from, as they were left. */
  readonly parents: Buffer[] = [];
  readonly payloads = createMemoryPayloads();
  /** All that is on the disk, and what of it announces something whose outcome is not. */
  readonly durable: Event[] = [];
  readonly open = new Map<number, Event>();
  readonly spawned = new Set<number>();
  private leases = 0;
  private writing: Uint8Array | undefined;

  constructor(
    public ref: RunRef,
    private readonly schedule: Schedule,
  ) {}

  /** Opens the log for a life: what a crash tore off is set aside, and nothing else may be wrong. */
  openFor(
    life: Actor,
    visit: (stored: Stored) => void,
    fault: () => AppendError | undefined,
  ): WritableRun & { readonly scan: ScanEnd } {
    this.forgetDurable();
    const scan = scanLog(this.bytes, (stored) => {
      if (stored.known) this.remember(stored.event);
      visit(stored);
    });
    if (scan.tail.kind === 'torn') this.setAside(scan);
    this.leases += 1;
    return {
      scan,
      ref: this.ref,
      place: `/runs/${this.ref.run}`,
      log: this.writer(life, scan, fault),
      payloads: this.payloads,
      snapshots: createMemorySnapshots(),
      lease: this.leases,
      holder: { pid: this.leases, start: `${this.leases}`, host: 'here', boot: 'b', pidns: 'n' },
      torn: [...this.torn],
      size: () => async () => E.right(this.bytes.length),
      release: () => async () => E.right(undefined),
    };
  }

  /** The engine dies in the middle of a write: so much of it, in percent, is on the disk. */
  tear(percent: number): void {
    const { writing = new Uint8Array(0) } = this;
    this.writing = undefined;
    this.bytes = Buffer.concat([
      this.bytes,
      writing.subarray(0, Math.floor((writing.length * percent) / 100)),
    ]);
  }

  /** From here on it is the log of a fork: so much of this one, and what makes it a run of its own. */
  becomeFork(run: string, upTo: number, begun: Uint8Array): void {
    this.parents.push(this.bytes);
    this.bytes = Buffer.concat([this.bytes.subarray(0, upTo), begun]);
    this.ref = { ...this.ref, run };
    this.torn = [];
    this.forgetDurable();
  }

  private writer(life: Actor, { end }: ScanEnd, fault: () => AppendError | undefined): EventWriter {
    const staging = createStaging(nodePlatform, end);
    let staged: Stored[] = [];
    let broken: AppendError | undefined;
    return {
      end: staging.end,
      stage: (expected, drafts, at) => {
        if (broken) return E.left(broken);
        const taken = staging.stage(expected, drafts, at);
        if (E.isRight(taken)) staged.push(...taken.right);
        return taken;
      },
      flush: () => async () => {
        await this.schedule.turn(life, 'write');
        broken ??= fault();
        if (broken) return E.left(broken);
        this.writing = staging.take();
        await this.schedule.turn(life, 'the write goes on');
        this.tear(100);
        for (const stored of staged) if (stored.known) this.remember(stored.event);
        staged = [];
        await this.schedule.turn(life, 'the write is acknowledged');
        return E.right(undefined);
      },
    };
  }

  private setAside({ end }: ScanEnd): void {
    const rest = this.bytes.subarray(end.offset);
    const file = `events.jsonl.torn-${end.seq + 1}-${this.torn.length}`;
    this.torn.push({ file, size: rest.length, sha256: hash('sha256', rest) });
    this.bytes = this.bytes.subarray(0, end.offset);
  }

  private remember(event: Event): void {
    this.durable.push(event);
    const definition = catalogue[event.type];
    if ('settledBy' in definition) this.open.set(event.seq, event);
    if ('outcome' in definition) this.open.delete((event.data as { readonly intent: number }).intent);
    if (event.type === 'AgentSpawned') this.spawned.add(event.data.intent);
  }

  private forgetDurable(): void {
    this.durable.length = 0;
    this.open.clear();
    this.spawned.clear();
  }
}

/** Reads a log to its end. */
export const scanLog = (bytes: Uint8Array, visit: (stored: Stored) => void): ScanEnd => {
  const scanner = createScanner(nodePlatform, genesis(nodePlatform), visit);
  scanner.push(bytes);
  return scanner.finish();
};

/** What a log comes to. */
export const stateOf = ({ bytes }: SimulatedLog): RunState => {
  const stored: Stored[] = [];
  scanLog(bytes, (one) => stored.push(one));
  return project(runState, stored);
};
