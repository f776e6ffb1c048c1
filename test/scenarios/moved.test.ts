import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ended, failedRun, LOOKS, mend, rename, WRITES } from '../support/moved.js';

describe('a repository that was renamed', () => {
  it('is asked about, and gone on with in the worktree that the run has; the log tells it', async () => {
    const bench = await failedRun();
    const place = rename(bench);
    const here = bench.at(place);
    const before = bench.contents();
    const asked = ended(await here(['resume']), 2);
    expect(asked).toContain(`1 run was made when this repository was at ${bench.repository.root}: #1`);
    expect(bench.contents()).toEqual(before);
    mend(bench);
    ended(await here(['resume', '--moved']), 0);
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
    ended(await here(['apply']), 0);
    expect(existsSync(join(place, 'a.txt'))).toBe(true);
    ended(await here(['verify']), 0);
    ended(await here(['run', bench.workflow(LOOKS, WRITES)]), 0);
    expect(readdirSync(join(bench.home, 'runs'))).toHaveLength(1);
    expect(bench.events(2)[0]?.data).toMatchObject({ number: 2, repository: { root: place } });
  });
});
