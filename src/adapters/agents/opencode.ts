import * as t from 'io-ts';
import { record } from '../../events/record.js';
import { plus } from '../../events/usage.js';
import { commandLine, permissionsOf, sessionOption } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { jsonLines, kind } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { under } from './places.js';
import type { Ending, Shown } from './reading.js';
import { amountIn, usage } from './usage.js';

const StepStart = record({ sessionID: t.string, part: record({ messageID: t.string }) });
const Text = record({ sessionID: t.string, part: record({ text: t.string }) });
const ToolUse = record({
  sessionID: t.string,
  part: record({ tool: t.string, state: record({ status: t.string }, { input: t.unknown }) }),
});
const Target = record({ filePath: t.string });
const StepFinish = record({
  sessionID: t.string,
  part: record({ reason: t.string }, { tokens: t.unknown, cost: t.unknown }),
});
const Tokens = record({}, { cache: t.unknown });
const Failure = record({ sessionID: t.string, error: record({ name: t.string }, { data: t.unknown }) });
const WithMessage = record({ message: t.string });

/** The tools that write a file. */
const WRITERS: readonly string[] = ['write', 'edit', 'multiedit'];

const toolUse = ({ sessionID, part: { tool, state } }: t.TypeOf<typeof ToolUse>): Shown =>
  state.status === 'completed' && WRITERS.includes(tool) && Target.is(state.input)
    ? { session: sessionID, wrote: [state.input.filePath] }
    : { session: sessionID };

const stepFinish = ({ sessionID, part }: t.TypeOf<typeof StepFinish>): Shown => {
  const { tokens } = part;
  const cache = Tokens.is(tokens) ? tokens.cache : undefined;
  const spent = plus(
    usage({
      tokensIn: amountIn(tokens, 'input'),
      tokensOut: amountIn(tokens, 'output'),
      cacheRead: amountIn(cache, 'read'),
      cacheWrite: amountIn(cache, 'write'),
      cost: amountIn(part, 'cost'),
    }),
    // It counts what the model thought beside what it said.
    usage({ tokensOut: amountIn(tokens, 'reasoning') }),
  );
  return { session: sessionID, spent, ending: endingBy(part.reason) };
};

/** Why a step of it ended; only `stop` is the end that is wanted, and after some reasons it goes on. */
const endingBy = (reason: string): Ending | 'not yet' => {
  if (reason === 'stop') return { succeeded: true };
  if (reason === 'tool-calls' || reason === 'unknown') return 'not yet';
  return { succeeded: false, error: `the model ended with the reason ${reason}` };
};

const program: AgentProgram = {
  title: 'OpenCode',
  name: 'opencode',
  install: 'npm install -g opencode-ai',
  version: { args: ['--version'], tested: '1.18.33' },
  unasked: {
    edits: 'does what its own settings allow; what they would ask about is refused',
    full: 'does anything that its own settings do not forbid',
  },
  logins: (env) => [under(env, 'XDG_DATA_HOME', '.local/share', 'opencode/auth.json')],
};

/** OpenCode. */
export const opencode: AgentDefinition = {
  provider: 'opencode',
  program,
  sessions: 'given',
  counts: 'run',
  passes: [
    'ANTHROPIC_API_KEY',
    'DEEPSEEK_API_KEY',
    'GEMINI_API_KEY',
    'GOOGLE_GENERATIVE_AI_API_KEY',
    'GROQ_API_KEY',
    'MISTRAL_API_KEY',
    'OPENAI_API_KEY',
    'OPENCODE_API_KEY',
    'OPENCODE_CONFIG',
    'OPENCODE_CONFIG_CONTENT',
    'OPENCODE_CONFIG_DIR',
    'OPENROUTER_API_KEY',
    'XAI_API_KEY',
  ],
  invoke: (call) => ({
    argv: commandLine(call, {
      program: program.name,
      model: '-m',
      options: [
        ...['run', '--format', 'json', '--dir', call.worktree],
        ...(permissionsOf(call) === 'full' ? ['--auto'] : []),
      ],
      last: sessionOption(call, { continue: '--session' }),
    }),
  }),
  read: jsonLines({
    step_start: kind(StepStart, ({ sessionID, part }) => ({
      session: sessionID,
      turn: part.messageID,
      ending: 'not yet',
    })),
    text: kind(Text, ({ sessionID, part }) => ({ session: sessionID, text: part.text })),
    tool_use: kind(ToolUse, toolUse),
    step_finish: kind(StepFinish, stepFinish),
    error: kind(Failure, ({ sessionID, error: { name, data } }) => ({
      session: sessionID,
      ending: { succeeded: false, error: WithMessage.is(data) ? data.message : name },
    })),
  }),
  // Two that start at once in a home that is new to them meet while they make their database.
  judge: judgeByEvents({
    provider: 'opencode',
    program,
    lost: lineWith(/Session not found/),
    busy: /database is locked/,
  }),
};
