import { createHash } from 'node:crypto';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { drifting } from '../support/drifting.js';
import { createBench, mend, ofType } from '../support/refold.js';

const LISTED = {
  seq: expect.any(Number),
  cut: expect.any(Number),
  at: expect.stringMatching(/Z$/),
  commit: expect.stringMatching(/^[0-9a-f]{40}$/),
  unit: '',
  current: true,
};

/** What is told of a file that holds this. */
const stateOf = (text: string) => ({
  mode: '100644',
  size: text.length,
  sha256: createHash('sha256').update(text).digest('hex'),
});

describe('a run whose files somebody changed while it stood still', () => {
  it('does not go on until somebody says what becomes of them; proceeding keeps them and hands them to the next step', async () => {
    const bench = await drifting();
    const at = (path: string): string => join(bench.worktree(), path);
    expect((await bench.refold(['verify', '--files'])).stdout).toContain('clean: 5 files checked');
    expect((await bench.refold(['resume', '--dry-run'])).stdout).toContain('clean: 5 files checked');
    writeFileSync(at('src/auth.ts'), 'import a\nimport b\n');
    rmSync(at('other.txt'));
    writeFileSync(at('base.txt'), 'mine\n');
    writeFileSync(at('a\tb'), 'mine\n');
    const before = bench.events();
    const refs = bench.repository.git('for-each-ref');
    const refused = await bench.refold(['resume']);
    expect([refused.exit, refused.stderr.replace(/[\s\S]*error: /, 'error: ')]).toMatchInlineSnapshot(`
      [
        3,
        "error: drift: 4 files are not as the checkpoint has them
        "a\\tb": ADDED
        base.txt: CHANGED (not the run's)
        other.txt: DELETED
        src/auth.ts: DRIFT (sha256 does not match)
      hint: nothing was changed; say what is to become of it, by the same command with \`--on-drift proceed\` (or redo, fresh)
      ",
      ]
    `);
    const verified = await bench.refold(['verify', '--files', '--json']);
    const told = await bench.refold(['resume', '--json']);
    expect([told.exit, told.stderr]).toEqual([3, refused.stderr]);
    expect(JSON.parse(told.stdout).error).toMatchObject({
      type: 'FilesDiffer',
      exit: 3,
      choices: ['proceed', 'redo', 'fresh'],
      files: JSON.parse(verified.stdout).files,
    });
    expect([verified.exit, JSON.parse(verified.stdout).files]).toMatchObject([
      3,
      { verdict: 'drift', checked: 5, worktrees: [{ unit: '', inFlight: [], damage: [] }] },
    ]);
    const [, drift] = JSON.parse(verified.stdout).files.worktrees[0].findings;
    expect(drift).toEqual({
      path: 'base.txt',
      kind: 'CHANGED',
      now: stateOf('mine\n'),
    });
    const { checkpoints } = JSON.parse((await bench.refold(['checkpoints', '--json'])).stdout);
    expect(checkpoints).toEqual([
      {
        ...LISTED,
        kind: 'checkpoint',
        step: 'write',
        files: 2,
        changed: [
          { path: 'other.txt', ...stateOf('o\n') },
          { path: 'src/auth.ts', ...stateOf('import a\n') },
        ],
      },
      {
        ...LISTED,
        kind: 'placeholder',
        why: 'gate',
        step: 'check',
        files: 1,
        changed: [{ path: 'half.txt', ...stateOf('half\n') }],
      },
    ]);
    expect([bench.events(), bench.repository.git('for-each-ref')]).toEqual([before, refs]);

    mend(bench);
    const resumed = await bench.refold(['resume', '--on-drift', 'proceed']);
    expect([resumed.exit, resumed.stderr]).toEqual([0, expect.stringContaining('src/auth.ts: DRIFT')]);
    const [resolved] = ofType(bench, 'DriftResolved');
    expect(resolved?.data).toMatchObject({ choice: 'proceed', verdict: 'drift', count: 4 });
    const { git } = bench.repository;
    expect(git('show', `${resolved?.data.snapshot}:src/auth.ts`)).toBe('import a\nimport b');
    expect(git('-C', bench.worktree(), 'show', 'HEAD:base.txt')).toBe('mine');
    const prompts = ofType(bench, 'CallIntended').map(({ data }) => JSON.stringify(data.prompt));
    expect(prompts.at(-1)).toContain(JSON.stringify('a\tb\nbase.txt\nother.txt\nsrc/auth.ts').slice(1, -1));
  });
});

const ASKS = `name: w
steps:
  - {name: do, type: code, hitl: after_gate, agent: {scripted: scenario.yaml}, prompt: p, gate: [{bash: "echo trace > trace.txt"}]}
`;

describe('a step that waits for a person behind its gates', () => {
  it('asks about what that person changed, and not about what its gates have left', async () => {
    const bench = createBench();
    bench.repository.commit({});
    const file = bench.workflow(ASKS, 'turns: [{step: do, do: [{write: {made.txt: made}}]}]');
    expect((await bench.refold(['run', file])).exit).toBe(3);
    expect((await bench.refold(['verify', '--files'])).stdout).toContain('clean');
    writeFileSync(join(bench.worktree(), 'made.txt'), 'mine\n');
    const refused = await bench.refold(['resume', '--continue']);
    expect([refused.exit, refused.stderr]).toEqual([
      3,
      expect.stringMatching(/1 file is not as[\s\S]*made.txt: DRIFT/),
    ]);
    expect((await bench.refold(['resume', '--continue', '--on-drift', 'proceed'])).exit).toBe(0);
    const { git } = bench.repository;
    expect(git('-C', bench.worktree(), 'show', 'HEAD:made.txt')).toBe('mine');
    expect(git('-C', bench.worktree(), 'show', 'HEAD:trace.txt')).toBe('trace');
  });
});
