import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BROKEN, STEP } from './broken.js';
import { loadFrom, problemsOf, reportOf, type Told } from './loading.js';
import { NAMED, NAMING, TOGETHER } from './together.js';

const told = (text: string): Promise<readonly Told[]> => problemsOf({ ...NAMED, w: text });

describe('what is wrong with a workflow', () => {
  it('is told at its exact place, also in prompts, in their files, and in workflows that are called', async () => {
    const reports = await Promise.all(
      Object.entries(NAMING).map(
        async ([name, text]) => `${name}\n${reportOf(await told(text)).replace(/^/gm, '  ')}\n`,
      ),
    );
    await expect(reports.join('\n')).toMatchFileSnapshot('naming.snapshot.txt');
  });

  it('is told all at once, whatever it is, by file, line and column', async () => {
    const reports = await Promise.all(
      Object.entries(TOGETHER).map(
        async ([name, files]) => `${name}\n${reportOf(await problemsOf(files)).replace(/^/gm, '  ')}\n`,
      ),
    );
    await expect(reports.join('\n')).toMatchFileSnapshot('together.snapshot.txt');
  });
});

const HEAD = 'name: w\nsteps:\n';

/** The steps of a workflow as those of a group in another. */
const group = (name: string, text: string): string =>
  `  - name: ${name}\n    steps:\n${text.slice(HEAD.length).replace(/^(?=.)/gm, '    ')}\n`;

const moved = (problems: readonly Told[], by: number): readonly Told[] =>
  problems.map((problem) => (problem.file === 'w' ? { ...problem, line: problem.line + by } : problem));

/** Each thing that is told, whoever calls the file that it is in. */
const said = (problems: readonly Told[]): readonly string[] => [
  ...new Set(problems.map((problem) => reportOf([problem]).replace(/ \(called from .*?\)/, ''))),
];

describe('two mistakes in one workflow', () => {
  const cases = Object.values({ ...BROKEN, ...NAMING }).filter((text) => text.startsWith(STEP));

  it('are told as each of them alone, and nothing else is', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...cases), fc.constantFrom(...cases), async (first, second) => {
        const [one, two] = [group('g1', first), group('g2', second)];
        const each = [
          ...(await told(HEAD + one)),
          ...moved(await told(HEAD + two), one.split('\n').length - 1),
        ];
        const both = await told(HEAD + one + two);
        expect([...said(both)].sort()).toEqual([...said(each)].sort());
        expect(each.length).toBeGreaterThan(1);
        expect(said(both)).toHaveLength(both.length);
      }),
      { numRuns: 150 },
    );
  });
});

/** Anything that has the keys of a workflow, and no other likeness to one. */
const { value: anything } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'medium' },
    fc.constantFrom(...['new', 'pass', 'claude', '{spec}', '{a.agent}', 'a', '2h', '', true, null, 0, 3]),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'name',
          'steps',
          'each',
          'type',
          'get',
          'run',
          'prompt',
          'promt',
          'context',
          'session',
          'from',
          'file',
        ],
        ...[
          'agent',
          'agnet',
          'command',
          'scripted',
          'guard',
          'max_turns',
          'hitl',
          'gate',
          'bash',
          'validate',
          '7',
        ],
        ...[
          'retry',
          'attempt',
          'exit',
          'not',
          'tasks',
          'parallel',
          'workflow',
          'with',
          'wiht',
          'x',
          'constructor',
        ],
      ),
      tie('value'),
      { maxKeys: 5 },
    ),
  ),
}));

describe('a workflow of any form', () => {
  it('is read or refused in words', async () => {
    const steps = fc.array(anything, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(anything, fc.record({ name: anything, steps })), async (value) => {
        const text = JSON.stringify(value, null, 2);
        await loadFrom({ ...NAMED, w: text });
        expect(reportOf(await told(text))).not.toMatch(/undefined|\[object|NaN/);
      }),
      { numRuns: 200 },
    );
  });
});
