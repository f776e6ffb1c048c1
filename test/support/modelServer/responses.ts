import { randomUUID } from 'node:crypto';
import { type Content, type Protocol, type StreamEvent, textOf } from './protocol.js';
import { type Reply, USAGE } from './turns.js';

interface Item {
  readonly type?: string;
  readonly role?: string;
  readonly content?: Content;
  readonly arguments?: string;
  readonly input?: string;
  readonly output?: Content;
}

interface Request {
  readonly input?: string | readonly Item[];
  readonly tools?: readonly unknown[];
  readonly stream?: boolean;
  readonly text?: { readonly format?: { readonly schema?: unknown } };
}

/** OpenAI Responses, which Codex speaks. */
export const responses: Protocol = {
  name: 'responses',
  asks: (path) => path === '/v1/responses',
  others: {},
  question: (_, body) => {
    const { input = [], tools = [], stream = false, text } = body as Request;
    return {
      said: typeof input === 'string' ? [input] : input.filter(isConversation).map(said),
      aside: tools.length === 0,
      schema: text?.format?.schema,
      streams: stream,
    };
  },
  whole: (reply) => finished(`resp_${randomUUID()}`, items(reply)),
  stream: (reply) => {
    const id = `resp_${randomUUID()}`;
    const output = items(reply);
    return [
      event('response.created', { response: { id, object: 'response', status: 'in_progress', output: [] } }),
      ...output.flatMap(streamed),
      event('response.completed', { response: finished(id, output) }),
    ];
  },
  failure: (status, message) => ({ error: { message, type: 'invalid_request_error', code: `${status}` } }),
};

const isConversation = ({ role }: Item): boolean => role !== 'developer' && role !== 'system';

/** A message has a content; a call has arguments, or an input of free text; what a tool answered is an output. */
const said = ({ content, arguments: args, input, output }: Item): string =>
  args ?? input ?? textOf(output ?? content);

const items = ({ say, call }: Reply): readonly object[] => [
  ...(say === undefined
    ? []
    : [
        {
          id: `msg_${randomUUID()}`,
          type: 'message',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: say, annotations: [] }],
        },
      ]),
  ...(call
    ? [
        {
          id: `fc_${randomUUID()}`,
          call_id: `call_${randomUUID()}`,
          name: call.name,
          status: 'completed',
          // A tool that takes free text is of another kind than one that takes arguments.
          ...(typeof call.arguments === 'string'
            ? { type: 'custom_tool_call', input: call.arguments }
            : { type: 'function_call', arguments: JSON.stringify(call.arguments) }),
        },
      ]
    : []),
];

const finished = (id: string, output: readonly object[]) => ({
  id,
  object: 'response',
  status: 'completed',
  output,
  usage: {
    input_tokens: USAGE.read + USAGE.cached,
    input_tokens_details: { cached_tokens: USAGE.cached },
    output_tokens: USAGE.written,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: USAGE.read + USAGE.cached + USAGE.written,
  },
});

const streamed = (item: object, index: number): readonly StreamEvent[] => [
  event('response.output_item.added', { output_index: index, item }),
  event('response.output_item.done', { output_index: index, item }),
];

const event = (name: string, data: object): StreamEvent => ({ name, data: { type: name, ...data } });
