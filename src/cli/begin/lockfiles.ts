import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The lockfiles of package managers, with the folder that each fills in the checkout, if any. */
const LOCKFILES: Readonly<Record<string, string | undefined>> = {
  'package-lock.json': 'node_modules',
  'yarn.lock': 'node_modules',
  'pnpm-lock.yaml': 'node_modules',
  'bun.lock': 'node_modules',
  'poetry.lock': '.venv',
  'uv.lock': '.venv',
  'Cargo.lock': undefined,
  'Gemfile.lock': undefined,
  'composer.lock': 'vendor',
  'go.sum': undefined,
};

/** A folder that the checkout has, that no commit holds, and that the project cannot do without. */
export const missingFolder = (root: string): string | undefined => {
  const lockfile = Object.keys(LOCKFILES).find((name) => existsSync(join(root, name)));
  const folder = lockfile === undefined ? undefined : LOCKFILES[lockfile];
  return folder !== undefined && existsSync(join(root, folder)) ? folder : undefined;
};

/** The lockfiles at the top of a checkout, by what they hold; one that cannot be read is passed over. */
export const lockfilesIn = (root: string): readonly { readonly path: string; readonly sha256: string }[] =>
  Object.keys(LOCKFILES).flatMap((path) => {
    try {
      const sha256 = createHash('sha256')
        .update(readFileSync(join(root, path)))
        .digest('hex');
      return [{ path, sha256 }];
    } catch {
      return [];
    }
  });
