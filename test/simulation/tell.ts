import type { StepNode } from '../../src/events/tree.js';
import { said } from '../../src/inspector/text/log.js';
import type { Deed, Fate, LifeFate } from './fate.js';
import type { History, LifeTold } from './history.js';
import type { Temper } from './temper.js';

/** A history in words: the workflow, how everybody behaves, what happens, and the log that came of it. */
export const storyOf = (history: History): string => {
  const { fate, lives, stored } = history;
  const ends = new Map(lives.map((life) => [life.seq, life]));
  const log = stored.flatMap((one) => {
    const { seq, type, data } = one.event;
    const about = data as { readonly path?: string; readonly unit?: string };
    const line = `  ${`${seq}`.padStart(4)} ${type.padEnd(20)} ${about.path ?? about.unit ?? ''}  ${said(one)}`;
    const ended = ends.get(seq);
    return ended ? [line, `       ${endOf(ended)}`] : [line];
  });
  return [...wordsOf(fate), 'the log:', ...log].join('\n');
};

const wordsOf = ({ steps, isSetUp, tokens, tempers, lives }: Fate): readonly string[] => [
  `the workflow${isSetUp ? ', with a setup' : ''}${tokens === undefined ? '' : `, for ${tokens} tokens`}:`,
  ...steps.flatMap((step) => stepWords(step, '  ')),
  'how they behave, by step and attempt:',
  ...tempers.map((temper) => `  ${temperWords(temper)}`),
  'what happens:',
  ...lives.map((life, index) => `  life ${index + 1}: ${lifeWords(life, index === 0)}`),
  '  and then calm',
];

const stepWords = (node: StepNode, indent: string): readonly string[] => {
  const { name, type, agent, parallel, retry, pause, gates = [], steps = [], each = [], before } = node;
  const more = [
    agent?.name,
    node.worktree,
    parallel && 'parallel',
    retry && `${retry.attempts} attempts ${JSON.stringify(retry.overrides)}`,
    pause && `pause ${pause}`,
    node.guard && `guard ${JSON.stringify(node.guard)}`,
    node.session && `session of ${node.session}`,
    node.context && 'context',
    gates.length > 0 && `gates ${gates.map((gate) => gate.name).join(', ')}`,
  ].filter(Boolean);
  const inner = [
    ...(before ? [before] : []),
    ...steps,
    ...each,
    ...gates.flatMap((gate) => gate.steps ?? []),
  ];
  return [
    `${indent}${name}: ${type}; ${more.join('; ')}`,
    ...inner.flatMap((step) => stepWords(step, `${indent}  `)),
  ];
};

const temperWords = (temper: Temper): string =>
  Object.entries(temper)
    .map(([name, value]) => `${name}: ${value}`)
    .join(', ');

const deedWords = ({ does, which }: Deed): string => `someone ${does} (${which})`;

const lifeWords = (
  { deeds, forks, replays, answers, onDrift, order, ends, fails, hangs }: LifeFate,
  isFirst: boolean,
): string =>
  [
    ...(forks === undefined ? [] : [`someone forks the run after ${forks} % of its events`]),
    ...deeds.map(deedWords),
    isFirst ? 'run' : replays === undefined ? 'resume' : `replay step ${replays}`,
    ...(answers ? [] : ['nobody answers']),
    `${onDrift} where files have changed`,
    ...(order === 0 ? [] : [`in order ${order}`]),
    ...(fails ? [`the disk is full for ${fails.what} at ${fails.at}`] : []),
    ...(hangs === undefined ? [] : [`agent ${hangs} hangs`]),
    ends.how === 'by itself'
      ? 'it ends by itself'
      : `${ends.how} at turn ${ends.at}${ends.upon === '' ? '' : ` to "${ends.upon}"`}${'written' in ends ? `, ${ends.written} % of a write done, ${ends.meanwhile} turns without it` : ''}`,
  ].join('; ');

const endOf = ({ told, turns }: LifeTold): string => {
  if (told.told === 'killed') return `── killed after ${turns} turns`;
  if (told.told === 'refused') return `── refused: ${told.why}`;
  if (told.told === 'halted') return `── cut off: ${JSON.stringify(told.halt)}`;
  return `── stands still after ${turns} turns`;
};
