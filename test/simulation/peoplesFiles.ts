import type { Event, EventOf } from '../../src/events/catalogue.js';
import type { Ground } from './ground.js';
import type { History } from './history.js';

/** What somebody has proceeded with so far: what was written, and when which deletion, by unit and path. */
interface Accepted {
  readonly written: Set<string>;
  readonly deleted: Map<string, number>;
}

/**
 * What people wrote or deleted where nothing was under way that could have is in no commit of the run before somebody has
 * proceeded with it, as it is, in the worktree where it was done.
 */
export const driftsIntoNoCommit = ({ machine: { ground }, stored }: History): readonly string[] => {
  const accepted: Accepted = { written: new Set(), deleted: new Map() };
  const made = new Set([ground.base.commit]);
  const intents = new Map<number, EventOf<'CommitIntended'>>();
  return stored.flatMap(({ known, event }) => {
    if (!known) return [];
    if (event.type === 'CommitIntended') intents.set(event.seq, event);
    if (event.type === 'DriftResolved') accept(ground, accepted, event, [...intents.values()]);
    if (!isCommitted(event)) return [];
    const { seq, data } = event;
    const before = ground.git.files(ground.git.commit(lastMade(ground, data.commit, made)).tree);
    made.add(data.commit);
    const files = ground.git.files(data.tree);
    const written = [...files].filter(
      ([path, content]) => ground.drifted.get(content)?.path === path && !accepted.written.has(content),
    );
    const unit = intents.get(data.intent)?.data.unit ?? '';
    // What is merged of a unit was committed in the unit.
    const isGone = (path: string): boolean => event.type !== 'MergeCommitted' && !files.has(path);
    const deleted = [...before.keys()].filter(
      (path) => isGone(path) && isUnasked(ground, accepted, { unit, path, seq }),
    );
    return [
      ...written.map(([path]) => `event ${seq} commits ${path}, and nobody was asked about it`),
      ...deleted.map((path) => `event ${seq} commits that ${path} is gone, and nobody was asked about it`),
    ];
  });
};

type Committed = EventOf<'CheckpointCommitted'> | EventOf<'PlaceholderCommitted'> | EventOf<'MergeCommitted'>;

const isCommitted = (event: Event): event is Committed =>
  event.type === 'CheckpointCommitted' ||
  event.type === 'PlaceholderCommitted' ||
  event.type === 'MergeCommitted';

/** What stays by this word is what was kept then, in that worktree. */
const accept = (
  { git, drifted }: Ground,
  accepted: Accepted,
  { seq, data: { choice, files, unit = '', snapshot } }: EventOf<'DriftResolved'>,
  intents: readonly EventOf<'CommitIntended'>[],
): void => {
  const kept = intents.findLast(({ data }) => data.ref === snapshot);
  if (choice !== 'proceed' || !kept) return;
  const lay = git.files(kept.data.tree);
  for (const { path } of files) {
    const content = lay.get(path);
    if (content === undefined) accepted.deleted.set(`${unit} ${path}`, seq);
    else if (drifted.get(content)?.unit === unit) accepted.written.add(content);
  }
};

/** Whether somebody deleted what is gone, and nobody has proceeded with that since. */
const isUnasked = (
  { deleted }: Ground,
  accepted: Accepted,
  { unit, path, seq }: { readonly unit: string; readonly path: string; readonly seq: number },
): boolean => {
  const last = deleted.findLast((one) => one.unit === unit && one.path === path && one.after < seq);
  return (
    last !== undefined && !last.isUnderWay && (accepted.deleted.get(`${unit} ${path}`) ?? 0) <= last.after
  );
};

/** The commit of the run that another one stands on, past those that people and agents made themselves. */
const lastMade = ({ git, base }: Ground, commit: string, made: ReadonlySet<string>): string => {
  let [at] = git.commit(commit).parents;
  while (at !== undefined && !made.has(at)) [at] = git.commit(at).parents;
  return at ?? base.commit;
};
