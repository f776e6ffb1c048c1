import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Failure } from '../../src/ports/failure.js';
import type { Output } from '../../src/ports/output.js';
import { Trouble } from './git.js';
import type { Ground } from './ground.js';
import type { Actor, Schedule } from './schedule.js';

/** Does something in a worktree, in steps; the life may end before each of them, and behind the last one. */
export type Act = <A>(
  doing: string,
  at: string | undefined,
  body: (step: (what: string) => Promise<void>) => Promise<A>,
) => TE.TaskEither<Failure, A>;

/** How one life of the engine acts on the ground; `trouble` may say that the world fails it at a step. */
export const actFor =
  (ground: Ground, schedule: Schedule, life: Actor, trouble: () => Failure | undefined): Act =>
  (doing, at, body) =>
  async () => {
    const step = async (what: string): Promise<void> => {
      await schedule.turn(life, `${doing}: ${what}`);
      const failure = trouble();
      if (failure) throw new Trouble(failure);
    };
    try {
      await step('begin');
      if (at !== undefined) ground.claim(at, life, doing);
      const result = await body(step);
      if (at !== undefined) ground.release(at, doing);
      await step('end');
      return E.right(result);
    } catch (error) {
      if (at !== undefined) ground.release(at, doing);
      if (error instanceof Trouble) return E.left(error.failure);
      ground.broke(`the simulation broke in ${doing}: ${error instanceof Error ? error.stack : error}`);
      return E.left({ _tag: 'Failed', doing, detail: String(error) });
    }
  };

/** A text as a program printed it. */
export const outputOf = (text: string): Output => {
  const bytes = Buffer.from(text);
  return {
    bytes: bytes.length,
    read: async function* () {
      yield bytes;
    },
  };
};
