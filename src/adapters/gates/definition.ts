import type { GateNode } from '../../events/tree.js';

/** What a gate's program came to. */
export interface GateVerdict {
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly error?: string;
}

/** What is particular to one kind of gate: the program that it runs, and how its end is read. */
export interface GateDefinition {
  readonly kind: GateNode['kind'];
  /** Undefined where there is nothing to run: the gate is skipped. */
  readonly argv: (gate: GateNode, worktree: string) => readonly string[] | undefined;
  readonly judge: (gate: GateNode, exit: number, output: string) => GateVerdict;
}

/** Passed by exit 0 alone. */
export const judgeByExit = (_: GateNode, exit: number): GateVerdict =>
  exit === 0 ? { result: 'passed' } : { result: 'failed', error: `exit ${exit}` };
