import type { KeptFile } from '../../events/files.js';
import { sizeWords } from './leftovers.js';
import { harmless, type Paint } from './paint.js';
import { pathWords } from './pathWords.js';

/** A file that is gone on with, and where what it holds is kept: all but what a dry run finds changed. */
export type HandedFile =
  | {
      readonly path: string;
      readonly mode: string;
      readonly size: number;
      readonly sha256: string;
      readonly content?: string;
    }
  | Extract<KeptFile, { deleted: true }>;

/** Everything that a workflow needs to go on: what `resume` prints of one that refold does not run, and its JSON. */
export interface HandOff {
  readonly name: string;
  readonly run: string;
  readonly number: number;
  readonly repository: string;
  /** Where it was at work. */
  readonly directory: string;
  readonly verdict: string;
  readonly checkpoint: {
    readonly seq: number;
    readonly step: number;
    readonly title?: string;
    readonly at: string;
  };
  readonly resumeAt: number;
  readonly command?: string;
  readonly vars: Readonly<Record<string, string>>;
  readonly files: readonly HandedFile[];
  /** Files that are not as recorded and were accepted: they are to be processed again. */
  readonly changed: readonly string[];
}

/** A workflow that begins from its start. */
export interface FreshStart {
  readonly name: string;
  readonly run: string;
  readonly number: number;
  readonly repository: string;
  readonly directory: string;
  readonly closed: true;
  readonly command?: string;
}

/** What is restored, where the workflow goes on, and how. */
export const handOffText = (handOff: HandOff, { bold }: Paint): string => {
  const { name, resumeAt, command, vars, files, changed } = handOff;
  const names = Object.keys(vars);
  const width = Math.max(0, ...names.map((one) => one.length));
  return [
    ...section(
      'variables',
      names.map((one) => `${one.padEnd(width)}  ${harmless(vars[one] ?? '')}`),
    ),
    ...section('files', files.map(fileWords)),
    ...section('to be processed again', changed.map(pathWords)),
    bold(`Resuming ${name} at step ${resumeAt}.`),
    ...(command === undefined ? [] : [`Re-invoke: ${harmless(command)}`]),
  ].join('\n');
};

export const freshStartText = ({ name, command }: FreshStart, { bold }: Paint): string =>
  [
    bold(`${name} begins anew; no file was touched.`),
    ...(command === undefined ? [] : [`Invoke: ${harmless(command)}`]),
  ].join('\n');

const section = (heading: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`)];

const fileWords = (file: HandedFile): string =>
  'deleted' in file
    ? `${pathWords(file.path)}  deleted`
    : `${pathWords(file.path)}  ${sizeWords(file.size)}, ${file.sha256.slice(0, 12)}`;
