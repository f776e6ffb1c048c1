import { describe, expect, it } from 'vitest';
import { integrityLines, worktreesLines } from '../../src/inspector/text/integrity.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { pathWords } from '../../src/inspector/text/pathWords.js';
import {
  type FileState,
  type FoundFile,
  integrityOf,
  integrityWithout,
} from '../../src/projections/integrity.js';

const file = (digit: string, mode = '100644'): FileState => ({ mode, size: 3, sha256: digit.repeat(64) });

const lines = (
  recorded: Readonly<Record<string, FileState>>,
  found: readonly FoundFile[],
  damage: readonly string[] = [],
): string =>
  integrityLines(
    integrityOf({ recorded: new Map(Object.entries(recorded)), found, checked: 12, damage }),
    paintWith(false),
  ).join('\n');

describe('the verdict on files, in words', () => {
  it('says how many files were checked where all are as they were', () => {
    expect(lines({}, [])).toBe('clean: 12 files checked');
  });

  it('has a line for each file, with what came of it and why that is known', () => {
    const found: readonly FoundFile[] = [
      { path: 'src/a.ts', now: file('2') },
      { path: 'run.sh', now: file('1', '100755') },
      { path: 'gone', now: { deleted: true } },
      { path: 'new', now: file('2'), differs: 'added', committed: true },
      { path: 'README', now: file('2'), differs: 'changed' },
      { path: 'locked', now: { unknown: 'permission denied' } },
      { path: 'lib', now: { submodule: 'b' } },
      { path: 'busy', now: file('3'), inFlight: true },
    ];
    const recorded = {
      'src/a.ts': file('1'),
      'run.sh': file('1'),
      gone: file('1'),
      locked: file('1'),
      lib: { submodule: 'a' },
    };
    expect(lines(recorded, found)).toMatchInlineSnapshot(`
      "drift: 7 files are not as the checkpoint has them
        README: CHANGED (not the run's)
        gone: DELETED
        lib: DRIFT (another commit of a submodule)
        locked: UNKNOWN (permission denied)
        new: ADDED (committed by someone)
        run.sh: DRIFT (mode 100644 is 100755 now)
        src/a.ts: DRIFT (sha256 does not match)
        in flight: 1 file: busy (kept as it is)"
    `);
    expect(lines({ gone: file('1') }, [{ path: 'gone', now: { deleted: true } }])).toMatchInlineSnapshot(`
      "missing: 1 file deleted since the checkpoint
        gone: DELETED"
    `);
    expect(lines({}, [{ path: 'busy', now: file('3'), inFlight: true }])).toMatchInlineSnapshot(`
      "in flight: 1 file changed since the checkpoint, which may be the run’s own work
        busy (kept as it is)"
    `);
    expect(lines({}, [], ['the blob 12ab of src/a.ts is not there'])).toMatchInlineSnapshot(`
      "damaged: what the checkpoint names cannot be had any more
        the blob 12ab of src/a.ts is not there"
    `);
  });

  it('of worktrees that are not there says where they were and what makes them again, behind those that are', () => {
    const sound = integrityOf({ recorded: new Map(), found: [], checked: 3 });
    const own = { unit: '', spec: { worktree: '/r/worktree' }, integrity: sound };
    const unit = { unit: 'g/u', spec: { worktree: '/r/units/u' }, integrity: integrityWithout('gone') };
    const other = { ...unit, integrity: integrityWithout('in the way') };
    const said = (all: Parameters<typeof worktreesLines>[0]) =>
      worktreesLines(all, paintWith(false), 'resume');
    expect(said([own])).toEqual(['clean: 3 files checked']);
    expect(said([unit, own])).toEqual([
      'clean: 3 files checked',
      'nothing to verify: there is no worktree at /r/units/u any more; a resume makes it again',
    ]);
    expect(said([other])).toEqual([
      'unknown: /r/units/u is no worktree any more; a resume makes it again, and keeps what lies there aside',
    ]);
    expect(worktreesLines([other], paintWith(false))).toEqual([
      'unknown: /r/units/u is no worktree any more',
    ]);
    expect(said([])).toEqual(['nothing to verify: the run has no worktree']);
  });

  it('shows names so that nothing in them is acted on or overlooked', () => {
    expect(
      ['src/a b.ts', 'ünï/文', 'a\tb', 'a\nb', 'say "hi"', 'back\\slash', ' end ', 'x\u202ey'].map(pathWords),
    ).toEqual([
      'src/a b.ts',
      'ünï/文',
      '"a\\tb"',
      '"a\\nb"',
      '"say \\"hi\\""',
      '"back\\\\slash"',
      '" end "',
      '"x\\u202ey"',
    ]);
  });
});
