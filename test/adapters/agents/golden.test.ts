import { describe, expect, it } from 'vitest';
import type { Usage } from '../../../src/events/usage.js';
import { createAgentBench } from '../../support/agentCalls.js';
import { replay, transcriptNames } from './transcripts.js';

const succeeded = (session: string, output: string, usage: Usage) => ({
  end: { ended: 'finished', succeeded: true, exit: 0, session, usage },
  output,
});

const failed = (exit: number, session: string | undefined, error: RegExp, usage?: Usage) => ({
  end: {
    ...{ ended: 'finished', succeeded: false, fault: 'failed', exit },
    ...(session === undefined ? {} : { session }),
    ...(usage ? { usage } : {}),
    error: expect.stringMatching(error),
  },
});

const lost = (exit: number, words: RegExp) => ({
  end: {
    ...{ ended: 'finished', succeeded: false, fault: 'session lost', exit },
    sessionLost: expect.stringMatching(words),
  },
});

const killed = (session: string, usage?: Usage) => ({
  end: { ended: 'interrupted', session, ...(usage ? { usage } : {}) },
});

const claude = (turns: number, cost: number): Usage => ({ ...tokens(turns, 1200), cacheWrite: 0, cost });
const opencode = (turns: number): Usage => ({
  ...tokens(turns, 1000),
  cacheWrite: 0,
  cost: turns * 0.001068,
});

/** So many answers of the model, each with 34 tokens out and 200 from the cache. */
const tokens = (answers: number, tokensIn: number): Usage => ({
  turns: answers,
  tokensIn: answers * tokensIn,
  tokensOut: answers * 34,
  cacheRead: answers * 200,
});

/** What came of each recorded run, as if it were the only one of its session. */
const GOLDEN: Readonly<Record<string, { readonly end: object; readonly output?: string }>> = {
  'claude/first': succeeded(
    '4ba098d8-49cd-4762-a0db-d280bf89c3b3',
    'FINAL: wrote hello.txt',
    claude(2, 0.01104),
  ),
  'claude/resume': succeeded('4ba098d8-49cd-4762-a0db-d280bf89c3b3', 'RESUMED-OK', claude(1, 0.00552)),
  'claude/killed': killed('ae7e5e8d-c8dc-42eb-9bd6-18ccc25b9254', { turns: 1 }),
  'claude/killed-resume': succeeded('ae7e5e8d-c8dc-42eb-9bd6-18ccc25b9254', 'AFTER-KILL', claude(1, 0.00552)),
  'claude/older-2.1.112-first': succeeded('6834ccf6-1b18-4db4-98e5-21e4b5279d9b', 'OK-M', claude(1, 0.00417)),
  'claude/resume-unknown': lost(1, /^No conversation found with session ID: 11111111/),
  'claude/error-401': killed('426d4138-579d-4f3d-b7eb-d4dd9aa51170'),
  'claude/error-429': failed(1, '42f1addc-990c-41c5-84c8-7df64f9b33bd', /^Claude Code failed: .*429/),

  'codex/first': succeeded('01a1fc40-224b-7401-8d53-b95b566bf6e6', 'FINAL: wrote hello.txt', {
    ...{ turns: 1, tokensIn: 2000, tokensOut: 68, cacheRead: 400, cacheWrite: 0 },
  }),
  'codex/resume': succeeded('01a1fc40-224b-7401-8d53-b95b566bf6e6', 'RESUMED-OK', {
    ...{ turns: 1, tokensIn: 3000, tokensOut: 102, cacheRead: 600, cacheWrite: 0 },
  }),
  'codex/killed': killed('01a1fc42-b00f-71d2-88b5-ee1aa7640bab', { turns: 1 }),
  'codex/killed-resume': succeeded('01a1fc42-b00f-71d2-88b5-ee1aa7640bab', 'AFTER-KILL', {
    ...{ turns: 1, tokensIn: 2000, tokensOut: 68, cacheRead: 400, cacheWrite: 0 },
  }),
  'codex/older-0.63-unknown': lost(0, /^it began 01a1fc5a-d4a1-7e92-8bad-e1513d4e084e$/),
  'codex/resume-unknown': lost(1, /no rollout found for thread id 11111111/),
  'codex/error-401': failed(
    1,
    '01a1fc41-af80-7281-bd15-22d5dbbe7256',
    /^Codex failed: unexpected status 401/,
  ),
  'codex/error-429': failed(1, '01a1fc41-d97a-7263-bd16-729bcc0cbd99', /^Codex failed: exceeded retry limit/),

  'gemini/first': succeeded('069ac572-d028-45b2-b835-62aff07e02dd', 'FINAL: wrote hello.txt', {
    ...tokens(3, 1000),
    turns: 2,
  }),
  'gemini/resume': succeeded('069ac572-d028-45b2-b835-62aff07e02dd', 'RESUMED-OK', {
    ...tokens(2, 1000),
    turns: 1,
  }),
  'gemini/killed': killed('3b4afcde-4ceb-4de5-9527-e452a327ca89', { turns: 2 }),
  'gemini/killed-resume': succeeded('3b4afcde-4ceb-4de5-9527-e452a327ca89', 'AFTER-KILL', tokens(1, 1000)),
  'gemini/resume-unknown': lost(42, /Invalid session identifier "11111111/),
  'gemini/error-401': failed(145, 'afb92c4c-3f7f-4a45-99d1-46be0e10fbce', /^Gemini CLI failed: .*mock 401/),
  'gemini/error-429': killed('345ffbd6-b1a9-4192-8fe4-062441501032'),

  'qwen/first': succeeded('7081bdff-5683-4e11-84a1-0c7feb39fb77', 'FINAL: wrote hello.txt', tokens(2, 1000)),
  'qwen/resume': succeeded('7081bdff-5683-4e11-84a1-0c7feb39fb77', 'RESUMED-OK', {
    ...tokens(4, 1000),
    turns: 1,
  }),
  'qwen/killed': killed('8fbaea48-8306-4c52-b918-91391cf7a975', tokens(1, 1000)),
  'qwen/killed-resume': succeeded('8fbaea48-8306-4c52-b918-91391cf7a975', 'AFTER-KILL', {
    ...tokens(4, 1000),
    turns: 1,
  }),
  'qwen/resume-unknown': lost(1, /^No saved session found with ID 11111111/),
  'qwen/error-401': failed(1, '05556eea-c764-4066-8c17-0818283426a1', /^Qwen Code failed: .*401 mock 401/),
  'qwen/error-429': killed('85dd6406-1d20-4b10-954d-6b1391217e0d'),

  'opencode/first': succeeded('ses_e03ba1adeffevXIQB1YqiZ2ERb', 'FINAL: wrote hello.txt', opencode(2)),
  'opencode/resume': succeeded('ses_e03ba1adeffevXIQB1YqiZ2ERb', 'RESUMED-OK', opencode(1)),
  'opencode/killed': killed('ses_e03a9c93cffebduVvpN332t5fe', { ...opencode(1), turns: 2 }),
  'opencode/killed-resume': succeeded('ses_e03a9c93cffebduVvpN332t5fe', 'AFTER-KILL', opencode(1)),
  'opencode/resume-unknown': lost(1, /^Error: Session not found$/),
  'opencode/error-401': failed(1, 'ses_e03ab64d7ffeg9lO709urCc4XR', /^OpenCode failed: mock 401$/),
  'opencode/error-429': failed(1, 'ses_e03ab52cfffeTi2CVm2UIJBap6', /^OpenCode failed: mock 429$/),

  'cursor/first': succeeded('5b8f2f0e-7a37-4a5b-9f0d-1d1f5c0f2a11', 'FINAL: wrote hello.txt', {
    ...tokens(2, 1000),
    cacheWrite: 0,
  }),
  'cursor/resume': succeeded('5b8f2f0e-7a37-4a5b-9f0d-1d1f5c0f2a11', 'RESUMED-OK', { turns: 1 }),
  'cursor/killed': killed('5b8f2f0e-7a37-4a5b-9f0d-1d1f5c0f2a11', { turns: 1 }),
  'cursor/resume-unknown': lost(0, /^it began 0d9a7c3e-55f1-4a41-8c67-6f3b8a0e9d22$/),
  'cursor/error-401': failed(1, undefined, /^Cursor exited 1\nError: Authentication required/),
};

describe('the transcripts of all agents', () => {
  it('have an expectation each', () => {
    expect(Object.keys(GOLDEN).sort()).toEqual([...transcriptNames()].sort());
  });

  it.each(Object.entries(GOLDEN))('%s is told session, text, end and usage of', async (name, golden) => {
    const { end, output, sights } = await replay(createAgentBench(), name);
    expect({ end, output }).toMatchObject(golden);
    // Unknown is absent: there is nothing in the usage that is not expected, not even as 0.
    if ('usage' in golden.end) expect(end.usage).toEqual(golden.end.usage);
    // Whoever only watches comes to know the same.
    const session = sights.flatMap((sight) => sight.session ?? []);
    expect(session).toEqual(end.session === undefined ? [] : [end.session]);
    const { tokensIn = 0, tokensOut = 0, cacheWrite = 0, cost = 0, turns = 0 } = end.usage ?? {};
    const sum = (of: (sight: (typeof sights)[number]) => number) =>
      sights.reduce((all, one) => all + of(one), 0);
    expect(sum(({ turns }) => turns)).toBe(turns);
    expect(sum(({ tokens }) => tokens)).toBe(tokensIn + tokensOut + cacheWrite);
    expect(sum(({ cost }) => cost)).toBeCloseTo(cost, 10);
  });

  it.each([
    ['claude', '/repo/worktree/hello.txt'],
    ['gemini', '/repo/worktree/hello.txt'],
    ['qwen', '/repo/worktree/hello.txt'],
    ['opencode', '/repo/worktree/hello.txt'],
    ['cursor', '/repo/worktree/hello.txt'],
  ])('%s is seen to write its file', async (agent, file) => {
    const { sights } = await replay(createAgentBench(), `${agent}/first`);
    expect(sights.flatMap(({ wrote }) => wrote)).toEqual([file]);
  });

  it('a file that a tool was refused is not taken for written', async () => {
    const { sights } = await replay(createAgentBench(), 'qwen/killed');
    expect(sights.flatMap(({ wrote }) => wrote)).toEqual([]);
  });

  it('the whole of what was printed is kept beside the final text', async () => {
    const { transcript } = await replay(createAgentBench(), 'codex/first');
    expect(transcript).toContain('"thread.started"');
  });
});

describe('what is counted over a session', () => {
  it.each([
    ['codex', { turns: 1, tokensIn: 1000, tokensOut: 34, cacheRead: 200, cacheWrite: 0 }],
    ['qwen', { turns: 1, tokensIn: 2000, tokensOut: 68, cacheRead: 400 }],
  ])('by %s is told as what each run adds to it', async (agent, added) => {
    const first = await replay(createAgentBench(), `${agent}/first`);
    const { counted } = first.end;
    const next = await replay(createAgentBench(), `${agent}/resume`, counted ? { counted } : {});
    expect(next.end.usage).toEqual(added);
    const tokens = next.sights.reduce((all, sight) => all + sight.tokens, 0);
    expect(tokens).toBe(added.tokensIn + added.tokensOut);
  });

  it('goes on from what was known of a run that was killed', async () => {
    const killed = await replay(createAgentBench(), 'qwen/killed');
    expect(killed.end.counted).toEqual({ tokensIn: 1000, tokensOut: 34, cacheRead: 200 });
    const { counted } = killed.end;
    const next = await replay(createAgentBench(), 'qwen/killed-resume', counted ? { counted } : {});
    expect(next.end.usage).toEqual({ turns: 1, tokensIn: 3000, tokensOut: 102, cacheRead: 600 });
  });

  it('and fell was begun anew: nothing is negative', async () => {
    const counted = { tokensIn: 90_000, tokensOut: 900, cacheRead: 0 };
    const { end } = await replay(createAgentBench(), 'codex/resume', { counted });
    expect(end.usage).toMatchObject({ tokensIn: 3000, tokensOut: 102, cacheRead: 600 });
    expect(end.counted).toMatchObject({ tokensIn: 3000, tokensOut: 102, cacheRead: 600 });
  });

  it('is not what another session had counted', async () => {
    const counted = { tokensIn: 900, tokensOut: 30, cacheRead: 100 };
    const { end } = await replay(createAgentBench(), 'codex/older-0.63-unknown', { counted });
    expect(end.usage).toMatchObject({ tokensIn: 1000, tokensOut: 34, cacheRead: 200 });
  });
});
