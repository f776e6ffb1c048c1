import { some } from '../../events/some.js';
import {
  type FileState,
  type Finding,
  type Integrity,
  isSame,
  together,
} from '../../projections/integrity.js';
import { counted } from './counted.js';
import type { Paint } from './paint.js';
import { pathWords } from './pathWords.js';

/** The verdict on files: a heading, then a line for each file that it is about. */
export const integrityLines = (integrity: Integrity, paint: Paint): readonly string[] => {
  const { findings, damage } = integrity;
  return [
    headingOf(integrity, paint),
    ...damage.map((detail) => `  ${paint.bad(detail)}`),
    ...findingLines(findings).map((line) => `  ${line}`),
    ...inFlightLines(integrity),
  ];
};

/** A worktree of a run, and the verdict on its files. */
interface Verified {
  readonly unit: string;
  readonly spec: { readonly worktree: string };
  readonly integrity: Integrity;
}

/**
 * The verdicts on all worktrees of a run: where all are clean in one line, else each that is not, under its unit; then
 * those that are not there, and what makes them again, if anything does.
 */
export const worktreesLines = (
  all: readonly Verified[],
  paint: Paint,
  again?: 'resume' | 'replay',
): readonly string[] => {
  const lost = all.filter(({ integrity }) => integrity.presence !== undefined);
  const there = all.filter(({ integrity }) => integrity.presence === undefined);
  if (all.length === 0) return ['nothing to verify: the run has no worktree'];
  return [
    ...(there.length > 0 ? linesOfThere(there, paint) : []),
    ...lost.map((one) => lostLine(one, again, paint)),
  ];
};

const linesOfThere = (all: readonly Verified[], paint: Paint): readonly string[] => {
  const { verdict, checked } = together(all.map(({ integrity }) => integrity));
  if (verdict === 'clean' || verdict === 'nothing to verify')
    return integrityLines({ verdict, checked, findings: [], inFlight: [], damage: [] }, paint);
  return all
    .filter(({ integrity }) => integrity.verdict !== 'clean')
    .flatMap(({ unit, integrity }) => [
      ...(unit === '' ? [] : [`in the worktree of ${pathWords(unit)}:`]),
      ...integrityLines(integrity, paint),
    ]);
};

const lostLine = (
  { spec: { worktree }, integrity: { verdict, presence } }: Verified,
  again: string | undefined,
  paint: Paint,
): string => {
  const at = pathWords(worktree);
  const makes = again === undefined ? '' : `; a ${again} makes it again`;
  return presence === 'gone'
    ? `${verdict}: there is no worktree at ${at} any more${makes}`
    : paint.note(
        `${verdict}: ${at} is no worktree any more${makes}${makes && ', and keeps what lies there aside'}`,
      );
};

/** How many files are listed; a review shows them all. */
const LISTED = 200;

/** A line for each file that was found to differ. */
export const findingLines = (findings: readonly Finding[]): readonly string[] => {
  const more = findings.length - LISTED;
  return [...findings.slice(0, LISTED).map(findingLine), ...(more > 0 ? [`and ${more} more`] : [])];
};

/** A file and what came of it: `src/a.ts: DRIFT (sha256 does not match)`. */
export const findingLine = (finding: Finding): string => {
  const isTold = finding.committed && finding.kind !== 'UNKNOWN';
  const why = [whyOf(finding), ...(isTold ? ['committed by someone'] : [])].filter(Boolean);
  return `${pathWords(finding.path)}: ${finding.kind}${why.length > 0 ? ` (${why.join('; ')})` : ''}`;
};

const whyOf = ({ kind, was, now }: Finding): string => {
  if ('unknown' in now) return now.unknown;
  if (kind === 'CHANGED') return "not the run's";
  return kind === 'DRIFT' && was ? driftOf(was, now) : '';
};

const driftOf = (was: FileState, now: FileState): string => {
  if ('submodule' in was || 'submodule' in now) return 'another commit of a submodule';
  if (!('sha256' in was && 'sha256' in now)) return '';
  if (isSame(was, now)) return 'git holds it otherwise';
  if (was.sha256 !== now.sha256) return 'sha256 does not match';
  return `mode ${was.mode} is ${now.mode} now`;
};

const headingOf = (integrity: Integrity, paint: Paint): string => {
  const { verdict, checked, findings, inFlight } = integrity;
  const count = findings.length;
  switch (verdict) {
    case 'clean':
      return paint.good(`clean: ${counted(checked, 'file')} checked`);
    case 'nothing to verify':
      return 'nothing to verify: nothing is recorded';
    case 'drift':
      return paint.note(
        `drift: ${counted(count, 'file')} ${count === 1 ? 'is not as the checkpoint has it' : 'are not as the checkpoint has them'}`,
      );
    case 'missing':
      return paint.note(`missing: ${counted(count, 'file')} deleted since the checkpoint`);
    case 'in flight':
      return `in flight: ${counted(inFlight.length, 'file')} changed since the checkpoint, which may be the run’s own work`;
    case 'unknown':
      return paint.note(`unknown: of ${counted(count, 'file')} nobody can tell`);
    case 'damaged':
      return paint.bad('damaged: what the checkpoint names cannot be had any more');
  }
};

/** What was cut off may have written these: they are named in a line, and stay. */
const inFlightLines = ({ verdict, inFlight }: Integrity): readonly string[] => {
  if (inFlight.length === 0) return [];
  const words = some(
    inFlight.map(({ path }) => pathWords(path)),
    IN_A_LINE,
  );
  const also = verdict === 'in flight' ? '' : `in flight: ${counted(inFlight.length, 'file')}: `;
  return [`  ${also}${words} (kept as ${inFlight.length === 1 ? 'it is' : 'they are'})`];
};

const IN_A_LINE = 10;
