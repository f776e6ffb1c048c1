import type { IncomingMessage } from 'node:http';
import { anthropic } from './anthropic.js';
import { chatCompletions } from './chatCompletions.js';
import { gemini } from './gemini.js';
import type { Protocol, Question } from './protocol.js';
import { responses } from './responses.js';

/** A request as it came, without secrets. */
export interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: unknown;
  /** What it asks of a model, and in which protocol, if it does. */
  readonly asked: { readonly protocol: Protocol; readonly question: Question } | undefined;
}

/** The protocols of all providers. */
export const PROTOCOLS: readonly Protocol[] = [anthropic, responses, chatCompletions, gemini];

const SECRET = /^(authorization|cookie|proxy-authorization|x-api-key|x-goog-api-key)$/;

/** Reads a request to its end. Its query is left out: Gemini's key may stand there. */
export const readRequest = async (request: IncomingMessage): Promise<Recorded> => {
  const { method = '', url = '', headers } = request;
  const { pathname: path } = new URL(url, 'http://127.0.0.1');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const body: unknown = chunks.length === 0 ? undefined : JSON.parse(Buffer.concat(chunks).toString());
  const protocol = PROTOCOLS.find(({ asks }) => method === 'POST' && asks(path));
  return {
    method,
    path,
    headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !SECRET.test(name))),
    body,
    asked: protocol && { protocol, question: protocol.question(path, body) },
  };
};

/** All that was said in a conversation as it was sent, whatever the protocol. */
export const conversationText = ({ asked }: Recorded): string => (asked?.question.said ?? []).join('\n');
