import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { branchName } from '../../events/branch.js';
import type { CompareSpec, Comparison, Difference, UnreadFile } from '../../ports/comparing.js';
import {
  changedEntries,
  describe,
  type Entry,
  EVERY_CHANGE,
  keyOf,
  nameOf,
  parseRaw,
} from './changedFiles.js';
import type { Git } from './git.js';
import { readIndex } from './indexFile.js';
import { isAncestor } from './inspect.js';
import { lackedIn } from './lost.js';
import { lostLinks } from './nested.js';
import { operationIn } from './operations.js';
import { type Place, within } from './place.js';
import { dirtySubmodules } from './submodules.js';
import { codeOf } from './systemErrors.js';
import { isAnswer, takeIn } from './treeOf.js';
import { passedOver } from './unread.js';

/** How many files are read at a time. */
const AT_ONCE = 16;

/** Compares what lies in a worktree with the tree that was recorded of it. */
export const compare = async (place: Place, spec: CompareSpec): Promise<Comparison> => {
  const operation = operationIn(place.own);
  const head = headOf(place);
  return {
    ...(await compareFiles(place, spec)),
    ...(operation === undefined ? {} : { operation }),
    ...(head === '' || head === spec.branch ? {} : { elsewhere: head }),
  };
};

/** Where HEAD is by its file, which says it in all repositories but those that keep it in another way. */
const headOf = ({ own }: Place): string => {
  const head = readFileSync(join(own, 'HEAD'), 'utf8')
    .trim()
    .replace(/^ref: /, '');
  return head.startsWith('refs/heads/.') ? '' : head;
};

const compareFiles = async (place: Place, spec: CompareSpec): Promise<Comparison> => {
  // What is recorded is looked for beside what is there: neither waits for the other, and the longer look begins first.
  const { recorded, needed = [] } = spec;
  const [checked, lost] = await Promise.all([
    // What fails in the short look is looked at again in the long one, which says so unless something is lost.
    unchanged(place, spec).catch(() => undefined),
    lackedIn(place, [recorded, ...needed]),
  ]);
  if (checked !== undefined) return { checked, differences: [], lost };
  try {
    return { ...(await differencesIn(place, spec)), lost };
  } catch (error) {
    if (lost.length === 0) throw error;
    return { checked: 0, differences: [], lost };
  }
};

/** Has git say where HEAD is, and what differs from there. */
const STATUS = [
  'status',
  '--porcelain=v2',
  '--branch',
  '--no-ahead-behind',
  '-z',
  '--untracked-files=all',
  '--no-renames',
  '--ignore-submodules=none',
];

/**
 * How many files there are, if HEAD is on the branch and at the commit that was recorded, and neither the worktree nor its own
 * index differs: the usual case, told by one look.
 */
const unchanged = async (
  place: Place,
  { branch, recorded, isCommitted }: CompareSpec,
): Promise<number | undefined> => {
  if (!isCommitted) return undefined;
  const index = join(place.own, 'index');
  const [status, found] = await Promise.all([
    place.git.run([...STATUS, ...within(place)], { answers: [128] }),
    // It is read while git looks; what it throws must not leave git's own failure to nobody.
    (async () => readIndex(place, index))(),
  ]);
  if (status.exit !== 0 || found.mayHide) return undefined;
  if (passedOver(place.worktree, status.err).length > 0) return undefined;
  const lines = status.out.toString('utf8').split('\0').filter(Boolean);
  const where = [`# branch.oid ${recorded.commit}`, `# branch.head ${branchName(branch)}`];
  if (!where.every((line) => lines.includes(line))) return undefined;
  if (!lines.every((line) => line.startsWith('# ') || isAnswer(line.slice('? '.length)))) return undefined;
  if ((await lostLinks(place, index, found)).length > 0) return undefined;
  return found.count ?? listed(place.git, index);
};

/** The entries that differ between a tree and what lies in the worktree, which the private index holds afterwards. */
export const differingEntries = ({ git, privateIndex }: Place, tree: string): Promise<readonly Entry[]> =>
  indexBeside(git, tree, { index: privateIndex });

/** The entries that differ between a tree and an index: the one of the worktree, if none is named. */
const indexBeside = async (
  git: Git,
  tree: string,
  options: { readonly index?: string } = {},
): Promise<readonly Entry[]> => {
  const { out } = await git.run(
    ['diff-index', '--cached', '-z', '--no-abbrev', ...EVERY_CHANGE, tree],
    options,
  );
  return parseRaw(out).filter(({ name }) => !isAnswer(name.toString('latin1')));
};

const differencesIn = async (
  place: Place,
  { branch, recorded }: CompareSpec,
): Promise<Omit<Comparison, 'lost'>> => {
  const unread = await takeIn(place);
  const { count, mayLink } = readIndex(place, place.privateIndex);
  const entries = await differingEntries(place, recorded.tree);
  const committed = entries.length > 0 ? await committedSince(place, branch, recorded) : () => false;
  const differences: Difference[] = [];
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = entries.slice(at, at + AT_ONCE).map(
      async (entry): Promise<Difference> => ({
        file: await seen(place, entry),
        differs: entry.added ? 'added' : 'changed',
        committed: committed(entry),
      }),
    );
    differences.push(...(await Promise.all(some)));
  }
  const dirty = mayLink ? await dirtySubmodules(place) : [];
  const behind = await behindTip(place, branch, recorded);
  const unknown = (file: UnreadFile, committed = false): Difference => ({
    file,
    differs: 'changed',
    committed,
  });
  return {
    checked: (count ?? (await listed(place.git, place.privateIndex))) + unread.length,
    differences: [
      ...differences,
      ...unread.map((file) => unknown(file)),
      ...behind.map((path) => unknown({ path, unknown: BEHIND }, true)),
      ...dirty.map((path) => unknown({ path, unknown: DIRTY })),
    ],
  };
};

const BEHIND = 'a commit on the branch has it otherwise, and it is not here';
const DIRTY = 'a repository with changes that are in no commit of its own';

/** What a path holds, unless that went away or cannot be read. */
const seen = async (place: Place, entry: Entry): Promise<Difference['file']> => {
  try {
    return await describe(place, entry);
  } catch (error) {
    return { path: nameOf(entry), unknown: reasonOf(error) };
  }
};

const reasonOf = (error: unknown): string => codeOf(error) || String(error);

/** How many files an index holds, for git to say. */
const listed = async (git: Git, index: string): Promise<number> => {
  const { out } = await git.run(['ls-files', '-z'], { index });
  return out.toString('latin1').split('\0').length - 1;
};

/** Tells of an entry whether it is as a commit has it that somebody made since. */
const committedSince = async (
  { git }: Place,
  branch: string,
  recorded: CompareSpec['recorded'],
): Promise<(entry: Entry) => boolean> => {
  const tip = await git.resolve(`${branch}^{commit}`);
  if (tip === undefined || tip === recorded.commit) return () => false;
  const tree = await git.text(['rev-parse', `${tip}^{tree}`]);
  const theirs = new Map(
    (await changedEntries({ git }, recorded.tree, tree)).map((entry) => [keyOf(entry), entry]),
  );
  return (entry) => {
    const same = theirs.get(keyOf(entry));
    return same !== undefined && same.object === entry.object && same.mode === entry.mode;
  };
};

/**
 * The files that a commit from elsewhere has changed on the branch, and that lie here as they were: to go on from that
 * commit would take back what it did.
 */
const behindTip = async (
  place: Place,
  branch: string,
  { commit }: CompareSpec['recorded'],
): Promise<readonly string[]> => {
  const { git } = place;
  const tip = await git.resolve(`${branch}^{commit}`);
  // A branch that went back has nothing that would be taken back.
  if (tip === undefined || tip === commit || !(await isAncestor(git, commit, tip))) return [];
  const [was, now] = await Promise.all([commit, tip].map((at) => git.resolve(`${at}^{tree}`)));
  if (was === undefined || now === undefined || was === now) return [];
  // Whoever commits here leaves it in the index of this worktree, whatever becomes of the file then.
  const known = [await differingEntries(place, was), await indexBeside(git, was)];
  const here = new Set(known.flat().map(keyOf));
  const theirs = await changedEntries({ git }, was, now);
  return theirs.filter((entry) => !here.has(keyOf(entry))).map(nameOf);
};
