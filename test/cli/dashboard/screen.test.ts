import { expect, it } from 'vitest';
import { changesTo } from '../../../src/cli/dashboard/screen.js';

it('what is written to a terminal is the lines that changed, at once, and nothing where none did', () => {
  const [empty, before] = [[], ['refold  1 at work', '  #1  running  1.0 s', 'q quit']];
  const after = ['refold  1 at work', '  #1  running  2.0 s', 'q quit'];
  expect(changesTo(before, [...before])).toBe('');
  expect(changesTo(before, after)).toBe('\u001b[?2026h\u001b[2;1H\u001b[2K  #1  running  2.0 s\u001b[?2026l');
  for (const line of after) expect(changesTo(empty, after)).toContain(line);
});
