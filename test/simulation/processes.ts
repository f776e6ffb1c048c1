import type { Call } from '../../src/ports/agents.js';
import { Conversations, type Talk } from './conversations.js';
import type { Ground } from './ground.js';
import type { Actor, Schedule } from './schedule.js';
import { scriptOf } from './script.js';
import { type Temper, temperOf } from './temper.js';

/** An agent's program that was launched, and goes on whether the engine lives or not. */
export interface Process extends Actor {
  readonly pid: number;
  readonly call: Call;
  readonly talk: Talk;
  /** Its launcher has let it go. */
  wasTold: boolean;
  /** Its exit code, where it came to its end by itself. */
  exit: number | undefined;
}

/** More turns than any guard allows. */
const MANY_TURNS = 40;

/** The agents' programs on the machine. */
export class Processes {
  readonly all: Process[] = [];
  private pids = 100;
  readonly conversations: Conversations;
  /** How many more are let go before one hangs; undefined: none does. */
  hangsAfter: number | undefined;
  /** The file that the agent of a step is asked to answer in, as the workflow says. */
  askedOf: (path: string) => string | undefined = () => undefined;
  /** The files that what ran before a step has made. */
  foundBy: (path: string) => readonly string[] = () => [];

  constructor(
    private readonly ground: Ground,
    private readonly schedule: Schedule,
    private readonly tempers: readonly Temper[],
    private readonly now: () => string,
  ) {
    this.conversations = new Conversations((what) => ground.broke(what));
  }

  spawn(call: Call): Process {
    const process: Process = {
      name: `agent ${call.seq}`,
      alive: true,
      pid: this.pids++,
      call,
      talk: this.conversations.begin(call),
      wasTold: false,
      exit: undefined,
    };
    this.all.push(process);
    return process;
  }

  /** The launcher of a process lets it go. */
  tell(process: Process): void {
    const { seq, worktree, path } = process.call;
    process.wasTold = true;
    if (this.all.some((other) => other !== process && other.call.seq === seq && other.wasTold))
      this.ground.broke(`intent ${seq} launched its agent twice`);
    const hangs = this.hangsAfter === 0;
    if (this.hangsAfter !== undefined) this.hangsAfter -= 1;
    this.ground.claim(worktree, process, 'agent');
    const files = this.ground.folders.get(worktree)?.files;
    const missed = files ? this.foundBy(path).filter((file) => !files.has(file)) : [];
    if (missed.length > 0) this.ground.broke(`${path} does not find ${missed.join(', ')}`);
    void this.live(process, hangs);
  }

  kill(process: Process): void {
    if (process.alive && process.wasTold) this.ground.release(process.call.worktree, 'agent');
    process.alive = false;
  }

  /** The engine is gone, and with it every launcher that was not told yet; without power, everything. */
  loseEngine(power: boolean): void {
    for (const process of this.all) if (power || !process.wasTold) this.kill(process);
  }

  /** Nobody asks any more what becomes of those that run: they are another run's. */
  leave(): void {
    for (const process of this.all) this.kill(process);
    this.all.length = 0;
    this.conversations.leave();
  }

  private async live(process: Process, hangs: boolean): Promise<void> {
    const { call, talk } = process;
    const { conversations } = this;
    const temper = temperOf(this.tempers, call.path, call.attempt);
    await this.schedule.turn(process, 'begins');
    if (!conversations.join(talk)) return this.exit(process, 1);
    const part = { call, temper, asked: this.askedOf(call.path), at: this.now() };
    for (const { wrote, act } of scriptOf(this.ground, part).acts) {
      await this.schedule.turn(process, 'acts');
      act();
      conversations.turn(talk, temper.tells === 'always', wrote === undefined ? [] : [wrote]);
    }
    for (let more = temper.isLong ? MANY_TURNS : 0; more > 0; more -= 1) conversations.turn(talk, true);
    if (hangs) await this.schedule.turn(process, 'hangs', () => false);
    await this.schedule.turn(process, 'ends');
    if (temper.ends === 'by a kill') return this.kill(process);
    if (temper.tells !== 'nothing') conversations.total(talk);
    this.exit(process, temper.ends === 'well' ? 0 : 1);
  }

  private exit(process: Process, code: number): void {
    process.exit = code;
    this.kill(process);
  }
}
