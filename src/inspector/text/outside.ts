import type { OutsideListed, OutsideSummary } from '../../projections/outside.js';
import { candidateAt } from './candidate.js';
import { checkpointLines, whenOf } from './checkpoints.js';
import { counted } from './counted.js';
import { harmless, type Paint } from './paint.js';
import { headingOf, type Rows } from './show.js';

type Step = { readonly step: number; readonly title?: string | undefined };

/** A step as people are shown it: `step 7 (green_complete)`. */
export const stepWords = ({ step, title }: Step): string =>
  `step ${step}${title === undefined ? '' : ` (${harmless(title)})`}`;

/** Where a workflow stands that refold does not run. */
export const outsideText = (summary: OutsideSummary, paint: Paint): string => {
  const { repository, checkpoint, checkpoints, command, vars, files, events } = summary;
  const rows: Rows = [
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
    headingOf(summary, paint),
    ...rows.map(([name, value]) => `  ${paint.dim(name.padEnd(10))} ${harmless(value)}`),
  ].join('\n');
};

/** Such a one among runs that could be gone on with. */
export const outsideCandidate = (summary: OutsideSummary, now: string): string =>
  candidateAt(summary, summary.checkpoint ? stepWords(summary.checkpoint) : summary.status, now);

/** A line for each checkpoint: seq, time, files, step; those that the run went back from are dim. */
export const outsideCheckpointsText = (checkpoints: readonly OutsideListed[], paint: Paint): string => {
  const wordsOf = (one: OutsideListed): readonly string[] => [
    `${one.seq}`,
    whenOf(one),
    counted(one.files, 'file'),
    `${stepWords(one)}${one.current ? '' : ' (taken back)'}`,
  ];
  return checkpointLines(checkpoints, wordsOf, (column) => column === 0 || column === 2, paint);
};
