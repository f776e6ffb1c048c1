import { describe, expect, it } from 'vitest';
import type { DriftAnswer } from '../../../src/engine/command.js';
import type { DataOf } from '../../../src/events/catalogue.js';
import {
  attempt,
  caused,
  decided,
  IDENT,
  NO_FILES,
  step,
  stopped,
  unitStands,
} from '../../support/moments.js';
import {
  BRANCH,
  begun,
  COMMIT,
  codeStep,
  created,
  draft,
  group,
  life,
  object,
  TREE,
} from '../../support/run.js';

const stood = [...begun(codeStep('a')), step('a'), attempt('a'), stopped('interrupted')];
const plan = { was: 'x', retried: [], skipped: 0, pending: { count: 0, next: [] }, settling: [] };
const { run } = created();

const answer = (choice: DriftAnswer['choice'], paths: readonly string[] = ['x']): DriftAnswer => ({
  unit: '',
  choice,
  verdict: 'drift',
  files: paths.map((path) => ({ path, kind: 'DRIFT' })),
  head: { commit: COMMIT, tree: TREE },
  found: {
    tree: object('e', 1),
    tip: object('c', 1),
    descends: true,
    head: { attached: true, commit: object('c', 1) },
    files: NO_FILES,
  },
});

const behind = (drift: readonly DriftAnswer[]) => {
  const drafts = decided(stood, { type: 'ResumeRun', plan, life: life(2), drift });
  return typeof drafts === 'string' ? drafts : drafts.slice(2);
};

describe('files that somebody changed', () => {
  it('are kept under a ref with what was committed there, and handed on, where the run proceeds', () => {
    const ref = `refs/refold/${run}/work-10`;
    expect(behind([answer('proceed')])).toEqual([
      caused(
        9,
        draft('CommitIntended', {
          kind: 'work',
          ref,
          parent: object('c', 1),
          tree: object('e', 1),
          ident: IDENT,
          files: NO_FILES,
          message: 'what was found changed before the run went on',
        }),
      ),
      caused(
        10,
        draft('DriftResolved', {
          choice: 'proceed',
          verdict: 'drift',
          count: 1,
          files: [{ path: 'x', kind: 'DRIFT' }],
          snapshot: ref,
        }),
      ),
    ]);
  });

  it('go back to the head, which keeps what was there, where they are put back between two steps', () => {
    const keeps = `refs/refold/${run}/before-10`;
    const reset = { branch: BRANCH, to: COMMIT, tree: TREE, keeps, why: 'drift', ident: IDENT };
    expect(behind([answer('redo')])).toMatchObject([
      caused(9, draft('ResetIntended', reset)),
      { type: 'DriftResolved', data: { choice: 'redo', snapshot: keeps } },
    ]);
  });

  it('are named as far as a line holds them, and counted all', () => {
    const paths = Array.from({ length: 2_000 }, (_, at) => `a/long/name/of/a/file/${at}`);
    const resolved = behind([answer('proceed', paths)])[1] as { readonly data: DataOf<'DriftResolved'> };
    expect(resolved.data.count).toBe(2_000);
    expect(JSON.stringify(resolved.data.files).length).toBeLessThan(64 * 1024);
  });

  const replayed = (...units: readonly string[]) => {
    const order = { from: 'g', cut: 4, cleared: ['g'], resetTo: COMMIT, settling: [] };
    const resets = [{ unit: '', to: { commit: COMMIT, tree: TREE } }];
    const there = [
      ...begun({ ...group('g', codeStep('u')), parallel: {} }),
      step('g'),
      ...unitStands('g/u', 6),
      stopped('interrupted'),
    ];
    const drift = units.map((unit) => ({ ...answer('redo'), unit }));
    const command = { type: 'ReplayRun', plan: { ...order, resets }, life: life(2), drift } as const;
    const drafts = decided(there, command);
    return typeof drafts === 'string' ? drafts : drafts.slice(1);
  };

  it('go back with the step that is done again, which keeps what was there, and it is said whose they were', () => {
    const keeps = `refs/refold/${run}/before-11`;
    expect(replayed('')).toMatchObject([
      { type: 'RunReplayed' },
      { type: 'ResetIntended', data: { keeps, why: 'replay' } },
      { type: 'DriftResolved', data: { choice: 'redo', count: 1, snapshot: keeps } },
    ]);
  });

  it('are kept as they are, where a unit begins anew in another worktree', () => {
    const ref = `refs/refold/${run}/work-10`;
    expect(replayed('g/u', '')).toMatchObject([
      { type: 'CommitIntended', data: { unit: 'g/u', kind: 'work', ref, tree: object('e', 1) } },
      { type: 'RunReplayed' },
      { type: 'ResetIntended', data: { keeps: `refs/refold/${run}/before-12` } },
      { type: 'DriftResolved', data: { unit: 'g/u', choice: 'redo', snapshot: ref } },
      { type: 'DriftResolved', data: { choice: 'redo', snapshot: `refs/refold/${run}/before-12` } },
    ]);
  });

  it('stay where a replay goes on with them, and somebody has said so', () => {
    const drift = [{ ...answer('proceed'), unit: 'g/u' }];
    const plan = { from: 'a', cut: 4, cleared: ['a'], resetTo: COMMIT, settling: [], resets: [] };
    const there = [...begun(codeStep('a')), ...unitStands('g/u', 5), stopped('interrupted')];
    const command = { type: 'ReplayRun', plan, life: life(2), drift } as const;
    expect(decided(there, command)).toMatchObject([
      { type: 'LifeBegan' },
      { type: 'CommitIntended', data: { unit: 'g/u', kind: 'work' } },
      { type: 'RunReplayed' },
      { type: 'DriftResolved', data: { unit: 'g/u', choice: 'proceed' } },
    ]);
  });

  it('are kept with all else, where a new run takes the place of this one', () => {
    const { head: _, found: __, ...said } = answer('proceed');
    const drift = [{ ...said, choice: 'fresh' as const }];
    const keeps = `refs/refold/${run}/discarded-9/`;
    expect(decided(stood, { type: 'DisposeRun', kind: 'discarded', life: life(2), drift })).toMatchObject([
      { type: 'LifeBegan' },
      { type: 'DisposalIntended', data: { keeps } },
      { type: 'DriftResolved', data: { choice: 'fresh', count: 1, snapshot: keeps } },
    ]);
  });

  it('are nothing that a life began with, where nobody changed any', () => {
    expect(behind([])).toEqual([]);
  });
});
