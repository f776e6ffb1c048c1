import { describe, expect, it } from 'vitest';
import { paintWith } from '../../src/inspector/text/paint.js';
import { reviewLines } from '../../src/inspector/text/review.js';
import type { FileState } from '../../src/projections/integrity.js';

const file = (digit: string, size: number): FileState => ({
  mode: '100644',
  size,
  sha256: digit.repeat(64),
});

describe('a review of files', () => {
  it('shows what was recorded beside what is there: lines of text, sizes and digests of anything else', () => {
    const lines = reviewLines(
      [
        {
          finding: { path: 'src/auth.ts', kind: 'DRIFT', was: file('1', 3), now: file('2', 4) },
          lines: { added: 1, removed: 1, patch: '@@ -1 +1 @@\n-a\n+\tb\u001b[31m\n' },
        },
        { finding: { path: 'logo.png', kind: 'DRIFT', was: file('1', 3), now: file('2', 1_200) } },
        { finding: { path: 'gone', kind: 'DELETED', was: file('1', 3), now: { deleted: true } } },
        { finding: { path: 'locked', kind: 'UNKNOWN', now: { unknown: 'permission denied' } } },
        { finding: { path: 'new.png', kind: 'ADDED', now: file('4', 5) } },
        {
          finding: { path: 'empty', kind: 'ADDED', now: file('3', 0) },
          lines: { added: 0, removed: 0, patch: '' },
        },
      ],
      paintWith(false),
    );
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "src/auth.ts: DRIFT (sha256 does not match) +1 −1
        @@ -1 +1 @@
        -a
        +	b�[31m
      logo.png: DRIFT (sha256 does not match)
        was 3 B, mode 100644, sha256 1111111111111111111111111111111111111111111111111111111111111111
        now 1.2 kB, mode 100644, sha256 2222222222222222222222222222222222222222222222222222222222222222
      gone: DELETED
        was 3 B, mode 100644, sha256 1111111111111111111111111111111111111111111111111111111111111111
        now not there
      locked: UNKNOWN (permission denied)
      new.png: ADDED
        was not recorded
        now 5 B, mode 100644, sha256 4444444444444444444444444444444444444444444444444444444444444444
      empty: ADDED +0 −0"
    `);
  });

  it('says of text whose mode is another one which it was and is', () => {
    const was = file('1', 3);
    const now = { ...was, mode: '100755' };
    const lines = { added: 0, removed: 0, patch: '' };
    expect(
      reviewLines([{ finding: { path: 'run.sh', kind: 'DRIFT', was, now }, lines }], paintWith(false)),
    ).toEqual(['run.sh: DRIFT (mode 100644 is 100755 now) +0 −0', '  mode 100644 → 100755']);
  });

  it('cuts a patch that nobody would read to its end, and says so', () => {
    const patch = Array.from({ length: 500 }, (_, at) => `+${at}`).join('\n');
    const finding = { path: 'long', kind: 'ADDED', now: file('1', 3) } as const;
    const lines = reviewLines([{ finding, lines: { added: 500, removed: 0, patch } }], paintWith(false));
    expect([lines.length, lines.at(-1)]).toEqual([402, '  and 100 more lines']);
  });
});
