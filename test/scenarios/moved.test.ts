import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { failedRun, LOOKS, rename, WRITES } from '../support/moved.js';
import { exited, mend } from '../support/refold.js';

describe('a repository that was renamed', () => {
  it('is asked about, and gone on with in the worktree that the run has; the log tells it', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    const here = bench.at(place);
    const before = bench.contents();
    const asked = exited(await here(['resume']), 2).stderr;
    expect(asked).toContain(`1 run was made when this repository was at ${bench.repository.root}: #1`);
    expect(bench.contents()).toEqual(before);
    mend(bench);
    exited(await here(['resume', '--moved']));
    const event = bench.events().find(({ type }) => type === 'RepositoryMoved');
    expect(event?.data).toEqual({
      from: join(bench.repository.root, '.git'),
      gitDir: join(place, '.git'),
      root: place,
    });
    expect(bench.events().filter(({ type }) => type === 'WorktreeIntended')).toHaveLength(1);
    const notes = readFileSync(join(bench.worktree(), 'notes.txt'), 'utf8');
    expect(notes).toBe('half\nhalf\n');
    expect(JSON.parse((await here(['show', '--json'])).stdout).repository).toBe(place);
    exited(await here(['apply']));
    expect(existsSync(join(place, 'a.txt'))).toBe(true);
    exited(await here(['verify']));
    exited(await here(['run', bench.workflow(LOOKS, WRITES)]));
    expect(readdirSync(join(bench.home, 'runs'))).toHaveLength(1);
    expect(bench.events(2)[0]?.data).toMatchObject({ number: 2, repository: { root: place } });
  });
});
