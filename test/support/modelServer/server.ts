import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Protocol, Question, StreamEvent } from './protocol.js';
import { PROTOCOLS, type Recorded, readRequest } from './request.js';
import { sample } from './sample.js';
import { createScript } from './script.js';
import type { Failure, Reply, Turn } from './turns.js';

/** A server that plays the models of all providers, by a script. */
export interface ModelServer {
  readonly url: string;
  /** Appends turns to the script. */
  readonly play: (...turns: readonly Turn[]) => void;
  /** Lets requests that hang go on with the next turn. */
  readonly release: () => void;
  /** Everything that came in, with what programs ask for purposes of their own. */
  readonly requests: readonly Recorded[];
  /** The requests that the script answered or is to answer. */
  readonly conversations: () => readonly Recorded[];
}

/** What a program is told that asks for a purpose of its own and names no form. */
const ASIDE = 'A scripted title';

/** Starts a model server on a free port of this machine; it is gone when the test is over. */
export const startModelServer = async (): Promise<ModelServer> => {
  const script = createScript();
  const requests: Recorded[] = [];

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const gone = new AbortController();
    response.on('close', () => gone.abort());
    const recorded = await readRequest(request);
    requests.push(recorded);
    const { asked, path } = recorded;
    if (!asked) return sendOther(response, path);
    const { protocol, question } = asked;
    const reply = question.aside ? asideOf(question) : await script.take(gone.signal);
    if (reply) send(response, protocol, question, reply);
  };

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => sendJson(response, 400, { error: String(error) }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    play: (...turns) => script.add(turns),
    release: script.release,
    requests,
    conversations: () => requests.filter(({ asked }) => asked?.question.aside === false),
  };
};

const asideOf = ({ schema }: Question): Reply => ({ say: schema ? JSON.stringify(sample(schema)) : ASIDE });

const send = (
  response: ServerResponse,
  protocol: Protocol,
  { streams }: Question,
  reply: Reply | Failure,
): void => {
  if ('fail' in reply) {
    const { fail, retryAfter, words = `scripted ${fail}` } = reply;
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    sendJson(response, fail, protocol.failure(fail, words));
  } else if (streams) sendEvents(response, protocol.stream(reply));
  else sendJson(response, 200, protocol.whole(reply));
};

const sendEvents = (response: ServerResponse, events: readonly StreamEvent[]): void => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const { name, data } of events) {
    if (name !== undefined) response.write(`event: ${name}\n`);
    response.write(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
  }
  response.end();
};

/** Answers what asks no model: a count of tokens, or a list of what is not there. */
const sendOther = (response: ServerResponse, path: string): void => {
  const others = PROTOCOLS.flatMap((protocol) => Object.entries(protocol.others));
  const [, body] = others.find(([end]) => path.endsWith(end)) ?? [];
  if (body === undefined) sendJson(response, 404, { error: { message: `nothing is at ${path}` } });
  else sendJson(response, 200, body);
};

const sendJson = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
};
