import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Files, nodeFiles } from '../../../src/adapters/log/jsonl/files.js';
import { openToAppend } from '../../../src/adapters/log/jsonl/openToAppend.js';
import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import type { RunRef } from '../../../src/ports/runStore.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';
import { AT, stopped } from '../../support/lines.js';

const REF: RunRef = { repository: 'shop-1a2b3c', run: '20261121-040000-000001' };

/** The files of this machine, where a log is opened in these ways only: to a user with all rights no file is closed. */
const whereLogsOpen = (...ways: readonly string[]): Files => ({
  ...nodeFiles,
  openSync: (path, flags, mode) => {
    if (`${path}`.endsWith('events.jsonl') && !ways.includes(`${flags}`))
      throw Object.assign(new Error('EACCES: permission denied, open'), { code: 'EACCES' });
    return nodeFiles.openSync(path, flags, mode);
  },
});

const opened = async (files: Files) => {
  const home = temporaryFolder();
  const { run } = right(await createJsonlStore(home).create(REF)());
  right(run.log.stage(0, [stopped('a')], AT));
  right(await run.log.flush()());
  right(await run.release()());
  const path = join(run.place, 'events.jsonl');
  return {
    path,
    found: await createJsonlStore(home, files).openForWriting(REF, { visit: () => undefined })(),
  };
};

describe('a log that is to be written to', () => {
  it('and that may only be read is told as such', async () => {
    const { path, found } = await opened(whereLogsOpen('r'));
    expect(found).toMatchObject({
      left: { _tag: 'LogUnwritable', path, isThere: true, detail: expect.stringContaining('EACCES') },
    });
  });

  it('and that is not there, nor may be made, is told as such', () => {
    const openSync: Files['openSync'] = (_, flags) => {
      const code = flags === 'r' ? 'ENOENT' : 'EACCES';
      throw Object.assign(new Error(`${code}: open`), { code });
    };
    const path = join(temporaryFolder(), 'events.jsonl');
    const found = openToAppend({ ...nodeFiles, openSync }, path);
    expect(found).toEqual({ _tag: 'LogUnwritable', path, isThere: false, detail: 'EACCES: open' });
  });

  it('and that may not even be read is told as one that cannot be read', async () => {
    const { path, found } = await opened(whereLogsOpen());
    expect(found).toMatchObject({ left: { _tag: 'LogUnreadable', path } });
  });
});
