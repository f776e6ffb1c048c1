import { setImmediate as settled } from 'node:timers/promises';

/** Someone who acts: a life of the engine, or a process that goes on without it. */
export interface Actor {
  readonly name: string;
  alive: boolean;
}

/** Somebody waits to go on; what they do then, up to where they wait next, is done at one stroke. */
interface Turn {
  readonly actor: Actor;
  readonly to: string;
  readonly isReady: () => boolean;
  readonly go: () => void;
}

/** Why no more turns are given. */
export type Pause = 'done' | 'stuck' | 'enough';

const always = (): boolean => true;

/**
 * Gives everybody their turns, one at a time, in an order that follows from numbers alone. Between two turns of one actor
 * anybody else may have theirs, or the actor may be dead.
 */
export class Schedule {
  private waiting: Turn[] = [];
  /** How many turns there were. */
  taken = 0;
  private dice = 0;

  /** From here on the order follows from this number; 0 is first come, first served. */
  shuffle(order: number): void {
    this.dice = order === 0 ? 0 : (order * 2_654_435_761) >>> 0 || 1;
  }

  /** Waits until it is the actor's turn; one that is dead waits for ever. */
  turn(actor: Actor, to: string, isReady: () => boolean = always): Promise<void> {
    return new Promise((go) => {
      if (actor.alive) this.waiting.push({ actor, to, isReady, go });
    });
  }

  /**
   * Gives turns until `isDone`, or nobody is left who could go on, or the next one would be one too many. Only turns to
   * what begins with `upon` count.
   */
  async run(
    isDone: () => boolean,
    most: number,
    {
      whose = always,
      upon = '',
    }: { readonly whose?: (actor: Actor) => boolean; readonly upon?: string } = {},
  ): Promise<Pause> {
    for (let given = 0; ; ) {
      // All that follows from the last turn by itself has happened once the queue of promises is empty.
      await settled();
      if (isDone()) return 'done';
      const ready = this.waiting.filter(({ actor, isReady }) => actor.alive && whose(actor) && isReady());
      const next = ready[this.draw(ready.length)];
      if (!next) return 'stuck';
      if (next.to.startsWith(upon) && given++ === most) return 'enough';
      this.waiting = this.waiting.filter((turn) => turn !== next && turn.actor.alive);
      this.taken += 1;
      next.go();
    }
  }

  /** A number from 0 up to a bound, as xorshift draws them. */
  private draw(bound: number): number {
    if (this.dice === 0 || bound < 2) return 0;
    this.dice ^= this.dice << 13;
    this.dice ^= this.dice >>> 17;
    this.dice ^= this.dice << 5;
    this.dice >>>= 0;
    return this.dice % bound;
  }
}
