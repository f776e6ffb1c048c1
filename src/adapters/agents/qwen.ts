import { freshTokens, type Usage } from '../../events/usage.js';
import { commandLine, permissionsOf, sessionOption } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { jsonLines } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { under } from './places.js';
import { streamJson } from './streamJson.js';
import { amountIn, uncached, usage } from './usage.js';

/** What it says was used; what came from its cache is part of its input. */
const usageIn = (reported: unknown): Usage => {
  const cacheRead = amountIn(reported, 'cache_read_input_tokens');
  const tokensIn = uncached(amountIn(reported, 'input_tokens'), cacheRead);
  return usage({ tokensIn, tokensOut: amountIn(reported, 'output_tokens'), cacheRead });
};

/** What a message used; one that is not the last of its turn says 0, and means that it does not know. */
const spent = (reported: unknown): Usage | undefined => {
  const used = usageIn(reported);
  return freshTokens(used) > 0 ? used : undefined;
};

const program: AgentProgram = {
  title: 'Qwen Code',
  name: 'qwen',
  install: 'npm install -g @qwen-code/qwen-code',
  version: { args: ['--version'], tested: '0.24.4' },
  unasked: {
    edits: 'changes files; a command that would need a yes is refused',
    full: 'does anything that you can: any file, any command, the network',
  },
  logins: (env) => [under(env, 'QWEN_HOME', '.qwen', 'oauth_creds.json')],
};

/** Qwen Code. */
export const qwen: AgentDefinition = {
  provider: 'qwen',
  program,
  sessions: 'chosen',
  counts: 'session',
  passes: [
    'DASHSCOPE_API_KEY',
    'DASHSCOPE_BASE_URL',
    'OPENAI_API_KEY',
    'OPENAI_BASE_URL',
    'OPENAI_MODEL',
    'QWEN_HOME',
    'QWEN_MODEL',
    'QWEN_RUNTIME_DIR',
  ],
  invoke: (call) => ({
    argv: commandLine(call, {
      program: program.name,
      model: '-m',
      options: [
        ...['-o', 'stream-json'],
        ...(permissionsOf(call) === 'full' ? ['--yolo'] : ['--approval-mode', 'auto-edit']),
      ],
      last: sessionOption(call, { new: '--session-id', continue: '--resume' }),
    }),
  }),
  read: jsonLines(
    streamJson({
      turns: 'between answers',
      writers: ['write_file', 'edit', 'notebook_edit'],
      spent,
      used: (line) => ({ total: usageIn(line.usage) }),
    }),
  ),
  judge: judgeByEvents({ provider: 'qwen', program, lost: lineWith(/No saved session found/) }),
};
