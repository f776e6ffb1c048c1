import type { GateNode } from '../../events/tree.js';

/** What is particular to one kind of gate: the program that it runs. */
export interface GateDefinition {
  readonly kind: GateNode['kind'];
  readonly argv: (gate: GateNode) => readonly string[];
}
