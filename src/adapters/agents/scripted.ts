import * as t from 'io-ts';
import { Amount, Count } from '../../events/ids.js';
import { record } from '../../events/record.js';
import type { AgentDefinition } from './definition.js';
import { objectIn } from './jsonLines.js';
import { judgeByExit } from './judge.js';
import type { Shown } from './reading.js';
import { usage } from './usage.js';

/**
 * An agent that plays a scenario instead of asking a model, as a program of its own like any other agent: for
 * demonstrations and tests.
 */
export const scripted = (program: string): AgentDefinition => ({
  provider: 'scripted',
  sessions: 'none',
  counts: 'run',
  passes: [],
  invoke: ({ path, attempt, call }, extra) => ({
    argv: [process.execPath, program, extra, path, `${attempt}`, `${call}`],
  }),
  judge: judgeByExit('the scripted agent'),
  read: shownIn,
});

/** A line such as `{"turns": 1, "tokens": 1200, "cost": 0.02, "wrote": ["a.txt"]}` is a report; any other is talk. */
const shownIn = (line: string): Shown | undefined => {
  const report = objectIn(line);
  if (!Report.is(report)) return undefined;
  const { turns, tokens, cost, wrote = [] } = report;
  return { wrote, spent: usage({ turns, tokensOut: tokens, cost }) };
};

const Report = record({}, { turns: Count, tokens: Count, cost: Amount, wrote: t.readonlyArray(t.string) });
