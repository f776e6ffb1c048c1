import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { at, change, drifting } from '../support/drifting.js';
import { type Bench, ofType } from '../support/refold.js';

const BACK = /^note: somebody changed files that go back with the replay; [\s\S]*src\/auth\.ts: DRIFT/m;

/** A run whose second step failed, and of which somebody changed a file of the first one. */
const changed = async (): Promise<Bench> => {
  const bench = await drifting();
  change(bench);
  return bench;
};

const replaying = (bench: Bench, ...more: readonly string[]) =>
  bench.refold(['replay', '1', '--from-step', 'check', ...more]);

const isAsItWas = (bench: Bench): void => {
  expect(readFileSync(at(bench, 'src/auth.ts'), 'utf8')).toBe('mine\n');
  expect(ofType(bench, 'RunReplayed')).toEqual([]);
};

describe('files that somebody changed, and that a replay takes back', () => {
  it('are listed by the plan', async () => {
    const bench = await changed();
    const { exit, stdout } = await replaying(bench, '--dry-run');
    expect([exit, stdout]).toEqual([0, expect.stringMatching(BACK)]);
    const { takenBack } = JSON.parse((await replaying(bench, '--dry-run', '--json')).stdout);
    expect(takenBack.worktrees[0].findings).toMatchObject([{ path: 'src/auth.ts', kind: 'DRIFT' }]);
    isAsItWas(bench);
  });

  it('are listed before they go, and stay under a ref', async () => {
    const bench = await changed();
    const { stderr } = await replaying(bench);
    expect(stderr).toMatch(BACK);
    expect(readFileSync(at(bench, 'src/auth.ts'), 'utf8')).toBe('import a\n');
    const [kept] = ofType(bench, 'ResetIntended').slice(-1);
    expect(bench.repository.git('show', `${kept?.data.keeps}:src/auth.ts`)).toBe('mine');
  });

  it.each([
    ['abort', 'src/auth.ts: DRIFT'],
    ['review', '+mine'],
    ['review', '+mine', '--dry-run'],
  ])('stay, and nothing is replayed, with --on-drift %s', async (word, shown, ...more) => {
    const bench = await changed();
    const { exit, stderr } = await replaying(bench, '--on-drift', word, ...more);
    expect([exit, stderr]).toEqual([3, expect.stringContaining(shown)]);
    isAsItWas(bench);
  });
});
