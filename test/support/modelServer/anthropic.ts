import { randomUUID } from 'node:crypto';
import { type Content, type Protocol, type StreamEvent, textOf } from './protocol.js';
import { type Reply, USAGE } from './turns.js';

interface Block {
  readonly type: string;
  readonly text?: string;
  readonly id?: string;
  readonly name?: string;
  /** What a tool is given. */
  readonly input?: unknown;
  /** What a tool answered. */
  readonly content?: Content;
}

interface Request {
  readonly messages?: readonly { readonly role: string; readonly content: string | readonly Block[] }[];
  readonly tools?: readonly unknown[];
  readonly stream?: boolean;
  readonly output_config?: { readonly format?: { readonly schema?: unknown } };
}

/** Anthropic Messages, which Claude Code speaks. */
export const anthropic: Protocol = {
  name: 'anthropic',
  asks: (path) => path === '/v1/messages',
  others: { '/v1/messages/count_tokens': { input_tokens: USAGE.read } },
  question: (_, body) => {
    const { messages = [], tools = [], stream = false, output_config: output } = body as Request;
    return {
      // Claude Code puts instructions between the messages, too.
      said: messages
        .filter(({ role }) => role !== 'system')
        .flatMap(({ content }) => (typeof content === 'string' ? [content] : content.map(said))),
      aside: tools.length === 0,
      schema: output?.format?.schema,
      streams: stream,
    };
  },
  whole: (reply) => ({ ...envelope(), content: blocks(reply), ...ending(reply), usage: usage() }),
  stream: (reply) => [
    event('message_start', {
      message: { ...envelope(), content: [], stop_reason: null, stop_sequence: null, usage: usage(1) },
    }),
    ...blocks(reply).flatMap(streamed),
    event('message_delta', { delta: ending(reply), usage: usage() }),
    event('message_stop', {}),
  ],
  failure: (status, message) => ({
    type: 'error',
    error: {
      type: { 401: 'authentication_error', 429: 'rate_limit_error' }[status] ?? 'api_error',
      message,
    },
  }),
};

const said = ({ text, input, content }: Block): string =>
  text ?? (input === undefined ? textOf(content) : JSON.stringify(input));

const envelope = () => ({
  id: `msg_${randomUUID()}`,
  type: 'message',
  role: 'assistant',
  model: 'claude-sonnet-4-5',
});

const usage = (written = USAGE.written) => ({
  input_tokens: USAGE.read,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: USAGE.cached,
  output_tokens: written,
});

const ending = ({ call }: Reply) => ({ stop_reason: call ? 'tool_use' : 'end_turn', stop_sequence: null });

const blocks = ({ say, call }: Reply): readonly Block[] => [
  ...(say === undefined ? [] : [{ type: 'text', text: say }]),
  ...(call
    ? [{ type: 'tool_use', id: `toolu_${randomUUID()}`, name: call.name, input: call.arguments }]
    : []),
];

/** A block comes empty, and then with all that it holds. */
const streamed = (block: Block, index: number): readonly StreamEvent[] => {
  const { text, input } = block;
  const [empty, delta] =
    text === undefined
      ? [{ input: {} }, { type: 'input_json_delta', partial_json: JSON.stringify(input) }]
      : [{ text: '' }, { type: 'text_delta', text }];
  return [
    event('content_block_start', { index, content_block: { ...block, ...empty } }),
    event('content_block_delta', { index, delta }),
    event('content_block_stop', { index }),
  ];
};

const event = (name: string, data: object): StreamEvent => ({ name, data: { type: name, ...data } });
