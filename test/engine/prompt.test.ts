import { describe, expect, it } from 'vitest';
import { promptFor } from '../../src/engine/prompt.js';
import { render, unknownIn } from '../../src/engine/render.js';
import type { SessionChoice } from '../../src/engine/session.js';
import type { Draft } from '../../src/events/catalogue.js';
import type { Template } from '../../src/events/content.js';
import type { StepNode } from '../../src/events/tree.js';
import {
  attempt,
  call,
  committed,
  failed,
  finished,
  IDENT,
  proceeded,
  saw,
  spawned,
  step,
  stopped,
} from '../support/moments.js';
import { BRANCH, begun, COMMIT, codeStep, draft, forkedAt, given, group, object } from '../support/run.js';

const context = [
  { name: 'log', bash: 'git log' },
  { name: 'notes', file: ['n.md'] },
];
const payload = { sha256: 'a'.repeat(64), bytes: 9_000 };
const a = [...begun({ ...codeStep('a', [], 3), context }), step('a'), attempt('a')];
const told = (
  drafts: readonly Draft[],
  prompt: Template = ['do it'],
  choice: SessionChoice = {},
  node: Partial<StepNode> = {},
) => promptFor(given(drafts), 'a', { ...codeStep('a'), context, ...node }, prompt, choice);

describe('a prompt', () => {
  it('is what the workflow says', () => {
    expect(told(a)).toEqual(['do it']);
    expect(promptFor(given(begun(codeStep('a'))), 'a', codeStep('a'), ['do it'], {})).toEqual(['do it']);
  });

  const drifted = [...a, proceeded(['x', 'y'])];

  it('tells which files somebody changed, until one that was told is committed', () => {
    const notice = expect.stringContaining('Somebody has changed');
    const behind = (...before: readonly Draft[]) => told([...before, ...committed('a', before.length + 1)]);
    expect(behind(...drifted)).toEqual(['do it', notice]);
    expect(told([...drifted, call('a'), spawned(8)])).toEqual(['do it', notice, expect.anything()]);
    expect(behind(...drifted, call('a'))).toEqual(['do it', notice, expect.anything()]);
    expect(behind(...drifted, call('a'), spawned(8))).toEqual([
      'do it',
      expect.not.stringContaining('Somebody'),
    ]);
  });

  it('tells all files of which no agent was told, whenever they were accepted', () => {
    const again = [...drifted, stopped('paused'), proceeded(['z', 'x'])];
    expect(told(again)).toEqual(['do it', expect.stringMatching(/- y\n- z\n- x$/)]);
    expect(told(again, [{ variable: 'drift.files' }])).toEqual(['y\nz\nx']);
  });

  it('tells which files somebody changed, unless it asks for them itself', () => {
    expect(told(drifted)).toEqual(['do it', expect.stringMatching(/Somebody has changed[\s\S]*- x\n- y$/)]);
    expect(told(drifted, ['see ', { variable: 'drift.files' }])).toEqual(['see x\ny']);
  });

  it('comes behind what was read for it', () => {
    const read = [
      ...a,
      draft('ContextIntended', { path: 'a', attempt: 1, index: 1, source: { name: 'notes' } }),
      draft('ContextRead', { intent: 7, content: { payload, head: 'h' } }),
      draft('ContextIntended', { path: 'a', attempt: 1, index: 0, source: { name: 'log' } }),
      draft('ContextRead', { intent: 9, content: { text: 'c0ffee' } }),
    ];
    const log = ['## log\n\n', 'c0ffee', '\n\n'];
    expect(told(read)).toEqual([...log, '## notes\n\n', payload, '\n\n', 'do it']);
    expect(told(read, ['do it'], {}, { context: [] })).toEqual(['do it']);
  });

  it.each([
    ['split', /^\n\nWrite your plan to `\.refold\/out\/plan\.json`/],
    ['validate', /^\n\nWrite your verdict to `\.refold\/out\/validate\.json`/],
    ['artifact', /^\n\nWrite your answer to `\.refold\/out\/artifact\.txt`/],
  ])('of a %s step asks for its answer, where it does not ask itself', (type, request) => {
    expect(told(a, ['do it'], {}, { type })).toEqual(['do it', expect.stringMatching(request)]);
    const file = /out\/[a-z]+\.[a-z]+/.exec(request.source.replaceAll('\\', ''))?.[0];
    expect(told(a, [payload, `to .gump/${file}`], {}, { type })).toHaveLength(2);
  });
});

describe('a prompt of a later attempt', () => {
  const again = (tree: string, reset = false) => [
    ...a,
    saw('a', 1, { tree }),
    failed('a', 1, { error: { text: 'it broke' } }),
    attempt('a', 2, { reset }),
  ];
  const GONE =
    '\n\nThe edits of the attempt before are gone: the files are as they were when the step began.';
  const WHY = ['\n\nThe attempt before this one failed:\n\n', 'it broke'];

  it('tells why the one before failed, unless it does so itself', () => {
    expect(told(again(object('e', 1)))).toEqual(['do it', ...WHY]);
    expect(told(again(object('e', 1)), ['mend ', { variable: 'error' }])).toEqual(['mend it broke']);
    expect(told(again(object('e', 1)), ['mend ', { variable: 'attempt' }])).toEqual(['mend 2', ...WHY]);
  });

  it('says that the edits of that are gone, where there were any', () => {
    expect(told(again(object('e', 1), true))).toEqual(['do it', ...WHY, GONE]);
    expect(told(again(given(a).steps.get('a')?.base.tree ?? '', true))).toEqual(['do it', ...WHY]);
    const undone = [
      ...begun(codeStep('a')),
      step('a'),
      draft('TreeSeen', { path: 'a', head: COMMIT, tree: object('e', 2) }),
      attempt('a'),
      saw('a', 1, { tree: object('e', 1) }),
      failed('a', 1, { undo: true, error: { text: 'it broke' } }),
      draft('ResetIntended', {
        ...{ branch: BRANCH, to: COMMIT, tree: object('e', 2), keeps: 'k', why: 'undo', ident: IDENT },
        ...{ path: 'a', attempt: 1 },
      }),
      draft('WorktreeReset', {
        intent: 10,
        to: COMMIT,
        tree: object('e', 2),
        kept: { ref: 'k', commit: COMMIT },
      }),
      attempt('a', 2),
    ];
    expect(told(undone)).toEqual(['do it', ...WHY, GONE.replace('the step', 'it')]);
    const silent = [...a, failed('a', 1, { error: { text: '' } }), attempt('a', 2)];
    expect(told(silent)).toEqual(['do it']);
  });
});

describe('a prompt of a later call', () => {
  const cut = draft('CallInterrupted', { intent: 7, why: '', output: { text: '' }, leftovers: 0 });
  const under = [...a, call('a'), cut];

  it('says that the work was cut off, and to whom', () => {
    expect(told(under)).toEqual([
      'do it',
      '\n\nSomeone began this and was cut off. Look at what there is of it in the worktree, and go on from there.',
    ]);
    expect(told(under, ['do it'], { session: { how: 'continue', id: 's' } })).toEqual([
      'do it',
      '\n\nYou were interrupted before this was done. Look at what there is of it in the worktree, and go on from there.',
    ]);
    expect(told(under, ['do it'], { session: { how: 'new' } })[1]).toContain('Someone began this');
  });

  it('says so as well where the agent failed in the middle of a turn and had done something, as one that is killed does', () => {
    const broke = finished(7, { succeeded: false, exit: 137 });
    const about = { path: 'a', attempt: 1, call: 7 };
    const again = draft('CallPostponed', { ...about, failures: 1, waitMs: 2_000 } as never);
    const left = (tree: string) => told([...a, call('a'), broke, saw('a', 1, { tree }), again]);
    expect(left(object('e', 1))[1]).toContain('Someone began this and was cut off');
    // A provider that is overloaded answers nothing.
    expect(left(given(a).steps.get('a')?.attempt?.start.tree ?? '')).toEqual(['do it']);
  });

  it('says nothing of it to who may only look: what it judges is none of its work', () => {
    expect(told(under, ['do it'], {}, { guard: { noWrite: true } })).toEqual(['do it']);
  });

  it('does not speak of work that is not there: a fork has only what was committed', () => {
    expect(told([...under, forkedAt(9)])).toEqual(['do it']);
  });

  it('tells what a conversation came to that is lost', () => {
    const LOST = '\n\nThere was an earlier conversation about this, which is lost.';
    const lost = (drafts: readonly Draft[]): SessionChoice => {
      const retold = given(drafts).steps.get('a')?.attempt;
      return retold ? { retold } : {};
    };
    const talked = [...a, call('a'), finished(7, { output: { text: ' so far \n' } })];
    expect(told(a, ['do it'], lost(a))).toEqual(['do it', LOST]);
    expect(told(a, ['do it'], lost(talked))).toEqual(['do it', LOST, ' It ended with:\n\nso far']);
    const changed = saw('a', 1, { diff: { text: `+${'x'.repeat(4_000)}` } });
    expect(told(a, ['do it'], lost([...talked, changed]))).toEqual([
      'do it',
      LOST,
      ' It ended with:\n\nso far',
      `\n\nIt had changed:\n\n+${'x'.repeat(2_999)}`,
    ]);
    const nothing = [
      ...a,
      call('a'),
      finished(7, { output: { text: ' ' } }),
      saw('a', 1, { diff: { text: '\n' } }),
    ];
    expect(told(a, ['do it'], lost(nothing))).toEqual(['do it', LOST]);
  });
});

describe('a template', () => {
  const bound = (value: Template): StepNode => ({
    ...group('g', codeStep('x')),
    with: [
      { name: 'in', value },
      { name: 'file', value: [payload] },
      { name: 'none', value: [''] },
    ],
  });
  const state = given(begun(bound(['<', { variable: 'run.number' }, { variable: 'lost' }, '>'])));
  const rendered = (...template: Template) => render(state, 'g/x', template);

  it('has texts beside each other as one, and payloads in their places', () => {
    expect(
      rendered('a', { variable: 'in' }, 'b', { variable: 'file' }, 'c', { variable: 'attempt' }),
    ).toEqual(['a<1>b', payload, 'c1']);
    expect(rendered('', payload, '', payload)).toEqual([payload, payload]);
    const long = given(begun(codeStep('x')));
    if (long.run) long.run = { ...long.run, spec: { payload, head: 'h' } };
    expect(render(long, 'x', ['a ', { variable: 'spec' }])).toEqual(['a ', payload]);
  });

  it('keeps the line around a variable, and drops it where that is empty', () => {
    const line = (variable: string) => ({ variable, before: '  - ', after: ' !\n' });
    expect(rendered(line('attempt'), line('none'), line('nobody'), 'end')).toEqual(['  - 1 !\nend']);
  });

  it('tells the names that nothing answers to, each once, also in what it was handed', () => {
    const names = (...template: Template) => unknownIn(state, 'g/x', template);
    expect(names('text', { variable: 'attempt' })).toEqual([]);
    expect(names({ variable: 'a' }, { variable: 'b' }, { variable: 'a' })).toEqual(['a', 'b']);
    expect(names({ variable: 'in' }, { variable: 'lost' })).toEqual(['lost']);
  });

  it('that was handed down more often than anybody does stands for nothing', () => {
    const deep = (levels: number): StepNode =>
      Array.from({ length: levels }).reduce<StepNode>(
        (inner, _, n) => ({
          ...group(`g${n}`, inner),
          with: [
            { name: 'v', value: n === levels - 1 ? ['end', { variable: 'lost' }] : [{ variable: 'v' }] },
          ],
        }),
        codeStep('x'),
      );
    const at = (levels: number): string =>
      [...Array(levels).keys()].map((n) => `g${levels - 1 - n}/`).join('');
    const shown = (levels: number) =>
      render(given(begun(deep(levels))), `${at(levels)}x`, [{ variable: 'v' }]);
    const lost = (levels: number) =>
      unknownIn(given(begun(deep(levels))), `${at(levels)}x`, [{ variable: 'v' }]);
    expect([shown(20), lost(20)]).toEqual([['end'], ['lost']]);
    expect([shown(21), lost(21)]).toEqual([[], []]);
  });
});
