import type { EventOf } from '../../src/events/catalogue.js';
import type { History } from './history.js';

/** What gates said of the turn of a step at hand. */
interface Said {
  readonly passed: Set<string>;
  /** Those that passed before somebody proceeded with other files. */
  readonly stale: Set<string>;
  /** What is committed of it is settled. */
  isFixed: boolean;
}

/** No step passes on the word of a gate that saw other files than somebody has proceeded with since. */
export const passesOnWhatGatesSaw = ({ stored, state }: History): readonly string[] => {
  const gates = new Map<number, EventOf<'GateIntended'>['data']>();
  const all = new Map<string, Said>();
  return stored.flatMap(({ known, event }) => {
    if (!known) return [];
    switch (event.type) {
      case 'AttemptStarted':
      case 'CallIntended':
        all.set(event.data.path, { passed: new Set(), stale: new Set(), isFixed: false });
        return [];
      case 'GateIntended':
        gates.set(event.seq, event.data);
        return [];
      case 'GateFinished': {
        const { path = '', gate } = gates.get(event.data.intent) ?? {};
        const said = all.get(path);
        if (event.data.result === 'passed') said?.passed.add(gate?.name ?? '');
        said?.stale.delete(gate?.name ?? '');
        return [];
      }
      case 'CommitIntended': {
        const said = event.data.kind === 'checkpoint' && all.get(event.data.path ?? '');
        if (said) said.isFixed = true;
        return [];
      }
      case 'DriftResolved': {
        if (event.data.choice !== 'proceed') return [];
        for (const [path, { passed, stale, isFixed }] of all)
          if (state.index.steps.get(path)?.unit === (event.data.unit ?? '') && !isFixed)
            for (const gate of passed) stale.add(gate);
        return [];
      }
      case 'StepPassed': {
        const { path } = event.data;
        return [...(all.get(path)?.stale ?? [])].map(
          (gate) => `event ${event.seq} passes ${path}, and its gate ${gate} saw other files`,
        );
      }
      default:
        return [];
    }
  });
};
