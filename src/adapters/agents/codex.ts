import * as t from 'io-ts';
import { record } from '../../events/record.js';
import type { Usage } from '../../events/usage.js';
import { commandLine, permissionsOf } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { jsonLines, kind } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { under } from './places.js';
import type { Shown } from './reading.js';
import { amountIn, uncached, usage } from './usage.js';

const ThreadStarted = record({ thread_id: t.string });
const TurnCompleted = record({}, { usage: t.unknown });
const TurnFailed = record({}, { error: t.unknown });
const WithMessage = record({ message: t.string });
const ItemCompleted = record({ item: record({ type: t.string }, { text: t.unknown, changes: t.unknown }) });
const Changes = t.array(record({ path: t.string }));

/** What it says was used; what was read from or put into its cache is part of its input. */
const usageIn = (reported: unknown): Usage => {
  const cacheRead = amountIn(reported, 'cached_input_tokens');
  const cacheWrite = amountIn(reported, 'cache_write_input_tokens');
  const tokensIn = uncached(amountIn(reported, 'input_tokens'), cacheRead, cacheWrite);
  return usage({ tokensIn, tokensOut: amountIn(reported, 'output_tokens'), cacheRead, cacheWrite });
};

const itemCompleted = ({ item }: t.TypeOf<typeof ItemCompleted>): Shown | undefined => {
  if (item.type === 'agent_message' && t.string.is(item.text)) return { text: item.text };
  if (item.type === 'file_change' && Changes.is(item.changes)) {
    return { wrote: item.changes.map(({ path }) => path) };
  }
  return undefined;
};

const program: AgentProgram = {
  title: 'Codex',
  name: 'codex',
  install: 'npm install -g @openai/codex',
  version: { args: ['--version'], tested: '0.169.0' },
  unasked: {
    edits: 'changes files of the worktree and runs commands in its sandbox, without the network',
    full: 'does anything that you can, without its sandbox: any file, any command, the network',
  },
  logins: (env) => [under(env, 'CODEX_HOME', '.codex', 'auth.json')],
};

/** Codex. */
export const codex: AgentDefinition = {
  provider: 'codex',
  program,
  sessions: 'given',
  counts: 'session',
  passes: ['CODEX_API_KEY', 'CODEX_HOME', 'OPENAI_API_KEY', 'OPENAI_BASE_URL'],
  invoke: (call) => ({
    argv: commandLine(call, {
      program: program.name,
      model: '-m',
      options: [
        ...['exec', '--json', '-C', call.worktree],
        ...(permissionsOf(call) === 'full'
          ? ['--dangerously-bypass-approvals-and-sandbox']
          : ['--sandbox', 'workspace-write']),
      ],
      last: [...(call.session?.how === 'continue' ? ['resume', call.session.id] : []), '-'],
    }),
  }),
  // Lines of the type `error`, and items of it, tell of what it tries to get over; only a failed turn is the end.
  read: jsonLines({
    'thread.started': kind(ThreadStarted, ({ thread_id }) => ({ session: thread_id })),
    'turn.started': () => ({ turn: 'turn', ending: 'not yet' }),
    'turn.completed': kind(TurnCompleted, (line) => ({
      answered: true,
      ending: { succeeded: true },
      total: usageIn(line.usage),
    })),
    'turn.failed': kind(TurnFailed, ({ error }) => ({
      answered: true,
      ending: { succeeded: false, error: WithMessage.is(error) ? error.message : 'its turn failed' },
    })),
    'item.completed': kind(ItemCompleted, itemCompleted),
  }),
  judge: judgeByEvents({ provider: 'codex', program, lost: lineWith(/no rollout found for thread id/) }),
};
