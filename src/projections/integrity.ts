import type { ChangedFile } from '../events/files.js';

/** What stands at a path: a file or a symlink by its digest, the commit of a submodule, nothing; or why nobody can tell. */
export type FileState =
  | { readonly mode: string; readonly size: number; readonly sha256: string }
  | { readonly submodule: string }
  | { readonly deleted: true }
  | { readonly unknown: string };

/** What a record says of every file that it knows, by its path. */
export type RecordedFiles = ReadonlyMap<string, FileState>;

/** A path that was looked at, and what was found there. */
export interface FoundFile {
  readonly path: string;
  readonly now: FileState;
  /** Of a path that git compared: it differs, whatever the digests say, and whether anything stood there before. */
  readonly differs?: 'added' | 'changed';
  /** What changed it may have been under way when it was cut off, and nobody needs to be asked. */
  readonly inFlight?: boolean;
  /** It is in a commit that the record knows nothing of. */
  readonly committed?: boolean;
}

/** What came of a file: the first four differ from the record or stand beside it, of the last nobody can tell. */
export type FindingKind = 'DRIFT' | 'DELETED' | 'ADDED' | 'CHANGED' | 'UNKNOWN';

export interface Finding {
  readonly path: string;
  readonly kind: FindingKind;
  /** What the record says; absent for files that it does not know. */
  readonly was?: FileState;
  readonly now: FileState;
  readonly committed?: boolean;
}

export type IntegrityVerdict =
  | 'clean'
  | 'nothing to verify'
  | 'drift'
  | 'missing'
  | 'in flight'
  | 'unknown'
  | 'damaged';

/** Whether files are as they were recorded. */
export interface Integrity {
  readonly verdict: IntegrityVerdict;
  /** How many files were checked. */
  readonly checked: number;
  /** What a person is asked about. */
  readonly findings: readonly Finding[];
  /** What an attempt that was cut off may have done: said, kept, and not asked about. */
  readonly inFlight: readonly Finding[];
  /** What of the record is lost, or cannot be read. */
  readonly damage: readonly string[];
  /** There is no worktree whose files could be checked: nothing stands where it was, or something that is none. */
  readonly presence?: 'gone' | 'in the way';
}

/** What files are compared with, and what was found of them. */
export interface Compared {
  readonly recorded: RecordedFiles;
  /** Everything that may differ; what is as the record has it is left out of the findings. */
  readonly found: readonly FoundFile[];
  readonly checked: number;
  readonly damage?: readonly string[];
}

/** The verdict on files: never clean where nothing was checked, and never about what nobody could look at. */
export const integrityOf = ({ recorded, found, checked, damage = [] }: Compared): Integrity => {
  const findings: Finding[] = [];
  const inFlight: Finding[] = [];
  for (const file of found) {
    const finding = findingOf(recorded, file);
    if (finding) (file.inFlight ? inFlight : findings).push(finding);
  }
  const verdict = verdictOf({ findings, inFlight, damage, checked });
  return { verdict, checked, findings: inOrder(findings), inFlight: inOrder(inFlight), damage };
};

/** The verdict on a worktree that is not there: of files that lie in its place, nobody can tell whose they are. */
export const integrityWithout = (presence: 'gone' | 'in the way'): Integrity => ({
  verdict: presence === 'gone' ? 'nothing to verify' : 'unknown',
  checked: 0,
  findings: [],
  inFlight: [],
  damage: [],
  presence,
});

/** What stands at a path, as an event tells it of a file that changed. */
export const stateOf = (file: ChangedFile): FileState => {
  if ('deleted' in file) return { deleted: true };
  if ('submodule' in file) return { submodule: file.submodule };
  const { mode, size, sha256 } = file;
  return { mode, size, sha256 };
};

/** Whether somebody has to say what is to become of what was found. */
export const asksFor = ({ verdict }: Integrity): boolean => ASKED.has(verdict);

const ASKED: ReadonlySet<IntegrityVerdict> = new Set(['drift', 'missing', 'unknown']);

const findingOf = (
  recorded: RecordedFiles,
  { path, now, differs, committed = false }: FoundFile,
): Finding | undefined => {
  const was = recorded.get(path);
  if (was && differs === undefined && isSame(was, now)) return undefined;
  const kind = kindOf(was, now, differs === 'added');
  return { path, kind, ...(was ? { was } : {}), now, ...(committed ? { committed } : {}) };
};

/** A file that was recorded as deleted and stands there again has been added by somebody. */
const kindOf = (was: FileState | undefined, now: FileState, added: boolean): FindingKind => {
  if ('unknown' in now) return 'UNKNOWN';
  if ('deleted' in now) return 'DELETED';
  if (was && !('deleted' in was)) return 'DRIFT';
  return was || added ? 'ADDED' : 'CHANGED';
};

/** Whether a path is as it was; of what nobody can tell, it is not known to be. */
export const isSame = (was: FileState, now: FileState): boolean => {
  if ('unknown' in was || 'unknown' in now) return false;
  if ('sha256' in was) return 'sha256' in now && was.sha256 === now.sha256 && was.mode === now.mode;
  if ('submodule' in was) return 'submodule' in now && was.submodule === now.submodule;
  return 'deleted' in now;
};

const verdictOf = ({
  findings,
  inFlight,
  damage,
  checked,
}: Pick<Integrity, 'findings' | 'inFlight' | 'damage' | 'checked'>): IntegrityVerdict => {
  const has = (...kinds: readonly FindingKind[]): boolean =>
    findings.some(({ kind }) => kinds.includes(kind));
  if (damage.length > 0) return 'damaged';
  if (has('DRIFT', 'ADDED', 'CHANGED')) return 'drift';
  if (has('DELETED')) return 'missing';
  if (has('UNKNOWN')) return 'unknown';
  if (inFlight.length > 0) return 'in flight';
  return checked === 0 ? 'nothing to verify' : 'clean';
};

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  findings.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

/** The worst of several verdicts, over as many files as all of them: what a run with several worktrees is. */
export const together = (all: readonly Integrity[]): Pick<Integrity, 'verdict' | 'checked'> => ({
  verdict: WORST_FIRST.find((verdict) => all.some((one) => one.verdict === verdict)) ?? 'nothing to verify',
  checked: all.reduce((sum, { checked }) => sum + checked, 0),
});

const WORST_FIRST: readonly IntegrityVerdict[] = [
  'damaged',
  'drift',
  'missing',
  'unknown',
  'in flight',
  'clean',
  'nothing to verify',
];
