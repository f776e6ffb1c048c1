import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  asksFor,
  type FileState,
  type FoundFile,
  type Integrity,
  integrityOf,
  isSame,
} from '../../src/projections/integrity.js';

const file = (digit: string, mode = '100644'): FileState => ({ mode, size: 3, sha256: digit.repeat(64) });
const gone: FileState = { deleted: true };
const secret: FileState = { unknown: 'permission denied' };

/** What is recorded, what was found, and what is said of it. */
const said = (
  recorded: Readonly<Record<string, FileState>>,
  found: readonly FoundFile[],
  { checked = found.length, damage = [] }: { checked?: number; damage?: readonly string[] } = {},
): Integrity => integrityOf({ recorded: new Map(Object.entries(recorded)), found, checked, damage });

const brief = ({ verdict, findings, inFlight }: Integrity) => [
  verdict,
  findings.map(({ path, kind }) => `${path} ${kind}`),
  inFlight.map(({ path, kind }) => `${path} ${kind}`),
];

describe('the verdict on files', () => {
  const cases: ReadonlyArray<
    readonly [
      what: string,
      recorded: Readonly<Record<string, FileState>>,
      found: readonly FoundFile[],
      verdict: ReturnType<typeof brief>,
    ]
  > = [
    ['nothing that was checked', {}, [], ['nothing to verify', [], []]],
    ['a file as it was', { a: file('1') }, [{ path: 'a', now: file('1') }], ['clean', [], []]],
    ['another content', { a: file('1') }, [{ path: 'a', now: file('2') }], ['drift', ['a DRIFT'], []]],
    ['another mode', { a: file('1') }, [{ path: 'a', now: file('1', '100755') }], ['drift', ['a DRIFT'], []]],
    [
      'a symlink to the same bytes',
      { a: file('1') },
      [{ path: 'a', now: file('1', '120000') }],
      ['drift', ['a DRIFT'], []],
    ],
    [
      'another commit of a submodule',
      { a: { submodule: 'x' } },
      [{ path: 'a', now: { submodule: 'y' } }],
      ['drift', ['a DRIFT'], []],
    ],
    ['a file that is gone', { a: file('1') }, [{ path: 'a', now: gone }], ['missing', ['a DELETED'], []]],
    ['a file that is gone as it was recorded', { a: gone }, [{ path: 'a', now: gone }], ['clean', [], []]],
    ['one that came back', { a: gone }, [{ path: 'a', now: file('1') }], ['drift', ['a ADDED'], []]],
    [
      'one that nobody recorded',
      {},
      [{ path: 'n', now: file('1'), differs: 'added' }],
      ['drift', ['n ADDED'], []],
    ],
    [
      "a change that is not the run's",
      {},
      [{ path: 'n', now: file('1'), differs: 'changed' }],
      ['drift', ['n CHANGED'], []],
    ],
    [
      "a deletion that is not the run's",
      {},
      [{ path: 'n', now: gone, differs: 'changed' }],
      ['missing', ['n DELETED'], []],
    ],
    [
      'what git holds otherwise, though the digests are the same',
      { a: file('1') },
      [{ path: 'a', now: file('1'), differs: 'changed' }],
      ['drift', ['a DRIFT'], []],
    ],
    [
      'something that cannot be read',
      { a: file('1') },
      [{ path: 'a', now: secret }],
      ['unknown', ['a UNKNOWN'], []],
    ],
    [
      'what was unknown when it was recorded',
      { a: secret },
      [{ path: 'a', now: secret }],
      ['unknown', ['a UNKNOWN'], []],
    ],
    [
      'changes and deletions together, by their paths',
      { b: file('1'), a: file('1') },
      [
        { path: 'b', now: file('2') },
        { path: 'a', now: gone },
      ],
      ['drift', ['a DELETED', 'b DRIFT'], []],
    ],
    [
      'what an attempt that was cut off may have done',
      { a: file('1') },
      [{ path: 'a', now: file('2'), inFlight: true }],
      ['in flight', [], ['a DRIFT']],
    ],
    [
      'that, and something outside what it could have touched',
      { a: file('1'), b: file('1') },
      [
        { path: 'a', now: file('2'), inFlight: true },
        { path: 'b', now: gone },
      ],
      ['missing', ['b DELETED'], ['a DRIFT']],
    ],
  ];

  it.each(cases)('on %s', (_, recorded, found, verdict) => {
    expect(brief(said(recorded, found))).toEqual(verdict);
  });

  it('is damaged, whatever else there is, where the record cannot be had', () => {
    const found = [{ path: 'a', now: gone }];
    expect(said({ a: file('1') }, found, { damage: ['no blob'] }).verdict).toBe('damaged');
    expect(said({}, [], { damage: ['no blob'] }).verdict).toBe('damaged');
  });

  it('is asked about where files differ, are gone, or cannot be told, and nowhere else', () => {
    const asked = cases.filter(([, recorded, found]) => asksFor(said(recorded, found)));
    expect([...new Set(asked.map(([, , , [verdict]]) => verdict))].sort()).toEqual([
      'drift',
      'missing',
      'unknown',
    ]);
  });
});

describe('any verdict on files', () => {
  const state = fc.oneof<fc.Arbitrary<FileState>[]>(
    fc.record({
      mode: fc.constantFrom('100644', '100755', '120000'),
      size: fc.constant(1),
      sha256: fc.constantFrom('1'.repeat(64), '2'.repeat(64)),
    }),
    fc.record({ submodule: fc.constantFrom('x', 'y') }),
    fc.constant(gone),
    fc.constant(secret),
  );
  const paths = fc.uniqueArray(fc.constantFrom('a', 'b\tc', '"d"', 'e/f'), { maxLength: 4 });
  const world = paths.chain((names) =>
    fc.record({
      recorded: fc.tuple(...names.map(() => fc.option(state, { nil: undefined }))),
      found: fc.tuple(...names.map((path) => fc.record({ path: fc.constant(path), now: state }))),
      names: fc.constant(names),
    }),
  );
  const recordOf = (names: readonly string[], states: readonly (FileState | undefined)[]) =>
    new Map(names.flatMap((name, at) => (states[at] ? [[name, states[at]] as const] : [])));

  it('names every file that is not as it was, once, and calls clean only what all is the same', () => {
    fc.assert(
      fc.property(world, ({ recorded, found, names }) => {
        const record = recordOf(names, recorded);
        const { findings, verdict } = integrityOf({ recorded: record, found, checked: found.length });
        const differing = found.filter(({ path, now }) => {
          const was = record.get(path);
          return !was || !isSame(was, now);
        });
        expect(findings.map(({ path }) => path)).toEqual(differing.map(({ path }) => path).sort());
        expect(verdict === 'clean').toBe(found.length > 0 && differing.length === 0);
      }),
    );
  });
});
