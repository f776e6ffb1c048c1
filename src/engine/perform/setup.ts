import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { GateEnd, GateRun } from '../../ports/gates.js';
import type { Facts, OpenIntentOf } from '../../projections/runState/state.js';
import type { Command } from '../command.js';
import type { World } from '../world.js';
import { keepOutput } from './keep.js';

type Intent = OpenIntentOf<'SetupIntended'>;

/** Gives a fresh worktree what no commit holds. A command that fails stops the run: nothing would work without it. */
export const setUp = (world: World, run: Facts, intent: Intent): TE.TaskEither<Failure, Command> => {
  const { link, copy, commands } = intent.event.data.setup;
  const from = { root: run.repository.root, worktree: intent.worktree };
  return pipe(
    TE.Do,
    TE.bind('given', () => world.workspace.provide({ ...from, link, copy })),
    TE.bind('ends', () => runAll(world, run, intent, commands)),
    TE.chain(({ given, ends }) => finished(world, intent, given, ends)),
  );
};

/** Clears away what is left of a setup of an earlier life; it is done again. */
export const settleSetup = (world: World, run: Facts, intent: Intent): TE.TaskEither<Failure, Command> =>
  pipe(
    world.gates.clear(commandOf(run, intent, '')),
    TE.map(() => ({
      type: 'InterruptSetup',
      intent: intent.event.seq,
      why: 'the engine was gone while it went on',
    })),
  );

/** Runs the commands one after the other, up to the first that does not pass. */
const runAll =
  (
    world: World,
    run: Facts,
    intent: Intent,
    commands: readonly string[],
  ): TE.TaskEither<Failure, readonly GateEnd[]> =>
  async () => {
    const ends: GateEnd[] = [];
    for (const command of commands) {
      const end = await world.gates.run(commandOf(run, intent, command))();
      if (E.isLeft(end)) return end;
      ends.push(end.right);
      if (end.right.ended === 'interrupted' || end.right.result !== 'passed') break;
    }
    return E.right(ends);
  };

const finished = (
  world: World,
  { event }: Intent,
  given: { readonly linked: readonly string[]; readonly copied: readonly string[] },
  ends: readonly GateEnd[],
): TE.TaskEither<Failure, Command> => {
  const last = ends.at(-1);
  if (last?.ended === 'interrupted')
    return TE.right({ type: 'InterruptSetup', intent: event.seq, why: last.why });
  const kept = last ? keepOutput(world, last.output) : TE.right({ text: '' });
  return pipe(
    kept,
    TE.chain((output): TE.TaskEither<Failure, Command> => {
      if (last && last.result !== 'passed') {
        const doing = `setting up the worktree by \`${event.data.setup.commands[ends.length - 1]}\``;
        const said = 'text' in output ? output.text : output.head;
        return TE.left({
          _tag: 'Failed',
          doing,
          detail: `${last.error ?? last.result}\n${said.slice(-1_000)}`,
        });
      }
      const ms = ends.reduce((total, end) => total + (end.ended === 'finished' ? end.ms : 0), 0);
      return TE.right({ type: 'FinishSetup', intent: event.seq, ...given, output, ms });
    }),
  );
};

/** A command of the setup runs as a gate does, by the same adapter. */
const commandOf = (run: Facts, { event, worktree }: Intent, command: string): GateRun => ({
  run: run.run,
  seq: event.seq,
  gate: { name: 'setup', kind: 'bash', command },
  worktree,
});
