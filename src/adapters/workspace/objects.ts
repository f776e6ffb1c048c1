import type { Git } from './git.js';

/** What kind of object each of these names; what there is no object of is left out. */
export const typesOf = async (git: Git, names: readonly string[]): Promise<ReadonlyMap<string, string>> => {
  if (names.length === 0) return new Map();
  const listed = await git.text(['cat-file', '--batch-check=%(objectname) %(objecttype)'], {
    input: `${names.join('\n')}\n`,
  });
  const found = listed.split('\n').map((line) => line.split(' '));
  return new Map(found.flatMap(([name = '', type = '']) => (type === 'missing' ? [] : [[name, type]])));
};

/** Those of these objects that a repository does not hold. */
export const lostOf = async (git: Git, names: readonly string[]): Promise<readonly string[]> => {
  const types = await typesOf(git, names);
  return names.filter((name) => !types.has(name));
};
