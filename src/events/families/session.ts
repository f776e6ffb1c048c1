import * as t from 'io-ts';
import { event } from '../define.js';
import { Ordinal, Seq, StepPath } from '../ids.js';
import { openSet } from '../openSet.js';
import { record } from '../record.js';

export const SessionBound = event({
  v: 1,
  about:
    "The program of a call named the session that it is in: the agent's own word, from its first line that has one.",
  data: record({ intent: Seq, session: t.string }),
  say: (d) => `session ${d.session}`,
});

export const SessionLost = event({
  v: 1,
  about:
    'A call did not go on with the session that it was asked to go on with: its agent does not know it any more, or began another, `found`. The turn is taken again in a new one, once in an attempt.',
  data: record({ intent: Seq, session: t.string, why: t.string }, { found: t.string }),
  say: (d) => `session ${d.session} is lost: ${d.why}`,
});

export const SessionNotContinued = event({
  v: 1,
  about:
    'A new session begins where the workflow, or the attempt before, speaks for going on with one; and why.',
  data: record(
    {
      path: StepPath,
      attempt: Ordinal,
      why: openSet(
        'not run',
        'no session',
        'other agent',
        'other task',
        'other worktree',
        'agent changed',
        'rewound',
        'forked',
        'keeps none',
      ),
    },
    { from: StepPath },
  ),
  say: (d) => `a new session${d.from === undefined ? '' : ` instead of that of ${d.from}`} (${d.why})`,
});
