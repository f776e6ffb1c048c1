import { hash } from 'node:crypto';
import type { Call } from '../../src/ports/agents.js';
import type { Files } from './git.js';
import type { Folder, Ground } from './ground.js';
import type { Temper } from './temper.js';

/** What an agent does, one act after the other, and which file each of them writes. */
export interface Script {
  readonly acts: readonly { readonly wrote?: string; readonly act: () => void }[];
}

export interface Part {
  readonly call: Call;
  readonly temper: Temper;
  /** The file that the agent is asked to answer in; such an agent may not write to anything else. */
  readonly asked: string | undefined;
  readonly at: string;
}

/** The script of one call: the same for the same step and attempt in the same worktree, however often it is begun. */
export const scriptOf = (ground: Ground, part: Part): Script => {
  const { call, temper, asked } = part;
  const { path, attempt } = call;
  const own = ownName(path);
  const folder = ground.folders.get(call.worktree);
  const digest = folder ? digestOf(folder.files, own) : '';
  const put = (name: string, content: string | undefined) => ({
    ...(content === undefined ? {} : { wrote: name }),
    act: inFolder(ground, call, (at) => putInto(at, name, content)),
  });
  const names = Array.from({ length: temper.writes }, (_, n) => `${own}.${attempt}.${n}`);
  const writes = [
    ...names.map((name) => put(name, `${name} after ${digest}`)),
    ...(temper.shares ? [put('shared', `of ${path} after ${digest}`)] : []),
    ...(temper.deletes ? [put('base-1', undefined)] : []),
    ...commitsOf(ground, part).map((act) => ({ act })),
  ];
  const answer = asked === undefined ? [] : [{ act: () => answerIn(ground, call, asked, temper) }];
  const mayWrite = asked === undefined || asked === 'case.json' || temper.trespasses;
  return { acts: [...(mayWrite ? writes : []), ...answer] };
};

/** How a step's own files begin. */
export const ownName = (path: string): string => path.replaceAll('/', '~');

const putInto = (folder: Folder, name: string, content: string | undefined): void => {
  const files = new Map(folder.files);
  if (content === undefined) files.delete(name);
  else files.set(name, content);
  folder.files = files;
};

/** An agent whose worktree someone took away does nothing that could be seen. */
const inFolder =
  (ground: Ground, { worktree }: Call, act: (folder: Folder) => void) =>
  (): void => {
    const folder = ground.folders.get(worktree);
    if (folder) act(folder);
  };

/** What others have made that lies in a worktree: what the agent makes rests on it, so that a wrong base shows. */
const digestOf = (files: Files, own: string): string => {
  const isOthers = (path: string): boolean =>
    !path.startsWith(`${own}.`) && !/^(shared|base-|by-hand)/.test(path);
  const others = [...files].filter(([path]) => isOthers(path)).sort(([a], [b]) => (a < b ? -1 : 1));
  return hash('sha1', JSON.stringify(others)).slice(0, 8);
};

const answerIn = (ground: Ground, { worktree }: Call, file: string, { answers, tasks }: Temper): void => {
  const good: Readonly<Record<string, string>> = {
    'plan.json': JSON.stringify(['One', 'Two', 'Three'].slice(0, tasks).map((name) => ({ name }))),
    'validate.json': '{"pass": true}',
    'artifact.txt': 'made',
    'case.json': '{"summary": "done", "ac_coverage": []}',
    'verdict.json': '{"verdict": "accept", "category": null}',
  };
  const bad: Readonly<Record<string, string>> = {
    'validate.json': '{"pass": false, "comments": "no"}',
    'verdict.json': '{"verdict": "reject", "category": "weak_test", "concern": "no", "next_step": "more"}',
  };
  const content = answers === 'well' ? (good[file] ?? '') : (bad[file] ?? '{');
  if (answers !== 'not') ground.answersAt(worktree).set(`.refold/out/${file}`, content);
};

/** The agent commits by itself: where it is, or after it has left its branch. */
const commitsOf = (ground: Ground, { call, temper: { commits }, at }: Part): readonly (() => void)[] => {
  const { git } = ground;
  const leave = (folder: Folder): void => {
    const commit = ground.headOf(folder);
    if (commit === undefined) return;
    const ref = `refs/heads/agent-${call.run}-${call.seq}`;
    folder.head = commits === 'on no branch' ? { commit } : { ref };
    if (commits === 'on a branch of its own') git.refs.set(ref, commit);
  };
  const commit = (folder: Folder): void => {
    const parent = ground.headOf(folder);
    const tree = ground.treeOf(folder);
    if (parent === undefined || git.commit(parent).tree === tree) return;
    const made = git.writeCommit({ tree, parents: [parent], message: `by ${call.path}`, at });
    ground.made.add(made);
    if ('ref' in folder.head) git.move(folder.head.ref, parent, made, 'agent');
    else folder.head = { commit: made };
  };
  if (commits === 'not') return [];
  const acts = commits === 'on its branch' ? [commit] : [leave, commit];
  return acts.map((act) => inFolder(ground, call, act));
};
