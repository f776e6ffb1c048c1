import * as t from 'io-ts';
import { Count } from '../../events/ids.js';
import { record } from '../../events/record.js';
import type { Activity } from '../../ports/agents.js';
import { type AgentDefinition, judgeByExit } from './definition.js';

/**
 * An agent that plays a scenario instead of asking a model, as a program of its own like any other agent: for
 * demonstrations and tests.
 */
export const scripted = (program: string): AgentDefinition => ({
  provider: 'scripted',
  invoke: ({ path, attempt, call }, extra) => ({
    argv: [process.execPath, program, extra, path, `${attempt}`, `${call}`],
  }),
  judge: (exit, errors) => judgeByExit('the scripted agent', exit, errors),
  observe: activityIn,
});

/** A line such as `{"turns": 1, "tokens": 1200, "cost": 0.02, "wrote": ["a.txt"]}` is a report; any other is talk. */
const activityIn = (line: string): Activity | undefined => {
  if (!line.startsWith('{')) return undefined;
  try {
    const report: unknown = JSON.parse(line);
    if (!Report.is(report)) return undefined;
    const { turns = 0, tokens = 0, cost = 0, wrote = [] } = report;
    return { turns, tokens, cost, wrote };
  } catch {
    return undefined;
  }
};

const Report = record({}, { turns: Count, tokens: Count, cost: t.number, wrote: t.readonlyArray(t.string) });
