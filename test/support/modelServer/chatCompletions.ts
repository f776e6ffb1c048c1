import { randomUUID } from 'node:crypto';
import { type Content, type Protocol, textOf } from './protocol.js';
import { type Reply, USAGE } from './turns.js';

interface ChatMessage {
  readonly role: string;
  readonly content?: Content;
  readonly tool_calls?: readonly { readonly function: { readonly arguments: string } }[];
}

interface Request {
  readonly messages?: readonly ChatMessage[];
  readonly tools?: readonly unknown[];
  readonly stream?: boolean;
  readonly response_format?: { readonly json_schema?: { readonly schema?: unknown } };
}

/** OpenAI Chat Completions, which Qwen Code and OpenCode speak. */
export const chatCompletions: Protocol = {
  name: 'chat-completions',
  asks: (path) => path === '/v1/chat/completions',
  others: { '/v1/models': { object: 'list', data: [], models: [] } },
  question: (_, body) => {
    const { messages = [], tools = [], stream = false, response_format: format } = body as Request;
    return {
      said: messages.filter(({ role }) => role !== 'system').flatMap(said),
      aside: tools.length === 0 || messages.some(isMemoryKeeper),
      schema: format?.json_schema?.schema,
      streams: stream,
    };
  },
  whole: (reply) => ({
    ...envelope('chat.completion'),
    choices: [{ index: 0, message: message(reply), finish_reason: ending(reply) }],
    usage: usage(),
  }),
  stream: (reply) => {
    const chunk = envelope('chat.completion.chunk');
    return [
      { data: { ...chunk, choices: [{ index: 0, delta: message(reply), finish_reason: null }] } },
      { data: { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: ending(reply) }] } },
      { data: { ...chunk, choices: [], usage: usage() } },
      { data: '[DONE]' },
    ];
  },
  failure: (status, message) => ({ error: { message, type: 'invalid_request_error', code: `${status}` } }),
};

/** Qwen Code has what it was told searched for memories after a turn, by an agent that has tools. */
const isMemoryKeeper = ({ role, content }: ChatMessage): boolean =>
  role === 'system' && textOf(content).includes('memory extraction subagent');

const said = ({ content, tool_calls: calls = [] }: ChatMessage): readonly string[] => [
  textOf(content),
  ...calls.map((call) => call.function.arguments),
];

const envelope = (object: string) => ({
  id: `chatcmpl-${randomUUID()}`,
  object,
  created: Math.floor(Date.now() / 1000),
  model: 'scripted',
});

const message = ({ say, call }: Reply) => ({
  role: 'assistant',
  content: say ?? null,
  ...(call
    ? {
        tool_calls: [
          {
            index: 0,
            id: `call_${randomUUID()}`,
            type: 'function',
            function: { name: call.name, arguments: JSON.stringify(call.arguments) },
          },
        ],
      }
    : {}),
});

const ending = ({ call }: Reply): string => (call ? 'tool_calls' : 'stop');

const usage = () => ({
  prompt_tokens: USAGE.read + USAGE.cached,
  prompt_tokens_details: { cached_tokens: USAGE.cached },
  completion_tokens: USAGE.written,
  total_tokens: USAGE.read + USAGE.cached + USAGE.written,
});
