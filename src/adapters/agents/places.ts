import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A path in the folder that a variable names, else in this one of the user's home. */
export const under = (
  env: NodeJS.ProcessEnv,
  variable: string,
  folder: string,
  ...below: readonly string[]
): string => join(env[variable] || join(env.HOME ?? '/', folder), ...below);

/** What a file holds; undefined where there is none that can be read. */
export const textAt = (path: string): string | undefined => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
};
