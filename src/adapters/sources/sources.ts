import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { FileError, Source, SourceError, SourceFolder, Sources } from '../../ports/sources.js';

/** Where workflows are looked for by name, in this order. */
export interface SourcePlaces {
  /** The directory that paths are relative to. */
  readonly cwd: string;
  /** The top of the repository, if there is one. */
  readonly repository: string | undefined;
  readonly home: string;
  /** The folder of the workflows that come with refold. */
  readonly builtIn: string;
}

/** Workflows and the files that they name, on this machine's disk. */
export const createSources = (places: SourcePlaces): Sources => ({
  workflow: (name) => async () => workflowFrom(places, places.cwd, name),
  called: (from, name) => async () => workflowFrom(places, dirname(from), name),
  beside: (from, path) => async () => firstOf(path, [resolve(dirname(from), path)]),
  folder: (from, path) => async () => folderAt(path, resolve(dirname(from), path)),
});

const workflowFrom = (
  places: SourcePlaces,
  directory: string,
  name: string,
): E.Either<SourceError, Source> => {
  if (isPath(name)) return firstOf(name, [resolve(directory, name)]);
  if (name.split('/').includes('..')) {
    return E.left({ _tag: 'SourceRefused', name, detail: 'a name may not contain `..`' });
  }
  const candidates = byName(places, name);
  if (candidates.some((candidate) => existsSync(candidate))) return firstOf(name, candidates);
  const known = listWorkflows(places).map((one) => one.name);
  return E.left({ _tag: 'WorkflowUnknown', name, looked: workflowFolders(places), known });
};

/** A name is looked up in known places; anything with an ending or a leading dot or slash is a path. */
const isPath = (name: string): boolean => /\.ya?ml$/.test(name) || /^[./~]/.test(name);

/** The folders that hold workflows, in the order in which they are searched. */
export const workflowFolders = ({ repository, home, builtIn }: SourcePlaces): readonly string[] => [
  ...(repository === undefined ? [] : ['.refold', '.gump'].map((dot) => join(repository, dot, 'workflows'))),
  join(home, 'workflows'),
  builtIn,
];

/** Every workflow that a name means, by the first folder that holds it. */
export const listWorkflows = (
  places: SourcePlaces,
): readonly { readonly name: string; readonly path: string }[] => {
  const found = new Map<string, string>();
  for (const folder of workflowFolders(places)) {
    if (!existsSync(folder)) continue;
    for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const ending = ENDINGS.find((one) => file.endsWith(one));
      const name = ending === undefined ? undefined : file.slice(0, -ending.length);
      if (name !== undefined && !found.has(name)) found.set(name, join(folder, file));
    }
  }
  return [...found].map(([name, path]) => ({ name, path })).sort((a, b) => (a.name < b.name ? -1 : 1));
};

const byName = (places: SourcePlaces, name: string): readonly string[] =>
  workflowFolders(places).flatMap((folder) => ENDINGS.map((ending) => join(folder, `${name}${ending}`)));

const ENDINGS = ['.yaml', '.yml'];

/** The file at a path. */
export const readSource = (path: string): E.Either<FileError, Source> => firstOf(path, [path]);

const firstOf = (name: string, candidates: readonly string[]): E.Either<FileError, Source> => {
  const path = candidates.find((candidate) => existsSync(candidate));
  if (path === undefined) return E.left({ _tag: 'SourceMissing', name, looked: candidates });
  try {
    if (!statSync(path).isFile()) return E.left({ _tag: 'SourceUnreadable', path, detail: 'it is no file' });
    const bytes = readFileSync(path);
    const text = bytes.toString('utf8');
    if (Buffer.from(text, 'utf8').equals(bytes)) return E.right({ path, text });
    return E.left({ _tag: 'SourceUnreadable', path, detail: 'it is not UTF-8 text' });
  } catch (error) {
    return E.left({ _tag: 'SourceUnreadable', path, detail: wordsOf(error) });
  }
};

/** The names of the Markdown files directly in a folder. */
export const markdownIn = (path: string): readonly string[] =>
  readdirSync(path)
    .filter((file) => file.endsWith('.md'))
    .sort();

/** The folder at a path. */
export const readFolder = (path: string): E.Either<FileError, SourceFolder> => folderAt(path, path);

const folderAt = (name: string, path: string): E.Either<FileError, SourceFolder> => {
  if (!existsSync(path)) return E.left({ _tag: 'SourceMissing', name, looked: [path] });
  try {
    if (!statSync(path).isDirectory())
      return E.left({ _tag: 'SourceUnreadable', path, detail: 'it is no folder' });
    const names = markdownIn(path);
    return pipe(
      names,
      E.traverseArray((file) => entryAt(join(path, file))),
      E.map((files) => ({ path, text: names.join('\n'), files })),
    );
  } catch (error) {
    return E.left({ _tag: 'SourceUnreadable', path, detail: wordsOf(error) });
  }
};

/** What a folder lists; a link that leads nowhere is listed as well. */
const entryAt = (path: string): E.Either<FileError, Source> =>
  existsSync(path)
    ? firstOf(path, [path])
    : E.left({ _tag: 'SourceUnreadable', path, detail: 'it is a link to nothing' });

const wordsOf = (error: unknown): string => {
  const words = error instanceof Error ? error.message : String(error);
  return /^(EACCES|EPERM)\b/.test(words) ? 'you may not read it' : words;
};
