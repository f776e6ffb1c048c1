import { describe, expect, it } from 'vitest';
import { excerptOf, summaryOf } from '../../src/engine/patch.js';

const PATCH = `diff --git a/a.txt b/a.txt
index 1..2 100644
--- a/a.txt
+++ b/a.txt
@@ -1,2 +1,3 @@
 same
-old
+new
+++ more
diff --git a/gone.txt b/gone.txt
deleted file mode 100644
--- a/gone.txt
+++ /dev/null
@@ -1 +0,0 @@
--- a line that looks like a header
diff --git a/with space.txt b/with space.txt
new file mode 100644
--- /dev/null
+++ b/with space.txt\t
@@ -0,0 +1 @@
+x
diff --git a/picture.png b/picture.png
Binary files a/picture.png and b/picture.png differ
`;

describe('the summary of a patch', () => {
  it('names every file with the lines that came and went', () => {
    expect(summaryOf(PATCH)).toBe(
      'a.txt (+2 -1); gone.txt (+0 -1); with space.txt (+1 -0); picture.png (+0 -0)',
    );
    expect(summaryOf('')).toBe('');
  });

  it('of many files names the first, and says how many more there are', () => {
    const one = 'diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n';
    expect(summaryOf(one.repeat(25)).split('; ')).toEqual([...Array(20).fill('x (+1 -1)'), 'and 5 more']);
  });
});

describe('the excerpt of a patch', () => {
  it('is its first 12,000 characters, up to the end of a line', () => {
    expect(excerptOf('x'.repeat(12_000))).toBeUndefined();
    const lines = `${'x'.repeat(99)}\n`.repeat(200);
    expect(excerptOf(lines)).toBe(`${'x'.repeat(99)}\n`.repeat(120).slice(0, -1));
    expect(excerptOf('y'.repeat(20_000))).toBe('y'.repeat(12_000));
  });
});
