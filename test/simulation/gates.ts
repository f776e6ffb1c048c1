import * as E from 'fp-ts/lib/Either.js';
import type { Event } from '../../src/events/catalogue.js';
import type { GateEnd, GateRun, Gates } from '../../src/ports/gates.js';
import { outputOf } from './act.js';
import type { Ground } from './ground.js';
import type { SimulatedLog } from './log.js';
import type { Actor, Schedule } from './schedule.js';
import { ownName } from './script.js';
import { type Temper, temperOf } from './temper.js';

/** A gate's program, which goes on whether the engine lives or not. */
interface GateProcess extends Actor {
  readonly run: GateRun;
  end: GateEnd;
}

/** What gates of a machine stand on. */
export interface Bench {
  readonly ground: Ground;
  readonly log: SimulatedLog;
  readonly schedule: Schedule;
  readonly tempers: readonly Temper[];
}

/** A gate of this command looks for the work of its step's agent, and leaves a file behind, as tests leave reports. */
export const TESTS_THE_WORK = 'test the work';

/** The programs of gates, of commands that are read from, and of the setup. */
export class GatePrograms {
  private readonly all: GateProcess[] = [];

  constructor(private readonly bench: Bench) {}

  start(run: GateRun): GateProcess {
    const end: GateEnd = { ended: 'interrupted', why: 'it was stopped' };
    const process: GateProcess = { name: `gate ${run.seq}`, alive: true, run, end };
    this.all.push(process);
    this.bench.ground.claim(run.worktree, process, 'gate');
    void this.live(process);
    return process;
  }

  stop(seq: number): void {
    for (const process of this.all) if (process.run.seq === seq) this.kill(process);
  }

  loseEngine(power: boolean): void {
    if (power) for (const process of this.all) this.kill(process);
  }

  /** Those that run are another run's. */
  leave(): void {
    for (const process of this.all) this.kill(process);
    this.all.length = 0;
  }

  private kill(process: GateProcess): void {
    if (process.alive) this.bench.ground.release(process.run.worktree, 'gate');
    process.alive = false;
  }

  private async live(process: GateProcess): Promise<void> {
    const { ground, log, schedule } = this.bench;
    const { run } = process;
    await schedule.turn(process, 'looks');
    const result = this.resultOf(run, log.open.get(run.seq));
    await schedule.turn(process, 'ends');
    const folder = ground.folders.get(run.worktree);
    if (folder && run.gate.name === 'setup') folder.isSetUp = true;
    process.end = {
      ended: 'finished',
      result: result ? 'passed' : 'failed',
      output: outputOf(`${run.gate.name} looked`),
      ms: 1,
      leftovers: 0,
    };
    this.kill(process);
  }

  private resultOf({ gate, worktree }: GateRun, intent: Event | undefined): boolean {
    if (intent?.type !== 'GateIntended') return true;
    const { ground, tempers } = this.bench;
    const { path, attempt } = intent.data;
    const temper = temperOf(tempers, path, attempt);
    const folder = ground.folders.get(worktree);
    const own = ownName(path);
    if (!folder || gate.command !== TESTS_THE_WORK) return temper.gatePasses;
    if (temper.writes > 0 && !folder.files.has(`${own}.${attempt}.0`))
      ground.broke(`gate ${gate.name} of ${path} does not find the work of attempt ${attempt}`);
    folder.files = new Map([...folder.files, [`${own}.report`, 'looked']]);
    return temper.gatePasses;
  }
}

/** Gates as the engine has them in one life. */
export const createGates = (life: Actor, { ground, log, schedule }: Bench, programs: GatePrograms): Gates => {
  const unwanted = new Set<number>();
  const turn = (what: string, isReady?: () => boolean) => schedule.turn(life, what, isReady);
  return {
    run: (run) => async () => {
      await turn('start a gate');
      if (!log.open.has(run.seq)) ground.broke(`gate ${run.seq} runs, and no intent on disk says so`);
      if (unwanted.has(run.seq))
        return E.right<never, GateEnd>({ ended: 'interrupted', why: 'it was stopped' });
      const process = programs.start(run);
      await turn('follow a gate', () => !process.alive);
      return E.right<never, GateEnd>(process.end);
    },
    clear: (run) => async () => {
      await turn('clear a gate');
      programs.stop(run.seq);
      return E.right(undefined);
    },
    stop: (seq) => async () => {
      unwanted.add(seq);
      await turn('stop a gate');
      programs.stop(seq);
      return E.right(undefined);
    },
    forget: () => async () => E.right(undefined),
  };
};
