import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { createCheckout } from '../../../src/adapters/workspace/checkout.js';
import { right } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';

const ODD = 'with\ta tab,\na line end and "quotes"';

const bench = () => {
  const folder = temporaryFolder();
  const root = join(folder, 'repo');
  mkdirSync(join(root, '.git'), { recursive: true });
  mkdirSync(join(root, 'src'));
  writeFileSync(join(root, 'a.txt'), 'a');
  writeFileSync(join(root, 'src', ODD), 'odd');
  writeFileSync(join(folder, 'outside.txt'), 'x');
  symlinkSync('..', join(root, 'up'));
  symlinkSync('src', join(root, 'in'));
  symlinkSync('nowhere', join(root, 'dangling'));
  return { folder, root, checkout: createCheckout(root, [join(root, '.git')], process.env) };
};

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

describe('a path that somebody gives', () => {
  it.each([
    ['a.txt', '.', 'a.txt'],
    ['../a.txt', 'src', 'a.txt'],
    [ODD, 'src', `src/${ODD}`],
    [`in/${ODD}`, '.', `src/${ODD}`],
    ['dangling', '.', 'dangling'],
    ['gone/away.txt', '.', 'gone/away.txt'],
  ])('%j is taken from the root of the checkout', (named, from, path) => {
    const { root, checkout } = bench();
    expect(checkout.pathOf(join(root, from), named)).toEqual(E.right(path));
  });

  it.each([
    '../outside.txt',
    '/etc/passwd',
    'up/outside.txt',
    'up/gone/x',
    '.',
    '..',
    '.git/config',
    'src/../.git',
  ])('%j is refused, as it leads elsewhere', (named) => {
    const { root, checkout } = bench();
    expect(checkout.pathOf(root, named)).toMatchObject({ left: { _tag: 'PathRefused' } });
  });
});

describe('a file of the checkout', () => {
  it('is known by the digest of its bytes, of a symlink by that of its target', async () => {
    const { root, checkout } = bench();
    chmodSync(join(root, 'a.txt'), 0o755);
    expect(await checkout.look('a.txt')()).toEqual({ mode: '100755', size: 1, sha256: sha256('a') });
    expect(await checkout.look('dangling')()).toEqual({ mode: '120000', size: 7, sha256: sha256('nowhere') });
    expect(await checkout.look('gone/away.txt')()).toEqual({ deleted: true });
    expect(await checkout.look('a.txt/below')()).toEqual({ deleted: true });
  });

  it('is not there any more where a symlink stands in the place of its folder', async () => {
    const { folder, root, checkout } = bench();
    rmSync(join(root, 'src'), { recursive: true });
    mkdirSync(join(folder, 'elsewhere'));
    writeFileSync(join(folder, 'elsewhere', 'x'), 'x');
    symlinkSync('../elsewhere', join(root, 'src'));
    expect(await checkout.look('src/x')()).toEqual({ deleted: true });
    const put = await checkout.put('src/x', { mode: '100644', content: Buffer.from('y') })();
    expect(put).toMatchObject({ left: { detail: 'a symlink stands on the way to src/x' } });
    expect(readFileSync(join(folder, 'elsewhere', 'x'), 'utf8')).toBe('x');
  });

  it('that is a folder or a pipe cannot be told, and nobody waits for it', async () => {
    const { root, checkout } = bench();
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(root, 'pipe')]);
    expect(await checkout.look('src')()).toEqual({ unknown: 'a folder is in its place; move it away' });
    expect(checkout.pathOf(root, 'src')).toMatchObject({
      left: { why: 'it is a folder; name the files in it' },
    });
    expect(await checkout.look('pipe')()).toEqual({ unknown: 'it is neither a file nor a symlink' });
    expect(await checkout.read('pipe')()).toMatchObject({ left: { _tag: 'PathRefused' } });
  });

  it('is read with its permissions, and is put back with the same, whatever lies there and whatever new files get', async () => {
    const { root, checkout } = bench();
    const file = join(root, 'a.txt');
    const before = process.umask(0o077);
    try {
      for (const mode of [0o600, 0o664, 0o755, 0o444]) {
        chmodSync(file, mode);
        const { permissions } = right(await checkout.read('a.txt')()) as { permissions: string };
        expect(permissions).toBe(mode.toString(8));
        const put = () => checkout.put('a.txt', { mode: '100644', permissions, content: Buffer.from('b') })();
        for (const now of [0o000, 0o666]) {
          chmodSync(file, now);
          expect(await put()).toEqual(E.right(undefined));
          expect(statSync(file).mode & 0o777).toBe(mode);
        }
        rmSync(file);
        expect(await put()).toEqual(E.right(undefined));
        expect(statSync(file).mode & 0o777).toBe(mode);
      }
    } finally {
      process.umask(before);
    }
    expect(right(await checkout.read('dangling')())).not.toHaveProperty('permissions');
  });

  it('is put back whole, with its mode; where its permissions are not known, for those who may use what it replaces, else for its owner alone', async () => {
    const { root, checkout } = bench();
    chmodSync(join(root, 'a.txt'), 0o644);
    const put = (path: string, mode: string, text: string) =>
      checkout.put(path, { mode, content: Buffer.from(text) })();
    expect(await put('a.txt', '100755', 'b')).toEqual(E.right(undefined));
    expect(readFileSync(join(root, 'a.txt'), 'utf8')).toBe('b');
    expect(statSync(join(root, 'a.txt')).mode & 0o777).toBe(0o755);
    expect(await put('a.txt', '100644', 'c')).toEqual(E.right(undefined));
    expect(statSync(join(root, 'a.txt')).mode & 0o777).toBe(0o644);
    chmodSync(join(root, 'a.txt'), 0o640);
    expect(await put('a.txt', '100755', 'd')).toEqual(E.right(undefined));
    expect(statSync(join(root, 'a.txt')).mode & 0o777).toBe(0o750);
    expect(await put('new/folder/b.txt', '100644', 'b')).toEqual(E.right(undefined));
    expect(readFileSync(join(root, 'new/folder/b.txt'), 'utf8')).toBe('b');
    expect(statSync(join(root, 'new/folder/b.txt')).mode & 0o777).toBe(0o600);
    expect(await put('new/run.sh', '100755', 'b')).toEqual(E.right(undefined));
    expect(statSync(join(root, 'new/run.sh')).mode & 0o777).toBe(0o700);
    expect(await put('dangling', '120000', 'a.txt')).toEqual(E.right(undefined));
    expect(readlinkSync(join(root, 'dangling'))).toBe('a.txt');
    expect(await checkout.put('a.txt', undefined)()).toEqual(E.right(undefined));
    expect(existsSync(join(root, 'a.txt'))).toBe(false);
  });

  it('is compared line by line with what it was, if both are text', async () => {
    const { checkout } = bench();
    const diff = (was: string, now: string) => checkout.diff(Buffer.from(was), Buffer.from(now))();
    expect(await diff('a\nb\n', 'a\nc\nd\n')).toEqual(
      E.right({ added: 2, removed: 1, patch: '@@ -1,2 +1,3 @@\n a\n-b\n+c\n+d' }),
    );
    expect(await diff('a\n', '')).toMatchObject({ right: { added: 0, removed: 1 } });
    expect(await diff('a\0', 'b\0')).toEqual(E.right(undefined));
  });
});
