import type { Usage } from '../../events/usage.js';
import { commandLine, permissionsOf, sessionOption } from './commandLine.js';
import type { AgentDefinition } from './definition.js';
import { jsonLines } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { streamJson } from './streamJson.js';
import { amountIn, freshTokens, uncached, usage } from './usage.js';

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

/** Qwen Code. */
export const qwen: AgentDefinition = {
  provider: 'qwen',
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
      program: 'qwen',
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
  judge: judgeByEvents({
    title: 'Qwen Code',
    provider: 'qwen',
    program: 'qwen',
    install: 'npm install -g @qwen-code/qwen-code',
    lost: lineWith(/No saved session found/),
  }),
};
