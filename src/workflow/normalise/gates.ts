import type { GateNode } from '../../events/tree.js';
import { plain } from '../plain.js';
import { GATES, type GateValue, gateKind } from '../schema/gate.js';
import { isMapping, isText } from '../schema/value.js';
import { gateNamesOf } from '../scope.js';
import type { Call, Context } from './context.js';

/** The gates of a step by their names, with what each measures by. */
export const gatesOf = (context: Context, gates: readonly GateValue[], callOf: Call): readonly GateNode[] => {
  const names = gateNamesOf(gates);
  return gates.map((gate, index) => gateOf(context, gate, names[index] ?? '', callOf));
};

const gateOf = (context: Context, gate: GateValue, name: string, callOf: Call): GateNode => {
  const kind = gateKind(gate) ?? '';
  const { [kind]: argument, ...inputs } = isMapping(gate) ? gate : {};
  const text = isText(argument) ? argument : undefined;
  const wants = GATES[kind];
  if (wants === 'workflow' && text !== undefined) {
    const { steps, bindings } = callOf(context, text, inputs);
    return { name, kind, workflow: text, steps, with: bindings };
  }
  return plain<GateNode>({
    name,
    kind,
    command: wants === 'command' ? text : context.settings.gateCommands[kind],
    glob: wants === 'glob' ? text : undefined,
    percent: typeof argument === 'number' ? argument : undefined,
  });
};
