import * as t from 'io-ts';
import { Amount, Count } from '../../events/ids.js';
import { record } from '../../events/record.js';
import type { AgentDefinition } from './definition.js';
import { objectIn } from './jsonLines.js';
import { judgeByExit, lineWith } from './judge.js';
import type { Shown } from './reading.js';
import { usage } from './usage.js';

/**
 * An agent that plays a scenario instead of asking a model, as a program of its own like any other agent: for
 * demonstrations and tests.
 */
export const scripted = (program: string): AgentDefinition => ({
  provider: 'scripted',
  sessions: 'chosen',
  counts: 'run',
  passes: [],
  invoke: ({ path, attempt, call, session }, extra) => ({
    argv: [process.execPath, program, extra, path, `${attempt}`, `${call}`, session?.id ?? ''],
  }),
  // It asks no model, so that what it does not tell of is nothing.
  assumes: { tokensIn: 0, tokensOut: 0 },
  judge: judgeByExit('the scripted agent', lineWith(/^no such session/)),
  read: shownIn,
});

/** A line such as `{"turns": 1, "tokens": 1200, "cost": 0.02, "wrote": ["a.txt"]}` is a report; any other is talk. */
const shownIn = (line: string): Shown | undefined => {
  const report = objectIn(line);
  if (!Report.is(report)) return undefined;
  const { turns, tokens, cost, session, wrote = [] } = report;
  return {
    wrote,
    spent: usage({ turns, tokensOut: tokens, cost }),
    ...(session === undefined ? {} : { session }),
  };
};

const Report = record(
  {},
  { turns: Count, tokens: Count, cost: Amount, session: t.string, wrote: t.readonlyArray(t.string) },
);
