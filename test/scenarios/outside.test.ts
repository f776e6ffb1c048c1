import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkpointed, NAME } from '../support/outsideTour.js';
import { exited } from '../support/refold.js';

describe('a workflow that refold does not run', () => {
  it('is handed back at the step behind its checkpoint, with its variables, files and command', async () => {
    const bench = await checkpointed();
    const told = exited(await bench.refold(['resume', NAME]));
    expect(told.stderr).toBe('clean: 2 files checked\n');
    expect(told.stdout).toContain('story  E3-S7');
    expect(told.stdout).toContain('src/auth.ts');
    expect(told.stdout).toMatch(/Resuming dev-story-E3-S7 at step 8\.\nRe-invoke: \/gaia-dev-story E3-S7\n$/);
    const document = JSON.parse(exited(await bench.refold(['resume', NAME, '--json'])).stdout);
    expect(document).toMatchObject({
      name: NAME,
      number: 1,
      verdict: 'clean',
      checkpoint: { step: 7, title: 'green_complete' },
      resumeAt: 8,
      command: '/gaia-dev-story E3-S7',
      vars: { story: 'E3-S7' },
      changed: [],
    });
    expect(readFileSync(document.files[0].content, 'utf8')).toBe('two\n');
    expect(Object.keys(document)).toMatchInlineSnapshot(`
      [
        "name",
        "run",
        "number",
        "repository",
        "directory",
        "verdict",
        "checkpoint",
        "resumeAt",
        "command",
        "vars",
        "files",
        "changed",
      ]
    `);
  });

  it('makes no checkpoint in which one variable has two values', async () => {
    const bench = await checkpointed();
    const before = bench.contents();
    const said = ['--step', '8', '--var', 'x=1', '--var', 'x=2'];
    const refused = exited(await bench.refold(['checkpoint', NAME, ...said]), 2);
    expect(refused.stderr).toContain('`--var` gives `x` a value twice');
    expect(bench.contents()).toEqual(before);
  });

  it('waits for a word where its files are not as they were, and goes on with what is said', async () => {
    const bench = await checkpointed();
    bench.repository.write({ 'src/auth.ts': 'three\n' });
    rmSync(join(bench.repository.root, 'src/odd "name"\t.ts'));
    const aborted = exited(await bench.refold(['resume', NAME]), 3);
    expect(aborted.stderr).toContain('  src/auth.ts: DRIFT (sha256 does not match)\n');
    expect(aborted.stderr).toContain('  "src/odd \\"name\\"\\t.ts": DELETED\n');
    expect(bench.events().length).toBe(5);
    const seen = JSON.parse(
      exited(await bench.refold(['resume', NAME, '--on-drift', 'proceed', '--dry-run', '--json'])).stdout,
    );
    expect(seen.files[0]).toMatchObject({ path: 'src/auth.ts', size: 6 });
    expect(seen.files[0]).not.toHaveProperty('content');
    const on = exited(await bench.refold(['resume', NAME, '--on-drift', 'proceed', '--json']));
    const handed = JSON.parse(on.stdout);
    expect(handed.changed).toEqual(['src/auth.ts', 'src/odd "name"\t.ts']);
    // What was accepted is handed on, not what is recorded of it.
    expect(handed.files).toMatchObject([
      { path: 'src/auth.ts', size: 6 },
      { path: 'src/odd "name"\t.ts', deleted: true },
    ]);
    expect(readFileSync(handed.files[0].content, 'utf8')).toBe('three\n');
    const next = JSON.parse(exited(await bench.refold(['resume', NAME, '--json'])).stdout);
    expect(next).toMatchObject({
      verdict: 'clean',
      files: handed.files,
      changed: ['src/auth.ts', 'src/odd "name"\t.ts'],
    });
    expect(readFileSync(join(bench.repository.root, 'src/auth.ts'), 'utf8')).toBe('three\n');
  });
});
