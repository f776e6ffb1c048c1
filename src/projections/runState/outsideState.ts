import type { KeptFile } from '../../events/files.js';
import type { ObjectId, Seq } from '../../events/ids.js';
import type { Frozen } from '../projection.js';

/** A checkpoint of a workflow that refold does not run, with what it added to the one before. */
export interface OutsideCheckpoint {
  seq: Seq;
  at: string;
  step: number;
  title: string | undefined;
  /** The checkpoint that the run stood at when this one was made. */
  before: Seq | undefined;
  command: string | undefined;
  /** Where the workflow was at work, from the root of the checkout; empty for the root itself. */
  directory: string;
  vars: readonly { readonly name: string; readonly value: string }[];
  files: readonly KeptFile[];
}

/** What is recorded at a checkpoint in all: of every file and every variable the latest of the checkpoints that led to it. */
export interface Standing {
  /** By path. */
  files: Map<string, KeptFile>;
  vars: Map<string, string>;
  command: string | undefined;
}

/** A run of a workflow that refold does not run: what that told of itself. */
export interface OutsideState extends Standing {
  run: string;
  number: number;
  name: string;
  repository: { readonly id: string; readonly root: string; readonly gitDir: string };
  /** The commit that its checkout stood at when it began, if there was one. */
  commit?: ObjectId;
  refold: string;
  /** Every checkpoint by its seq, also those that count no more since the run went back. */
  checkpoints: Map<Seq, OutsideCheckpoint>;
  /** The checkpoint that it stands at: its last one, or the one that it went back to. */
  standing: Seq | undefined;
  /** Files that were found different since, and accepted: they are to be processed again. */
  found: Map<string, KeptFile>;
  closed: { how: string; seq: Seq; at: string } | undefined;
}

type Checkpoints = ReadonlyMap<Seq, Frozen<OutsideCheckpoint>>;

/** The checkpoints that led to this one, the first of them first. */
export const lineageOf = (checkpoints: Checkpoints, seq: Seq): readonly Frozen<OutsideCheckpoint>[] => {
  const line: Frozen<OutsideCheckpoint>[] = [];
  for (let at = checkpoints.get(seq); at; ) {
    line.push(at);
    at = at.before === undefined ? undefined : checkpoints.get(at.before);
  }
  return line.reverse();
};

/** What is recorded at a checkpoint in all. */
export const standingAt = (checkpoints: Checkpoints, seq: Seq): Standing => {
  const standing: Standing = { files: new Map(), vars: new Map(), command: undefined };
  for (const checkpoint of lineageOf(checkpoints, seq)) add(standing, checkpoint);
  return standing;
};

/** Takes a checkpoint in. */
export const add = (
  standing: Standing,
  { files, vars, command }: Pick<Frozen<OutsideCheckpoint>, 'files' | 'vars' | 'command'>,
): void => {
  for (const file of files) standing.files.set(file.path, file);
  for (const { name, value } of vars) standing.vars.set(name, value);
  standing.command = command ?? standing.command;
};
