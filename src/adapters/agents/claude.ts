import * as t from 'io-ts';
import { plus } from '../../events/usage.js';
import { commandLine, permissionsOf, sessionOption } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { jsonLines } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { under } from './places.js';
import { type Dialect, streamJson } from './streamJson.js';
import { amountIn, usage } from './usage.js';

const Models = t.record(t.string, t.unknown);

/** What was used where no model was: nothing, and known to be. */
const NONE = { tokensIn: 0, tokensOut: 0, cacheRead: 0, cacheWrite: 0, cost: 0 };

/**
 * What was used since its last result, model by model: `total_cost_usd` became the session's in newer versions, which
 * is when this came; before, it was the run's. The usage of single messages is a stand-in, and not looked at.
 */
const used: Dialect['used'] = (line) => {
  const models = line.model_usage_since_last_result;
  if (!Models.is(models)) {
    const total = usage({
      tokensIn: amountIn(line.usage, 'input_tokens'),
      tokensOut: amountIn(line.usage, 'output_tokens'),
      cacheRead: amountIn(line.usage, 'cache_read_input_tokens'),
      cacheWrite: amountIn(line.usage, 'cache_creation_input_tokens'),
      cost: amountIn(line, 'total_cost_usd'),
    });
    return { total };
  }
  const spent = Object.values(models).map((model) =>
    usage({
      tokensIn: amountIn(model, 'inputTokens'),
      tokensOut: amountIn(model, 'outputTokens'),
      cacheRead: amountIn(model, 'cacheReadInputTokens'),
      cacheWrite: amountIn(model, 'cacheCreationInputTokens'),
      cost: amountIn(model, 'costUSD'),
    }),
  );
  return { spent: spent.length === 0 ? NONE : spent.reduce(plus) };
};

const program: AgentProgram = {
  title: 'Claude Code',
  name: 'claude',
  install: 'npm install -g @anthropic-ai/claude-code',
  version: { args: ['--version'], tested: '2.1.329' },
  unasked: {
    edits: 'changes files; a command that your own settings do not allow is refused',
    full: 'does anything that you can: any file, any command, the network',
  },
  logins: (env) => [under(env, 'CLAUDE_CONFIG_DIR', '.claude', '.credentials.json')],
};

/** Claude Code. */
export const claude: AgentDefinition = {
  provider: 'claude',
  program,
  sessions: 'chosen',
  counts: 'run',
  passes: [
    'ANTHROPIC_API_KEY',
    'ANTHROPIC_AUTH_TOKEN',
    'ANTHROPIC_BASE_URL',
    'ANTHROPIC_CUSTOM_HEADERS',
    'ANTHROPIC_MODEL',
    'ANTHROPIC_SMALL_FAST_MODEL',
    'ANTHROPIC_VERTEX_PROJECT_ID',
    'AWS_ACCESS_KEY_ID',
    'AWS_BEARER_TOKEN_BEDROCK',
    'AWS_PROFILE',
    'AWS_REGION',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'CLAUDE_CODE_MAX_RETRIES',
    'CLAUDE_CODE_OAUTH_TOKEN',
    'CLAUDE_CODE_USE_BEDROCK',
    'CLAUDE_CODE_USE_VERTEX',
    'CLAUDE_CONFIG_DIR',
    'CLOUD_ML_REGION',
    'GOOGLE_APPLICATION_CREDENTIALS',
  ],
  invoke: (call) => {
    const full = permissionsOf(call) === 'full';
    return {
      argv: commandLine(call, {
        program: program.name,
        model: '--model',
        options: [
          ...['-p', '--output-format', 'stream-json', '--verbose'],
          ...(full ? ['--dangerously-skip-permissions'] : ['--permission-mode', 'acceptEdits']),
        ],
        last: sessionOption(call, { new: '--session-id', continue: '--resume' }),
      }),
      // It tries ten times by itself, for minutes, even when its key is wrong; and root has to say that it is in a box.
      env: { CLAUDE_CODE_MAX_RETRIES: '4', ...(full && process.getuid?.() === 0 ? { IS_SANDBOX: '1' } : {}) },
    };
  },
  read: jsonLines(
    streamJson({ turns: 'by id', writers: ['Write', 'Edit', 'MultiEdit', 'NotebookEdit'], used }),
  ),
  judge: judgeByEvents({
    provider: 'claude',
    program,
    lost: lineWith(/No conversation found with session ID|requires a valid session ID/),
  }),
};
