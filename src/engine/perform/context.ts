import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../ports/failure.js';
import type { GateRun } from '../../ports/gates.js';
import type { Facts, OpenIntentOf, RunState } from '../../projections/runState/state.js';
import type { Command } from '../command.js';
import { render } from '../render.js';
import type { World } from '../world.js';
import { joinParts, keepOutput } from './keep.js';

type Intent = OpenIntentOf<'ContextIntended'>;

/** Reads something for the agent: a file of the worktree, or what a command prints. */
export const readContext = <X>(
  world: World,
  run: Facts,
  intent: Intent,
  _: unknown,
  state: RunState,
): TE.TaskEither<Failure | X, Command> =>
  intent.event.data.source.bash === undefined
    ? readFile(world, intent, state)
    : readCommand(world, run, intent);

/** Clears away what a command of an earlier life left; it will run again. */
export const settleContext = (world: World, run: Facts, intent: Intent): TE.TaskEither<Failure, Command> =>
  pipe(
    world.gates.clear(commandOf(run, intent)),
    TE.map(() => ({
      type: 'InterruptContext',
      intent: intent.event.seq,
      why: 'the engine was gone while it was read',
    })),
  );

const readFile = (
  world: World,
  { event, worktree }: Intent,
  state: RunState,
): TE.TaskEither<Failure, Command> =>
  pipe(
    joinParts(world, render(state, event.data.path, event.data.source.file ?? [])),
    TE.chain((path) =>
      pipe(
        world.workspace.readFirst(worktree, [path]),
        TE.chain(
          (found): TE.TaskEither<Failure, Command> =>
            found === undefined
              ? TE.right({ ...nothing(event.seq), error: `there is no file ${path} in the worktree` })
              : pipe(
                  keepOutput(world, found),
                  TE.map((content) => ({ type: 'FinishContext', intent: event.seq, content })),
                ),
        ),
      ),
    ),
  );

const nothing = (intent: number) => ({ type: 'FinishContext', intent, content: { text: '' } }) as const;

const readCommand = (world: World, run: Facts, intent: Intent): TE.TaskEither<Failure, Command> =>
  pipe(
    world.gates.run(commandOf(run, intent)),
    TE.chain((end): TE.TaskEither<Failure, Command> => {
      const { seq } = intent.event;
      if (end.ended === 'interrupted')
        return TE.right({ type: 'InterruptContext', intent: seq, why: end.why });
      return pipe(
        keepOutput(world, end.output),
        TE.map((content) => ({
          type: 'FinishContext',
          intent: seq,
          content,
          ...(end.error === undefined ? {} : { error: end.error }),
        })),
      );
    }),
  );

/** A command that is read from runs as a gate does, by the same adapter. */
const commandOf = (run: Facts, { event, worktree }: Intent): GateRun => ({
  run: run.run,
  seq: event.seq,
  gate: { name: event.data.source.name, kind: 'bash', command: event.data.source.bash ?? '' },
  worktree,
});
