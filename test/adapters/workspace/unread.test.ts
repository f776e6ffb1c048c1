import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { passedOver, unreadWords } from '../../../src/adapters/workspace/unread.js';
import { temporaryFolder } from '../../support/folder.js';

it('what git went past with a warning is unknown where the disk says so too, and nothing else that it prints is', () => {
  const worktree = temporaryFolder();
  symlinkSync('loop', join(worktree, 'loop'));
  writeFileSync(join(worktree, 'file'), 'x');
  const said = [
    "warning: could not open directory 'loop/': Permission denied",
    "warning: could not open directory './': Permission denied",
    "warning: in the working copy of 'file', LF will be replaced by CRLF",
    "fatal: unable to stat 'loop/a': Too many levels of symbolic links",
    'loop/b: Permission denied',
    'file: Permission denied',
    'gone: Permission denied',
  ].join('\n');
  const unknown = 'it cannot be read';
  const found = passedOver(worktree, said);
  expect(found).toEqual(['loop/', 'loop/a', 'loop/b'].map((path) => ({ path, unknown })));
  expect(unreadWords([...found, ...found])).toBe(
    `loop/ (${unknown}), loop/a (${unknown}), loop/b (${unknown}), and 3 more`,
  );
});
