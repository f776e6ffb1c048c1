import type { Protocol } from './protocol.js';
import { type Reply, USAGE } from './turns.js';

interface Part {
  readonly text?: string;
  readonly functionCall?: { readonly args?: unknown };
  readonly functionResponse?: { readonly response?: unknown };
}

interface Request {
  readonly contents?: readonly { readonly parts?: readonly Part[] }[];
  readonly tools?: readonly unknown[];
  readonly generationConfig?: { readonly responseJsonSchema?: unknown; readonly responseSchema?: unknown };
}

/** Gemini's generateContent, whole and streamed. */
export const gemini: Protocol = {
  name: 'gemini',
  asks: (path) => /:(stream)?generateContent$/i.test(path),
  others: { ':countTokens': { totalTokens: USAGE.read } },
  question: (path, body) => {
    const { contents = [], tools = [], generationConfig: config } = body as Request;
    return {
      said: contents.flatMap(({ parts = [] }) => parts.map(said)),
      aside: tools.length === 0,
      schema: config?.responseJsonSchema ?? config?.responseSchema,
      streams: path.endsWith(':streamGenerateContent'),
    };
  },
  whole: (reply) => ({
    candidates: [{ index: 0, content: { role: 'model', parts: parts(reply) }, finishReason: 'STOP' }],
    usageMetadata: {
      promptTokenCount: USAGE.read + USAGE.cached,
      cachedContentTokenCount: USAGE.cached,
      candidatesTokenCount: USAGE.written,
      totalTokenCount: USAGE.read + USAGE.cached + USAGE.written,
    },
    modelVersion: 'gemini-2.5-flash',
  }),
  stream: (reply) => [{ data: gemini.whole(reply) }],
  failure: (status, message) => ({
    error: {
      code: status,
      message,
      status: { 401: 'UNAUTHENTICATED', 429: 'RESOURCE_EXHAUSTED' }[status] ?? 'INTERNAL',
    },
  }),
};

const said = ({ text, functionCall, functionResponse }: Part): string =>
  text ?? JSON.stringify(functionCall?.args ?? functionResponse?.response ?? {});

const parts = ({ say, call }: Reply): readonly object[] => [
  ...(say === undefined ? [] : [{ text: say }]),
  ...(call ? [{ functionCall: { name: call.name, args: call.arguments } }] : []),
];
