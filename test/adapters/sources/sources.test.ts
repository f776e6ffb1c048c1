import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFolder } from '../../../src/adapters/sources/sources.js';
import { notFound } from '../../../src/workflow/notFound.js';
import { temporaryFolder } from '../../support/folder.js';

describe('a folder whose files are read', () => {
  const folder = (name: string, make: (path: string) => void) => {
    const path = temporaryFolder();
    writeFileSync(join(path, 'overview.md'), '');
    make(join(path, name));
    return { path, read: readFolder(path) };
  };

  it.each([
    ['a folder', (path: string) => mkdirSync(path), 'it is no file'],
    ['a link to nothing', (path: string) => symlinkSync('nowhere', path), 'it is a link to nothing'],
  ])('blames the entry, and not itself, for %s among them', (_, make, detail) => {
    const { path, read } = folder('T-001-a.md', make);
    const entry = join(path, 'T-001-a.md');
    expect(read).toMatchObject({ left: { _tag: 'SourceUnreadable', path: entry, detail } });
    const error = { _tag: 'SourceUnreadable', path: entry, detail } as const;
    expect(notFound('todo', error, 'folder')).toBe(`${entry} cannot be read: ${detail}`);
  });
});
