import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bridge } from '../../src/projections/bridge.js';
import { launches } from '../../src/projections/launches.js';
import { type Projection, project } from '../../src/projections/projection.js';
import { recordedFiles } from '../../src/projections/recordedFiles.js';
import { attempts } from '../../src/projections/report.js';
import { fromDocument, toDocument } from '../../src/projections/runState/document.js';
import { runState } from '../../src/projections/runState.js';
import {
  ancestorsOf,
  childrenOf,
  fromStepOn,
  isUnit,
  type StepIndex,
} from '../../src/projections/stepIndex.js';
import { evidence } from '../../src/projections/verdict.js';
import { tries } from '../support/fastCheck.js';
import { fates, liveThrough } from '../support/histories.js';

const copy = <A>(value: A): A => structuredClone(value);

const PROJECTIONS: readonly Projection<unknown>[] = [
  runState,
  launches,
  evidence,
  attempts,
  recordedFiles,
  bridge,
] as never;

describe('a fold', () => {
  it.each(PROJECTIONS.map((projection) => [projection.name, projection] as const))(
    '%s goes on from any cut as if it had never stopped',
    (_, projection) => {
      fc.assert(
        fc.property(fates, (fate) => {
          const { stored } = liveThrough(fate);
          const whole = project(projection, stored);
          const ongoing = projection.empty();
          for (let cut = 0; cut <= stored.length; cut += 1) {
            expect(project(projection, stored.slice(cut), copy(ongoing))).toEqual(whole);
            project(projection, stored.slice(cut, cut + 1), ongoing);
          }
        }),
        tries(25),
      );
    },
  );

  it('runState goes on from its own document at any cut', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored, state } = liveThrough(fate);
        for (let cut = 0; cut <= stored.length; cut += 3) {
          const document = JSON.parse(JSON.stringify(toDocument(project(runState, stored.slice(0, cut)))));
          expect(project(runState, stored.slice(cut), fromDocument(document))).toEqual(state);
        }
      }),
      tries(40),
    );
  });

  it('never changes what it handed out', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored } = liveThrough(fate);
        const half = Math.floor(stored.length / 2);
        const before = project(runState, stored.slice(0, half));
        const text = JSON.stringify(toDocument(before));
        project(runState, stored);
        project(runState, stored.slice(half), fromDocument(JSON.parse(text)));
        expect(JSON.stringify(toDocument(before))).toBe(text);
      }),
      tries(20),
    );
  });

  it('is the same over what stands in the log as over what the engine held while it wrote', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored, state } = liveThrough(fate);
        expect(project(runState, stored)).toEqual(state);
      }),
      tries(40),
    );
  });
});

/** Whether a step belongs to a unit that runs beside the one that the target is in. */
const isBeside = (index: StepIndex, path: string, target: string): boolean =>
  [path, ...ancestorsOf(index, path)].some((at) => {
    const place = index.steps.get(at);
    return (
      place !== undefined &&
      isUnit(place) &&
      target.startsWith(`${place.parent}/`) &&
      target !== at &&
      !target.startsWith(`${at}/`)
    );
  });

const holds = (path: string, other: string): boolean => other.startsWith(`${path}/`);

describe('replay', () => {
  it('leaves the steps as the fold up to the cut has them', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored } = liveThrough(fate);
        for (const [index, { event, known }] of stored.entries()) {
          if (!known || event.type !== 'RunReplayed') continue;
          const after = project(runState, stored.slice(0, index + 1));
          const cut = project(runState, stored.slice(0, event.data.cut));
          const { from, each = false } = event.data;
          const facts = (state: typeof after) =>
            [...state.steps.values()]
              .filter(({ path }) => !isBeside(after.index, path, from) && !(each && holds(from, path)))
              .map(({ path, state: is, base, head, failed, attempts }) => ({
                path,
                is,
                base,
                head,
                failed,
                // What holds the target may have been tried again since; that is its own history, and not cleared.
                attempts: holds(path, from) || (each && path === from) ? undefined : attempts,
              }));
          const passed = (state: typeof after) =>
            [...state.passed].filter(([path, count]) => count > 0 && !isBeside(after.index, path, from));
          // Tasks of a parallel split may have begun in any order, and some of them more than once.
          if (each) expect([...after.steps.keys()].filter((path) => holds(from, path))).toEqual([]);
          expect(facts(after)).toEqual(facts(cut));
          expect(passed(after)).toEqual(passed(cut));
        }
      }),
      tries(300),
    );
  });

  it('leaves the units beside the target as they were', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { stored } = liveThrough(fate);
        for (const [index, { event, known }] of stored.entries()) {
          if (!known || event.type !== 'RunReplayed') continue;
          const before = project(runState, stored.slice(0, index));
          const after = project(runState, stored.slice(0, index + 1));
          const facts = (state: typeof after) =>
            [...state.steps.values()]
              .filter(({ path }) => isBeside(before.index, path, event.data.from))
              .map(({ merged: _, conflict: __, ...facts }) => facts);
          expect(facts(after)).toEqual(facts(before));
        }
      }),
      tries(300),
    );
  });

  it('clears the target and everything after it in workflow order', () => {
    fc.assert(
      fc.property(fates, (fate) => {
        const { index } = liveThrough(fate).state;
        const walk = (path: string): readonly string[] =>
          childrenOf(index, path).flatMap((at) => [at, ...walk(at)]);
        const order = walk('');
        for (const [at, path] of order.entries()) {
          const roots = fromStepOn(index, path);
          const later = order.slice(at).filter((step) => !isBeside(index, step, path));
          const cleared = order.filter((step) =>
            roots.some((root) => step === root || step.startsWith(`${root}/`)),
          );
          expect(cleared).toEqual(later);
        }
      }),
      tries(100),
    );
  });
});
