import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Source, SourceError, Sources } from '../../ports/sources.js';

/** Where workflows are looked for by name, in this order. */
export interface SourcePlaces {
  /** The directory that paths are relative to. */
  readonly cwd: string;
  /** The top of the repository, if there is one. */
  readonly repository: string | undefined;
  readonly home: string;
}

/** Workflows and the files that they name, on this machine's disk. */
export const createSources = (places: SourcePlaces): Sources => ({
  workflow: (name) => async () => {
    const candidates = isPath(name) ? [resolve(places.cwd, name)] : byName(places, name);
    if (name.split('/').includes('..') && !isPath(name)) {
      return E.left({ _tag: 'SourceRefused', name, detail: 'a name may not contain `..`' });
    }
    return firstOf(name, candidates);
  },
  beside: (from, path) => async () => firstOf(path, [isAbsolute(path) ? path : resolve(dirname(from), path)]),
});

/** A name is looked up in known places; anything with an ending or a leading dot or slash is a path. */
const isPath = (name: string): boolean => /\.ya?ml$/.test(name) || /^[./~]/.test(name);

const byName = ({ repository, home }: SourcePlaces, name: string): readonly string[] => {
  const folders = [
    ...(repository === undefined ? [] : [join(repository, '.refold'), join(repository, '.gump')]),
    home,
  ];
  return folders.flatMap((folder) =>
    ['yaml', 'yml'].map((ending) => join(folder, 'workflows', `${name}.${ending}`)),
  );
};

const firstOf = (name: string, candidates: readonly string[]): E.Either<SourceError, Source> => {
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) return E.left({ _tag: 'SourceMissing', name, looked: candidates });
  try {
    if (!statSync(path).isFile()) return E.left({ _tag: 'SourceUnreadable', path, detail: 'it is no file' });
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    if (Buffer.from(text, 'utf8').equals(bytes)) return E.right({ path, text });
    return E.left({ _tag: 'SourceUnreadable', path, detail: 'it is not UTF-8 text' });
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    return E.left({ _tag: 'SourceUnreadable', path, detail });
  }
};
