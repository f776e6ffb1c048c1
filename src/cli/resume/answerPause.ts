import { hostname, userInfo } from 'node:os';
import * as E from 'fp-ts/lib/Either.js';
import type { Command } from '../../engine/command.js';
import { harmless } from '../../inspector/text/paint.js';
import type { RunState } from '../../projections/runState/state.js';
import { choose } from '../asking/choose.js';
import type { Context } from '../context.js';
import type { UsageError } from '../failure/failure.js';

export type Answer = 'continue' | 'abort';

/** A step that waits for a person. */
interface Waiting {
  readonly path: string;
  readonly when: string;
}

/**
 * The answers to what waits for a person: the one that was given, else on a terminal the one that is asked for. Without
 * any, the run stops again where it stands.
 */
export const answerPause =
  (context: Context, state: RunState, given: Answer | undefined) => async (): Promise<readonly Command[]> => {
    const commands: Command[] = [];
    for (const { path, when } of given ? namedIn(state) : waitingIn(state)) {
      const answer = given ?? (await ask(context, path));
      const by = `${userInfo().username} on ${hostname()}`;
      if (answer) commands.push({ type: 'AnswerPause', path, when, answer, by });
    }
    return commands;
  };

/** Refuses an answer to a question that nobody has asked: who says abort would see agents begin. */
export const refuseUnasked = (
  state: RunState,
  given: Answer | undefined,
): E.Either<UsageError, undefined> => {
  if (given === undefined || waitingIn(state).length > 0) return E.right(undefined);
  const number = state.run?.number ?? 0;
  return E.left({
    _tag: 'Usage',
    message: `no step of run #${number} waits for a person: \`--${given}\` answers nothing`,
    hint: `nothing was changed; \`refold show ${number}\` tells where it stands, \`refold resume ${number}\` goes on with it`,
  });
};

const waitingIn = (state: RunState): readonly Waiting[] =>
  [...state.steps.values()].flatMap(({ path, attempt }) =>
    [...(attempt?.pauses ?? [])].filter(([, answer]) => answer === 'open').map(([when]) => ({ path, when })),
  );

/** An answer that was given without a question is meant for the step that the run stopped at, and no other. */
const namedIn = (state: RunState): readonly Waiting[] => {
  const waiting = waitingIn(state);
  const named = waiting.filter(({ path }) => path === (state.stop ?? state.lastStop)?.step);
  return named.length > 0 ? named : waiting.slice(0, 1);
};

const ask = async (context: Context, path: string): Promise<Answer | undefined> =>
  context.asks
    ? choose<Answer>(`${harmless(path)} waits for you`, [
        { value: 'continue', label: 'continue' },
        { value: 'abort', label: 'abort: let the step fail' },
      ])
    : undefined;
