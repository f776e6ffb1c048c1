import { describe, expect, it } from 'vitest';
import { passedOver } from '../../src/workflow/tasks.js';
import { right } from '../contracts/runStore.js';
import { loadFrom, problemsOf, reportOf, warningsOf } from './loading.js';

const SPLIT = 'name: w\nsteps:\n  - {name: s, tasks: {file: prd.json}, each: [{name: b, gate: [test]}]}';
const FOLDER = SPLIT.replace('{file: prd.json}', '{dir: todo}');

const PRD = `[
  {"id": "T-001", "title": "Scaffold", "description": "Begin.", "acceptance_criteria": ["it builds"], "status": "pending"},
  {"id": "T-010", "title": "Export", "acceptance_criteria": ["a file", "two columns"], "files": ["src/**"], "owner": "me"}
]`;

const TASK = `---
status: done
---
# T-002: Export as CSV

Write a file.

\`\`\`sh
# no heading
\`\`\`

## Acceptance Criteria

- [ ] a file is written
  where it was asked for
* two columns

## Notes

Quote commas.
`;

const taskTree = async (files: Readonly<Record<string, string>>) =>
  right(await loadFrom(files)).treeWith(new Map()).steps[0];

describe('a list of tasks', () => {
  it('of requirements goes by ids and titles, and keeps the criteria', async () => {
    expect(await taskTree({ w: SPLIT, 'prd.json': PRD })).toMatchObject({
      tasks: [
        {
          name: 'T-001: Scaffold',
          slug: 't-001',
          id: 'T-001',
          title: 'Scaffold',
          description: 'Begin.',
          criteria: ['it builds'],
        },
        {
          name: 'T-010: Export',
          slug: 't-010',
          id: 'T-010',
          title: 'Export',
          description: '',
          criteria: ['a file', 'two columns'],
          files: ['src/**'],
        },
      ],
    });
  });

  it('in its plain form is as it was', async () => {
    const plain =
      '[{"name": "One thing", "id": "any"}, {"name": "One  thing!", "description": "d", "files": ["a"]}]';
    expect((await taskTree({ w: SPLIT, 'prd.json': plain }))?.tasks).toEqual([
      { name: 'One thing', slug: 'one-thing', description: '' },
      { name: 'One  thing!', slug: 'one-thing-2', description: 'd', files: ['a'] },
    ]);
  });

  it('can be a folder: an overview, and a file for each task, in the order of their numbers', async () => {
    const files = {
      w: FOLDER,
      'todo/overview.md': 'All of it.\n',
      'todo/T-1000-last.md': '# Last\n\n## Acceptance criteria\n\n1. done\n',
      'todo/T-002-export.md': TASK,
      'todo/notes.md': 'Nobody reads this.',
    };
    const split = await taskTree(files);
    expect(split?.overview).toEqual({ text: 'All of it.\n' });
    expect(split?.tasks).toEqual([
      {
        name: 'T-002: Export as CSV',
        slug: 't-002',
        id: 'T-002',
        title: 'Export as CSV',
        description: 'Write a file.\n\n```sh\n# no heading\n```\n\n## Notes\n\nQuote commas.',
        criteria: ['a file is written where it was asked for', 'two columns'],
      },
      {
        name: 'T-1000: Last',
        slug: 't-1000',
        id: 'T-1000',
        title: 'Last',
        description: '',
        criteria: ['done'],
      },
    ]);
    const captured = right(await loadFrom(files)).files.map(({ path }) => path);
    expect(captured).toEqual(
      ['w', 'todo', 'todo/T-1000-last.md', 'todo/T-002-export.md', 'todo/overview.md'].sort(byPlace(files)),
    );
  });

  it('can be given by the command line, and is left open where it is not', async () => {
    const w = SPLIT.replace('{file: prd.json}', 'given');
    const [given, open] = [
      await loadFrom({ w, 'prd.json': PRD }, {}, { file: 'prd.json' }),
      await loadFrom({ w }),
    ];
    expect(right(given).takesTasks).toBe(true);
    expect(right(given).treeWith(new Map()).steps[0]?.tasks).toHaveLength(2);
    expect(right(open).treeWith(new Map()).steps[0]).toMatchObject({ type: 'split' });
    expect(right(await loadFrom({ w: SPLIT, 'prd.json': PRD })).takesTasks).toBe(false);
  });

  it('that says that something is done already is told once that nobody reads that', async () => {
    const done = PRD.replaceAll('"owner": "me"', '"status": "done"').replace('"pending"', '"done"');
    expect(reportOf(await warningsOf({ w: SPLIT, 'prd.json': done }))).toBe(
      'prd.json:2:113 a status here is passed over: what has been done is in the log of the run alone',
    );
    const planned = PRD.replace(', "owner": "me"', '');
    expect(await warningsOf({ w: SPLIT, 'prd.json': planned })).toEqual([]);
  });

  it('that says more than agents are told has that named, once', async () => {
    const more = `{"project": "shop", "tasks": ${PRD.replace('"T-001",', '"T-001", "priority": 1, "owner": "me",')}}`;
    expect(reportOf(await warningsOf({ w: SPLIT, 'prd.json': more }))).toBe(
      'prd.json:1:2 `project`, `priority`, `owner`: passed over here; no agent is told what stands there',
    );
    // What is told as a mistake already is no other thing besides.
    expect(passedOver([{ id: 'T-001', titel: 'x', acceptance_criteria: ['it works'] }])).toEqual([]);
    const named = '[{"name": "a", "estimate": 1}, {"name": "b", "estimate": 2}]';
    expect(reportOf(await warningsOf({ w: SPLIT, 'prd.json': named }))).toBe(
      'prd.json:1:16 `estimate`: passed over here; no agent is told what stands there',
    );
  });
});

/** The folder stands before what is in it, and that as it is read. */
const byPlace = (files: Readonly<Record<string, string>>) => {
  const order = ['w', 'todo', ...Object.keys(files)];
  return (a: string, b: string): number => order.indexOf(a) - order.indexOf(b);
};

const CRITERIA = '"acceptance_criteria": ["x"]';

/** Tasks that do not hold together. */
const BROKEN_TASKS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'no list': { 'prd.json': '{"task": []}' },
  'an empty list': { 'prd.json': '{"tasks": []}' },
  'no JSON': { 'prd.json': '[{"id": ' },
  'an entry that is none': { 'prd.json': '["a", {"description": "no name"}]' },
  'a name twice, in the plain form': {
    'prd.json': '[{"name": "a"},\n {"name": "b", "files": "x"},\n {"name": "a"}]',
  },
  'everything in one list': {
    'prd.json': `[
  {"id": "T-1", "title": "a", ${CRITERIA}},
  {"id": "T-002", "title": "", "acceptance_criteria": []},
  {"id": "T-003", "titel": "c", "description": 7, "acceptance_critera": ["x"]},
  {"id": "T-003", "title": "d", ${CRITERIA}, "files": "x"},
  {"title": "e", "acceptance_criteria": "x"}
]`,
  },
  'no file': {},
  'no folder': { w: FOLDER },
  'an empty folder': { w: FOLDER, 'todo/notes.md': '' },
  'everything in one folder': {
    w: FOLDER,
    'todo/T-1-short.md': TASK,
    'todo/T-001-a.md': 'no heading\n\n## Acceptance criteria\n\nnone\n',
    'todo/T-001-b.md': TASK,
    'todo/T-002-c.md': '# T-002\n\n- a list\n',
    'todo/T-004-d.md': TASK,
    'todo/T-005-e.md': '# T-005b is a title\n\n## Acceptance criteria\n\n- x\n',
  },
};

describe('tasks that do not hold together', () => {
  it('are told with all that is wrong at once, each at its place', async () => {
    const reports = await Promise.all(
      Object.entries(BROKEN_TASKS).map(
        async ([name, files]) =>
          `${name}\n${reportOf(await problemsOf({ w: SPLIT, ...files })).replace(/^/gm, '  ')}\n`,
      ),
    );
    await expect(reports.join('\n')).toMatchFileSnapshot('tasks.snapshot.txt');
  });
});
