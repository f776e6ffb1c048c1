import type { OutsideListed, OutsideSummary } from '../../projections/outside.js';
import { age, between } from './duration.js';
import { harmless, type Paint } from './paint.js';
import { paintStatus } from './show.js';

type Step = { readonly step: number; readonly title?: string | undefined };

/** A step as people are shown it: `step 7 (green_complete)`. */
export const stepWords = ({ step, title }: Step): string =>
  `step ${step}${title === undefined ? '' : ` (${harmless(title)})`}`;

/** Where a workflow stands that refold does not run. */
export const outsideText = (summary: OutsideSummary, paint: Paint): string => {
  const { number, run, workflow, status, repository, checkpoint, checkpoints, command, vars, files, events } =
    summary;
  const facts: ReadonlyArray<readonly [string, string]> = [
    ['checkout', repository],
    ...(checkpoint ? ([['stands at', `${stepWords(checkpoint)}, ${checkpoint.at}`]] as const) : []),
    [
      'holds',
      `${counted(checkpoints, 'checkpoint')}, ${counted(files, 'file')}, ${counted(Object.keys(vars).length, 'variable')}`,
    ],
    ['log', `${events} events`],
    ...(command === undefined ? [] : ([['goes on by', command]] as const)),
  ];
  return [
    `${paint.bold(`run #${number}`)} ${run}  ${harmless(workflow)}  ${paintStatus(status, paint)}`,
    ...facts.map(([name, value]) => `  ${paint.dim(name.padEnd(10))} ${harmless(value)}`),
  ].join('\n');
};

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;

/** Such a one among runs that could be gone on with. */
export const outsideCandidate = (summary: OutsideSummary, now: string): string =>
  harmless(
    [
      `#${summary.number} ${summary.run}`,
      summary.workflow,
      summary.checkpoint ? stepWords(summary.checkpoint) : summary.status,
      `${age(between(summary.updatedAt, now))} ago`,
    ].join('  '),
  );

/** A line for each checkpoint: seq, time, files, step; those that the run went back from are dim. */
export const outsideCheckpointsText = (checkpoints: readonly OutsideListed[], paint: Paint): string => {
  const rows = checkpoints.map((one) => {
    return { one, seq: `${one.seq}`, files: counted(one.files, 'file') };
  });
  const [seqs, files] = [rows.map(({ seq }) => seq.length), rows.map((row) => row.files.length)];
  return rows
    .map((row) => {
      const { at, current } = row.one;
      const line = [
        row.seq.padStart(Math.max(...seqs)),
        at.slice(0, 19).replace('T', ' '),
        row.files.padStart(Math.max(...files)),
        `${stepWords(row.one)}${current ? '' : ' (taken back)'}`,
      ].join('  ');
      return current ? line : paint.dim(line);
    })
    .join('\n');
};
