import { describe, expect, it } from 'vitest';
import { caused, decided } from '../../support/moments.js';
import { closed, kept, made, OUTSIDE, outsideRun, resumedAt } from '../../support/outside.js';
import { begun, codeStep, draft, life, PROCESS } from '../../support/run.js';

const began = (n: number, lease: number) =>
  draft('LifeBegan', { life: n, lease, refold: '0.0.0', process: PROCESS });
const a1 = kept('a.txt', '1');
const one = made(1, { files: [a1], vars: [{ name: 'x', value: '1' }] });
const run = outsideRun(one);

describe('a workflow that refold does not run', () => {
  it('begins with its first checkpoint, and only once', () => {
    const command = { type: 'BeginOutside', facts: OUTSIDE, checkpoint: one, life: life(1) } as const;
    expect(decided([], command)).toStrictEqual([
      draft('OutsideRunCreated', OUTSIDE),
      caused(1, began(1, 1)),
      caused(2, draft('OutsideCheckpointMade', one)),
    ]);
    for (const there of [run, begun(codeStep('a'))]) expect(decided(there, command)).toBe('the run exists');
  });

  it('records of a checkpoint what is not so already', () => {
    const same = { ...one, step: 2, vars: [...one.vars, { name: 'y', value: '2' }] };
    const files = [a1, kept('b.txt', '2'), kept('a.txt', '1', '100755')];
    expect(
      decided(run, { type: 'MakeCheckpoint', checkpoint: { ...same, files }, life: life(2) }),
    ).toStrictEqual([
      began(2, 2),
      caused(
        4,
        draft('OutsideCheckpointMade', {
          ...same,
          vars: [{ name: 'y', value: '2' }],
          files: [kept('b.txt', '2'), kept('a.txt', '1', '100755')],
        }),
      ),
    ]);
  });

  it('is handed back at a checkpoint that it has, with what was accepted', () => {
    const resume = { type: 'ResumeOutside', checkpoint: 3, found: [], life: life(2) } as const;
    expect(decided(run, resume)).toStrictEqual([began(2, 2), caused(4, resumedAt(3, 1))]);
    const found = [kept('a.txt', '2')];
    expect(decided(run, { ...resume, found })).toStrictEqual([
      began(2, 2),
      caused(4, resumedAt(3, 1, found)),
    ]);
    expect(decided(run, { ...resume, checkpoint: 2 })).toBe('there is no checkpoint at seq 2');
  });

  it('lives once in a process that does two things', () => {
    const keep = { type: 'KeepFound', file: a1, checkpoint: 3, life: life(1) } as const;
    expect(decided(run, keep)).toStrictEqual([draft('OutsideFileKept', { file: a1, checkpoint: 3 })]);
  });

  it('is looked for elsewhere as long as it is active', () => {
    const moved = { from: '/repo/.git', gitDir: '/repo/.git', root: '/linked' };
    const move = { type: 'MoveCheckout', moved, life: life(2) } as const;
    expect(decided(run, move)).toStrictEqual([began(2, 2), caused(4, draft('RepositoryMoved', moved))]);
    expect(decided([...run, closed('completed')], move)).toBe('no workflow outside is active');
  });

  it('is closed once, and what is completed can be put away, but not given up', () => {
    const close = (how: 'completed' | 'archived' | 'discarded') =>
      ({ type: 'CloseOutside', how, life: life(2) }) as const;
    expect(decided(run, close('completed'))).toStrictEqual([began(2, 2), caused(4, closed('completed'))]);
    const done = [...run, closed('completed')];
    expect(decided(done, close('completed'))).toBe('the run is completed');
    expect(decided(done, close('archived'))).toStrictEqual([began(2, 2), caused(5, closed('archived'))]);
    expect(decided(done, close('discarded'))).toBe('the run is completed');
    expect(decided([...run, closed('discarded')], close('archived'))).toBe('the run is discarded');
    expect(decided(begun(codeStep('a')), close('completed'))).toBe('there is no workflow outside');
  });

  it('takes nothing more when it is closed', () => {
    const done = [...run, closed('completed')];
    const no = 'no workflow outside is active';
    expect(decided(done, { type: 'MakeCheckpoint', checkpoint: one, life: life(2) })).toBe(no);
    expect(decided(done, { type: 'ResumeOutside', checkpoint: 3, found: [], life: life(2) })).toBe(no);
    expect(decided(begun(codeStep('a')), { type: 'MakeCheckpoint', checkpoint: one, life: life(2) })).toBe(
      no,
    );
  });
});
