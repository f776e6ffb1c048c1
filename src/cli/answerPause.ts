import { hostname, userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { Command } from '../engine/command.js';
import type { RunState } from '../projections/runState/state.js';
import type { Context } from './context.js';

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

const ask = async (context: Context, path: string): Promise<Answer | undefined> => {
  if (!process.stdin.isTTY || !process.stderr.isTTY || context.quiet) return undefined;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    for (;;) {
      const said = (await terminal.question(`${path} waits for you: continue or abort? `))
        .trim()
        .toLowerCase();
      if (said !== '' && 'continue'.startsWith(said)) return 'continue';
      if (said !== '' && 'abort'.startsWith(said)) return 'abort';
    }
  } finally {
    terminal.close();
  }
};
