import { describe, expect, it } from 'vitest';
import { until } from '../refold.js';
import { conversationText } from './request.js';
import { startModelServer } from './server.js';

const TOOLS = [{ name: 'write' }];

/** A question in each protocol: where to, what of a text, and where an answer stands. */
const QUESTIONS = [
  ['Anthropic Messages', '/v1/messages', (text: string) => ({ messages: [{ role: 'user', content: text }] })],
  [
    'OpenAI Responses',
    '/v1/responses',
    (text: string) => ({ input: [{ role: 'user', content: [{ text }] }] }),
  ],
  [
    'Chat Completions',
    '/v1/chat/completions',
    (text: string) => ({ messages: [{ role: 'user', content: [{ type: 'text', text }] }] }),
  ],
  [
    'Gemini',
    '/v1beta/models/m:generateContent',
    (text: string) => ({ contents: [{ role: 'user', parts: [{ text }] }] }),
  ],
] as const;

const ask = (url: string, path: string, body: object, signal?: AbortSignal): Promise<Response> =>
  fetch(`${url}${path}?key=secret`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'x-api-key': 'secret', authorization: 'Bearer secret', 'x-goog-api-key': 'secret' },
    ...(signal ? { signal } : {}),
  });

describe.each(QUESTIONS)('the model server, asked in %s', (_, path, question) => {
  const work = { ...question('what was asked'), tools: TOOLS };
  const streamed = path.replace(':generate', ':streamGenerate');

  it('says and calls what the script says, whole and as a stream', async () => {
    const { url, play } = await startModelServer();
    const turn = { say: 'what was said', call: { name: 'write', arguments: { path: 'a.txt' } } };
    play(turn, turn);
    const whole = await ask(url, path, work);
    const stream = await ask(url, streamed, { ...work, stream: true });
    expect([whole.headers.get('content-type'), stream.headers.get('content-type')]).toEqual([
      'application/json',
      'text/event-stream',
    ]);
    for (const answer of [await whole.text(), await stream.text()])
      for (const text of ['what was said', 'write', 'a.txt']) expect(answer).toContain(text);
  });

  it('fails so many requests as the script says, and says when to ask again', async () => {
    const { url, play } = await startModelServer();
    play({ fail: 429, times: 2, retryAfter: 3 }, { say: 'well' });
    const answers = [await ask(url, path, work), await ask(url, path, work), await ask(url, path, work)];
    expect(answers.map(({ status }) => status)).toEqual([429, 429, 200]);
    expect(answers.map(({ headers }) => headers.get('retry-after'))).toEqual(['3', '3', null]);
  });

  it('records what was asked, and no secret', async () => {
    const { url, play, conversations } = await startModelServer();
    play({ say: 'well' });
    await ask(url, path, work);
    expect(conversations().map(conversationText)).toEqual(['what was asked']);
    expect(JSON.stringify(conversations())).not.toContain('secret');
  });

  it('takes no turn for what a program asks for a purpose of its own', async () => {
    const { url, play, requests, conversations } = await startModelServer();
    play({ say: 'the only turn' });
    const aside = await ask(url, path, question('a title, please'));
    expect(await aside.text()).toContain('A scripted title');
    expect(await (await ask(url, path, work)).text()).toContain('the only turn');
    expect([requests.length, conversations().length]).toEqual([2, 1]);
  });

  it('refuses what the script has no turn for', async () => {
    const { url } = await startModelServer();
    const answer = await ask(url, path, work);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('no turn')]);
  });
});

describe('the model server', () => {
  const [, path, question] = QUESTIONS[0];
  const work = { ...question('work'), tools: TOOLS };

  it('leaves a request hanging until it is told to go on', async () => {
    const { url, play, release, conversations } = await startModelServer();
    play({ hang: true }, { say: 'at last' });
    const hanging = ask(url, path, work);
    await until(() => conversations().length === 1);
    release();
    expect(await (await hanging).text()).toContain('at last');
  });

  it('keeps a turn for the next when whoever hung has gone', async () => {
    const { url, play, conversations } = await startModelServer();
    play({ hang: true }, { wait: 1 }, { say: 'at last' });
    const impatient = new AbortController();
    const hanging = ask(url, path, work, impatient.signal);
    await until(() => conversations().length === 1);
    impatient.abort();
    await expect(hanging).rejects.toThrow();
    expect(await (await ask(url, path, work)).text()).toContain('at last');
  });

  it('answers in the form that is asked for', async () => {
    const { url } = await startModelServer();
    const properties = { next: { type: 'STRING', enum: ['user', 'model'] }, sure: { type: 'boolean' } };
    const answer = await ask(url, '/v1beta/models/m:generateContent', {
      generationConfig: { responseJsonSchema: { type: 'OBJECT', properties } },
    });
    expect(await answer.text()).toContain(JSON.stringify(JSON.stringify({ next: 'user', sure: false })));
  });

  it('counts tokens and lists models for whoever asks', async () => {
    const { url } = await startModelServer();
    const paths = ['/v1/messages/count_tokens', '/v1beta/models/m:countTokens', '/v1/models', '/elsewhere'];
    const answers = await Promise.all(paths.map((to) => ask(url, to, {})));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 404]);
  });
});
