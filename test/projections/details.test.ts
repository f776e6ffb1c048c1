import { describe, expect, it } from 'vitest';
import type { Draft } from '../../src/events/catalogue.js';
import { detailsText } from '../../src/inspector/text/details.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { detailsOf } from '../../src/projections/details.js';
import { attempt, call, lifeBegan, step, stopped } from '../support/moments.js';
import { review } from '../support/reviewed.js';
import { codeStep, created, draft, forkedAt, given, PROCESS, talkers } from '../support/run.js';

const [claude, codex, other] = talkers;

const facts = {
  ...created({ ...codeStep('talk'), agent: claude }, { ...codeStep('look'), agent: codex }),
  set: [
    { name: 'prompt', value: 'mend it' },
    { name: 'size', value: '2' },
  ],
  asked: { agent: 'claude' },
};

const began = draft('LifeBegan', { life: 1, lease: 1, refold: '0.0.0', process: PROCESS });

const resumed = draft('RunResumed', {
  was: 'interrupted',
  retried: [],
  skipped: 0,
  pending: { count: 1, next: ['talk'] },
  settling: [],
  lastStop: { reason: 'interrupted', seq: 9 },
});

const run: readonly Draft[] = [
  draft('RunCreated', facts),
  began,
  step('talk'),
  attempt('talk', 1, { agent: claude as never }),
  call('talk', 1, { agent: claude as never }),
  draft('SessionBound', { intent: 5, session: 's-1' }),
];

const details = (drafts: readonly Draft[]) =>
  detailsOf(given(drafts), 'github-ada-it-123456', { held: false }, {});

describe('what is restored of a run', () => {
  it('is a document of one form, with the names that a manifest has for it', () => {
    expect(details([...run, stopped('interrupted'), lifeBegan(2), resumed])).toMatchInlineSnapshot(`
      {
        "base": {
          "commit": "c0ffee0000000000000000000000000000000000",
        },
        "branch": "refold/20261121-040000-1a2b3c/main",
        "claude_session_id": "s-1",
        "configuration": {
          "agent": "claude",
          "set": {
            "prompt": "mend it",
            "size": "2",
          },
        },
        "createdAt": "2026-11-21T04:00:00.000Z",
        "created_at": "2026-11-21T04:00:00.000Z",
        "events": 9,
        "head": "c0ffee0000000000000000000000000000000000",
        "id": 1,
        "life": 2,
        "limits": [],
        "ms": 0,
        "number": 1,
        "openIntents": [
          {
            "seq": 5,
            "type": "CallIntended",
          },
        ],
        "prompt": "mend it",
        "repo_id": "github-ada-it-123456",
        "repo_path": "/repo",
        "repository": "/repo",
        "resumed": {
          "lastStop": {
            "reason": "interrupted",
            "seq": 9,
          },
          "pending": {
            "count": 1,
            "next": [
              "talk",
            ],
          },
          "retried": [],
          "settling": [],
          "skipped": 0,
          "was": "interrupted",
        },
        "run": "20261121-040000-1a2b3c",
        "sessions": [
          {
            "agent": "claude",
            "session": "s-1",
            "step": "talk",
          },
        ],
        "spend": {
          "callsWithoutCost": 0,
          "callsWithoutTokens": 0,
          "estimatedCost": 0,
        },
        "state": "interrupted",
        "status": "interrupted",
        "steps": [
          {
            "agent": "claude-a",
            "attempt": 1,
            "attempts": 1,
            "depth": 0,
            "files": 0,
            "gates": {},
            "path": "talk",
            "session": "s-1",
            "startedAt": "2026-11-21T04:00:00.000Z",
            "state": "interrupted",
            "type": "code",
          },
          {
            "agent": "claude-b",
            "attempts": 0,
            "depth": 0,
            "files": 0,
            "gates": {},
            "path": "look",
            "state": "pending",
            "type": "code",
          },
        ],
        "tmux_session": "refold-github-ada-it-123456-1",
        "underWay": {
          "calls": 1,
          "cost": 0,
          "estimatedCost": 0,
          "tokens": 0,
        },
        "unmade": true,
        "updatedAt": "2026-11-21T04:00:00.000Z",
        "updated_at": "2026-11-21T04:00:00.000Z",
        "workflow": "w",
        "worktree": "/home/runs/repo-123456/20261121-040000-1a2b3c/worktree",
        "worktree_path": "/home/runs/repo-123456/20261121-040000-1a2b3c/worktree",
      }
    `);
  });

  it('has every field of a manifest as AgentPair writes it', () => {
    const evaluator = { ...review.evaluator, agent: other };
    const signals = { done: 'DONE', mode: 'both', when: 'done' } as const;
    const pair = {
      ...codeStep('impl'),
      agent: claude,
      review: { ...review, evaluator, iterations: 50, signals },
    };
    const facts = { ...created(pair), set: [{ name: 'prompt', value: 'Major refactoring task' }] };
    const bound = (intent: number, session: string) => draft('SessionBound', { intent, session });
    const told = details([
      draft('RunCreated', facts),
      began,
      step('impl'),
      attempt('impl', 1, { agent: claude as never }),
      call('impl', 1, { agent: claude as never }),
      bound(5, 'abc123'),
      step('impl/review'),
      attempt('impl/review', 1, { agent: other as never }),
      call('impl/review', 1, { agent: other as never }),
      bound(9, 'def456'),
    ]);
    const time = '2026-11-21T04:00:00.000Z';
    const worktree = '/home/runs/repo-123456/20261121-040000-1a2b3c/worktree';
    const manifest: readonly (readonly [field: string, value: unknown])[] = [
      ['id', 1],
      ['repo_id', 'github-ada-it-123456'],
      ['prompt', 'Major refactoring task'],
      ['state', 'interrupted'],
      ['current_iteration', 1],
      ['max_iterations', 50],
      ['primary_agent', 'claude-a'],
      ['review_mode', 'both'],
      ['done_signal', 'DONE'],
      ['claude_session_id', 'abc123'],
      ['codex_session_id', 'def456'],
      ['tmux_session', 'refold-github-ada-it-123456-1'],
      ['worktree_path', worktree],
      ['repo_path', '/repo'],
      ['created_at', time],
      ['updated_at', time],
    ];
    for (const [field, value] of manifest) expect(told, field).toHaveProperty([field], value);
  });

  it('is shown with what was asked for and by which plan it goes on', () => {
    const all = details([...run, stopped('interrupted'), lifeBegan(2), resumed]);
    expect(all && detailsText(all, paintWith(false))).toMatchInlineSnapshot(`
      "run #1 20261121-040000-1a2b3c  w  interrupted
        from      c0ffee0 (detached HEAD)
        branch    refold/20261121-040000-1a2b3c/main
        worktree  /home/runs/repo-123456/20261121-040000-1a2b3c/worktree (made when the run goes on)
        life      2, 9 events, 0.0 s
        repo      /repo (github-ada-it-123456)
        prompt    mend it
        asked     --set size=2 --agent claude
        session   claude s-1 at talk
        tmux      refold-github-ada-it-123456-1
        created   2026-11-21T04:00:00.000Z
        updated   2026-11-21T04:00:00.000Z
        resumed   go on with talk; last stop: interrupted

        ‖ talk  interrupted, claude-a
        · look  claude-b"
    `);
  });

  it('tells what was asked for in words that a shell takes as they stand', () => {
    const set = [
      { name: 'proof', value: 'test -s  work.txt' },
      { name: 'none', value: '' },
      { name: 'long', value: 'two\nlines' },
    ];
    const asked = { agent: 'scripted:/a b.yaml', spec: "/it's.md", tasks: '/my tasks', pauseAfter: 'a/$b' };
    const all = details([draft('RunCreated', { ...facts, set, asked }), began]);
    const shown = all && /asked +(.*)/.exec(detailsText(all, paintWith(false)))?.[1];
    expect(shown).toBe(
      "--set 'proof=test -s  work.txt' --set none= --set 'long=two…' --agent 'scripted:/a b.yaml' --spec '/it'\\''s.md' --tasks '/my tasks' --pause-after 'a/$b'",
    );
  });

  it('says of a fork that is not begun that its worktree is not there yet', () => {
    const fork = details([...run, forkedAt(6)]);
    expect(fork).toMatchObject({ unmade: true, status: 'prepared' });
    expect(fork && detailsText(fork, paintWith(false))).toContain(
      '(made when the run goes on, with its branch)',
    );
  });
});
