import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { ProcessIdentity } from '../../events/process.js';
import type { Failure } from '../../ports/failure.js';
import { type FollowEnd, follow } from './follow.js';
import { stopGroup, stopMarked } from './group.js';
import { liveness } from './identity.js';
import { type LaunchSpec, spawnLauncher } from './launcher.js';
import {
  clearMailbox,
  durationIn,
  exitIn,
  leaveNoRoom,
  type Mailbox,
  mailboxOf,
  prepareMailbox,
} from './mailbox.js';
import { hasRoom, isNoSpace } from './room.js';

/** A program to be run under supervision, named by the seq of its intent. */
export interface Launch extends Omit<LaunchSpec, 'mailbox'> {
  readonly seq: number;
  /** `<run>/<seq>`, by which its processes are found again. */
  readonly marker: string;
  readonly input: string;
  readonly extra?: string;
  readonly timeoutMs?: number;
}

/** How a supervised program ended. */
export type LaunchEnd =
  | { readonly how: 'exited'; readonly exit: number; readonly ms: number; readonly leftovers: number }
  | { readonly how: 'stopped' | 'timed out'; readonly ms: number; readonly leftovers: number }
  /** In an earlier life, which had no room on its disk. */
  | { readonly how: 'no room'; readonly ms: number; readonly leftovers: number }
  /** Without a status; `watched` if the engine that launched it was there all the time. */
  | { readonly how: 'gone'; readonly watched: boolean; readonly ms: number; readonly leftovers: number }
  /** Its launcher was never told to go. */
  | { readonly how: 'untold' };

export interface Supervisor {
  readonly mailbox: (seq: number) => Mailbox;
  /** Spawns a launcher, waits until `spawned` has answered, then lets the program run to its end. */
  readonly launch: <X>(
    launch: Launch,
    spawned: (launcher: ProcessIdentity) => TE.TaskEither<X, void>,
  ) => TE.TaskEither<Failure | X, LaunchEnd>;
  /** Takes the end of a launch of an earlier life, waiting for it if it is still to come. */
  readonly settle: <X>(
    launch: Pick<Launch, 'seq' | 'marker'>,
    launcher: ProcessIdentity,
    adopted: () => TE.TaskEither<X, void>,
  ) => TE.TaskEither<Failure | X, LaunchEnd>;
  /** Stops what runs under this seq, or will. */
  readonly stop: (seq: number) => TE.TaskEither<Failure, void>;
  /** Stops whatever still bears the marker. */
  readonly clear: (marker: string) => TE.TaskEither<Failure, number>;
  readonly forget: (seq: number) => TE.TaskEither<Failure, void>;
  /**
   * Fails where the disk is full. That a program failed says nothing about it then, so a later life does not take its
   * end for one.
   */
  readonly needRoom: (seq: number, doing: string) => TE.TaskEither<Failure, void>;
}

/** What a supervisor knows of the programs in its care. */
interface Care {
  readonly folder: string;
  /** The leaders of the process groups that are followed, by seq. */
  readonly leaders: Map<number, ProcessIdentity>;
  /** What was to be stopped, whether it runs already or not. */
  readonly unwanted: Set<number>;
}

/** Runs programs whose mailboxes lie in a folder. */
export const createSupervisor = (folder: string, isThereRoom = hasRoom): Supervisor => {
  const care: Care = { folder, leaders: new Map(), unwanted: new Set() };
  const attempt = attemptIn(folder);
  const mailbox = (seq: number): Mailbox => mailboxOf(folder, seq);
  return {
    mailbox,
    launch: (launch, spawned) => () => launchUnder(care, launch, spawned),

    settle: (launch, launcher, adopted) => async () => {
      const left = exitIn(mailbox(launch.seq));
      if (left === undefined && liveness(launcher) === 'alive') {
        const told = await adopted()();
        if (E.isLeft(told)) return told;
      }
      return attempt('settling a process', () => toEnd(care, launch, launcher));
    },

    stop: (seq) => () =>
      attempt('stopping a process', async () => {
        care.unwanted.add(seq);
        const leader = care.leaders.get(seq);
        if (leader) await stopGroup(leader);
      }),

    clear: (marker) => () => attempt('stopping leftover processes', () => stopMarked(marker)),

    forget: (seq) => () => attempt('emptying a mailbox', async () => clearMailbox(mailbox(seq))),

    needRoom: (seq, doing) => async () => {
      if (isThereRoom(folder)) return E.right(undefined);
      const left = await attempt(doing, () => leaveNoRoom(mailbox(seq)));
      return E.isLeft(left) ? left : E.left({ _tag: 'DiskFull', doing, path: folder });
    },
  };
};

const launchUnder = async <X>(
  care: Care,
  launch: Launch,
  spawned: (launcher: ProcessIdentity) => TE.TaskEither<X, void>,
): Promise<E.Either<Failure | X, LaunchEnd>> => {
  const mailbox = mailboxOf(care.folder, launch.seq);
  const attempt = attemptIn(care.folder);
  const started = await attempt(`launching ${launch.argv[0]}`, () => {
    prepareMailbox(care.folder, mailbox, launch.input, launch.extra);
    return spawnLauncher({ ...launch, mailbox });
  });
  if (E.isLeft(started)) return started;
  const { identity, exited, go, giveUp } = started.right;
  const told = await spawned(identity)();
  if (E.isRight(told) && !care.unwanted.has(launch.seq)) go();
  else giveUp();
  if (E.isLeft(told)) return told;
  return attempt('following a process', () => toEnd(care, launch, identity, exited));
};

/** Follows a program to its end, stopping it if its time is up or it is not wanted any more. */
const toEnd = async (
  care: Care,
  { seq, marker, timeoutMs }: Pick<Launch, 'seq' | 'marker' | 'timeoutMs'>,
  launcher: ProcessIdentity,
  exited?: Promise<void>,
): Promise<LaunchEnd> => {
  let late = false;
  const alarm = setTimeout(() => {
    late = true;
    void stopGroup(launcher);
  }, timeoutMs ?? NEVER_MS).unref();
  care.leaders.set(seq, launcher);
  const wasThere = exited !== undefined || liveness(launcher) === 'alive';
  if (care.unwanted.has(seq)) await stopGroup(launcher);
  const end = await follow(mailboxOf(care.folder, seq), launcher, exited);
  clearTimeout(alarm);
  care.leaders.delete(seq);
  return conclude(care, { seq, marker }, end, { late, watched: exited !== undefined, wasThere });
};

/** Stops what a program left behind, and says how it ended. */
const conclude = async (
  care: Care,
  { seq, marker }: Pick<Launch, 'seq' | 'marker'>,
  end: FollowEnd,
  { late, watched, wasThere }: { readonly [fact in 'late' | 'watched' | 'wasThere']: boolean },
): Promise<LaunchEnd> => {
  const unwanted = care.unwanted.has(seq);
  if (end === 'untold' && !unwanted) return { how: 'untold' };
  const leftovers = await stopMarked(marker);
  const facts = { ms: durationIn(mailboxOf(care.folder, seq)), leftovers };
  if (typeof end === 'number') return { how: 'exited', exit: end, ...facts };
  if (end === 'no room') return { how: 'no room', ...facts };
  if (late) return { how: 'timed out', ...facts };
  // What had ended before anybody came to stop it was not stopped.
  const isStopped = end === 'stopped' || (unwanted && (wasThere || leftovers > 0));
  return isStopped ? { how: 'stopped', ...facts } : { how: 'gone', watched, ...facts };
};

/** The longest time that a timer can wait. */
const NEVER_MS = 2 ** 31 - 1;

const attemptIn =
  (folder: string) =>
  async <R>(doing: string, work: () => R | Promise<R>): Promise<E.Either<Failure, R>> => {
    try {
      return E.right(await work());
    } catch (error) {
      if (isNoSpace(error)) return E.left({ _tag: 'DiskFull', doing, path: folder });
      return E.left({
        _tag: 'Failed',
        doing,
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  };
