import type { Event } from '../../src/events/catalogue.js';
import type { RunState } from '../../src/projections/runState/state.js';
import { mayWrite } from '../../src/projections/stepIndex.js';
import { unitOf } from '../../src/projections/worktrees.js';
import type { Machine } from './machine.js';

/**
 * Whether something is at work in the worktree of a unit, or may have been when it was cut off, and no event tells what it
 * left: what somebody changes there then cannot be told from its doing. It is seen by who lives on the machine and by what
 * stands on its disk; of the state only the workflow and the places are asked.
 */
export const isUnderWay = ({ log, ground }: Machine, state: RunState, unit: string): boolean => {
  const at = state.worktrees.get(unit)?.path ?? '';
  const folder = ground.folders.get(at);
  if (!folder || ground.isAtWork(at)) return true;
  const here: Here = { events: log.durable, state, unit, tree: ground.treeOf(folder) };
  const told = log.durable.findLastIndex((event) => tells(here, event) || standsInOrder(here, event));
  const since = [...log.durable.slice(told + 1), ...log.open.values()];
  return since.some((event) => placeOf(here, event) === unit && announcesWriting(here, event));
};

/** A worktree, with what lies in it, and all that is on the disk. */
interface Here {
  readonly events: readonly Event[];
  readonly state: RunState;
  readonly unit: string;
  readonly tree: string;
}

/** The unit in whose worktree something happens; the path of a commit may be that of another one, which is merged. */
const placeOf = (here: Here, { type, data }: Event): string => {
  const said = data as { readonly path?: string; readonly unit?: string; readonly intent?: number };
  const intent = here.events.find(({ seq }) => seq === said.intent);
  if (intent) return placeOf(here, intent);
  return (
    said.unit ?? (said.path === undefined || type === 'CommitIntended' ? '' : unitOf(here.state, said.path))
  );
};

/** Whether an event tells what lies in a worktree: beside what is merged there may be more. */
const tells = (here: Here, event: Event): boolean => {
  const { type, data, seq } = event;
  if (!TELLING.has(type) || placeOf(here, event) !== here.unit) return false;
  if (type === 'MergeCommitted') return data.tree === here.tree;
  return type !== 'WorkKept' || !stopsIn(here, seq).some(({ reason }) => reason === 'replay');
};

const TELLING: ReadonlySet<string> = new Set([
  'WorkObserved',
  'TreeSeen',
  'CheckpointCommitted',
  'PlaceholderCommitted',
  'MergeCommitted',
  'WorktreeReset',
  'WorkKept',
]);

/** Whether the run stands still in order: what lay in its worktrees was looked at, and kept where no commit held it. */
const standsInOrder = (here: Here, { type, data, seq }: Event): boolean =>
  type === 'RunStopped' &&
  !CUT_SHORT.has(data.reason) &&
  !stopsIn(here, seq).some(({ reason, intent }) => reason === 'replay' || intent !== undefined);

/** Stops that leave behind what nobody has looked at. */
const CUT_SHORT: ReadonlySet<string> = new Set(['drift', 'damaged', 'disk_full', 'error']);

/** What was asked of a life up to an event by those who wanted it to stop. */
const stopsIn = ({ events }: Here, upTo: number) => {
  const before = events.filter(({ seq }) => seq < upTo);
  const began = before.findLastIndex(({ type }) => type === 'LifeBegan');
  return before.slice(began).flatMap((event) => (event.type === 'StopRequested' ? [event.data] : []));
};

/** Whether an event announces what may change any file. */
const announcesWriting = ({ state: { index } }: Here, { type, data }: Event): boolean => {
  switch (type) {
    case 'CallIntended': {
      const node = index.steps.get(data.path)?.node;
      return node === undefined || mayWrite(node);
    }
    case 'CommitIntended':
      return data.kind === 'merge';
    case 'ContextIntended':
      return data.source.bash !== undefined;
    default:
      return WRITING.has(type);
  }
};

const WRITING: ReadonlySet<string> = new Set([
  'WorktreeIntended',
  'SetupIntended',
  'GateIntended',
  'ResetIntended',
]);
