import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dashboardScreen,
  dashboardText,
  inOrder,
  type View,
} from '../../src/inspector/text/dashboard/dashboard.js';
import { widthOf } from '../../src/inspector/text/fit.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { type BoardOutside, type BoardRun, boardOf } from '../../src/projections/board.js';

const plain = paintWith(false);
const NOW = '2026-11-21T06:00:00.000Z';

const run = (number: number, more: Partial<BoardRun>): BoardRun => ({
  repository: 'shop-1a2b3c',
  run: `20261121-0400${String(number).padStart(2, '0')}-1a2b3c`,
  number,
  workflow: 'pair',
  status: 'passed',
  state: 'completed',
  steps: { passed: 3, all: 3 },
  ms: 250_000,
  updatedAt: '2026-11-21T05:00:00.000Z',
  spend: { estimatedCost: 0, callsWithoutTokens: 0, callsWithoutCost: 0 },
  limits: [],
  bridge: { messages: 0, done: false, pass: 0, fail: 0 },
  branch: 'refold/x/main',
  worktree: `/home/me/.refold/runs/shop-1a2b3c/${number}/worktree`,
  tmux: `refold-shop-1a2b3c-${number}`,
  ...more,
});

const spent = {
  cost: 1.7,
  tokensIn: 12_000,
  tokensOut: 345,
  estimatedCost: 0,
  callsWithoutTokens: 0,
  callsWithoutCost: 0,
};

const board = boardOf([
  run(9, {
    status: 'running',
    state: 'reviewing',
    step: 'build/impl',
    iteration: { at: 3, of: 20 },
    steps: { passed: 1, all: 4 },
    spend: spent,
    limits: [
      { limit: 'budget', value: 2, from: '--max-budget', used: 1.7 },
      { limit: 'tokens', value: 10_000, from: 'workflow', used: 12_345 },
      { limit: 'iterations', value: 20, from: 'workflow' },
    ],
    bridge: { messages: 23, done: false, pass: 1, fail: 2 },
  }),
  run(8, {
    status: 'interrupted (reviewing)',
    state: 'interrupted',
    step: 'build/impl',
    repository: 'wörld-日本-0a0b0c',
  }),
  run(7, {
    status: 'stopped (budget)',
    state: 'paused',
    step: 'impl',
    spend: spent,
    stop: { reason: 'budget_cost', detail: 'max_budget: $1.70 of $1.50\u001b[2J', limit: 'budget', seq: 9 },
  }),
  {
    repository: 'shop-1a2b3c',
    run: '20261121-040006-1a2b3c',
    number: undefined,
    fault: 'its log is damaged',
  },
  run(5, { status: 'failed', state: 'failed', step: 'impl', steps: { passed: 2, all: 3 } }),
  run(4, {}),
]);

const view = (more: Partial<View> = {}): View => ({ board, now: NOW, columns: 100, ...more });
const chosen = inOrder(board)[0]?.run;
const screen = (columns: number, rows: number, more: Partial<View> = {}): string =>
  dashboardScreen({ ...view({ chosen, ...more }), columns, rows }, plain)
    .map((line) => `${line}|`)
    .join('\n');

describe('the dashboard', () => {
  it('shows at a glance what runs, what waits for somebody, what is damaged, and what is over', () => {
    expect(screen(100, 24)).toMatchInlineSnapshot(`
      "refold  1 at work, 1 damaged, 3 unfinished, 1 recent                                       06:00 UTC|
      |
      active|
      ▸ #9  reviewing         build/impl  3/20  4 min 10 s  $1.70  pair  shop|
            $1.70 █████████░ of $2.00   12,345 ██████████ of 10,000 tokens   23 messages   1 pass, 2 fail|
        #8  interrupted       build/impl        1 h ago            pair  wörld-日本|
        #7  stopped (budget)  impl              1 h ago     $1.70  pair  shop|
            budget_cost: max_budget: $1.70 of $1.50�[2J|
        #5  failed            impl              1 h ago            pair  shop|
      |
      damaged|
        #?  damaged                                                      shop|
            its log is damaged|
      |
      recent|
        #4  passed            3/3 steps         1 h ago            pair  shop|
      |
      |
      |
      |
      |
      |
      #9 20261121-040009-1a2b3c of shop  /home/me/.refold/runs/shop-1a2b3c/9/worktree|
      enter open  r resume  f follow  d discard  o output  m messages  ? keys  q quit|"
    `);
  });

  it('shows a workflow that refold does not run by its name and step, and where its files are', () => {
    const deploy: BoardOutside = {
      repository: 'shop-1a2b3c',
      run: '20261121-040010-1a2b3c',
      number: 10,
      workflow: 'deploy',
      outside: true,
      status: 'active',
      createdAt: NOW,
      updatedAt: '2026-11-21T05:00:00.000Z',
      life: 2,
      events: 5,
      checkpoints: 2,
      checkpoint: { seq: 5, step: 7, title: 'green', at: NOW },
      vars: {},
      files: 1,
      checkout: '/home/me/shop',
    };
    const done: BoardOutside = { ...deploy, run: '20261121-040011-1a2b3c', number: 11, status: 'completed' };
    expect(screen(100, 18, { board: boardOf([deploy, done]), chosen: deploy.run })).toMatchInlineSnapshot(`
      "refold  0 at work, 1 unfinished, 1 recent                                                  06:00 UTC|
      |
      active|
      ▸ #10  active     step 7 (green)  1 h ago  deploy  shop|
      |
      recent|
        #11  completed  step 7 (green)  1 h ago  deploy  shop|
      |
      |
      |
      |
      |
      |
      |
      |
      |
      #10 20261121-040010-1a2b3c of shop  /home/me/shop|
      enter open  r resume  f follow  d discard  o output  m messages  ? keys  q quit|"
    `);
  });

  it('leaves out what matters least where it is narrow', () => {
    expect(screen(60, 18)).toMatchInlineSnapshot(`
      "refold  1 at work, 1 damaged, 3 unfinished, 1 recent  1 of 6|
      |
      active|
      ▸ #9  reviewing  build/i…  3/20  4 min 10 s  $1.70  shop|
            $1.70 █████████░ of $2.00|
        #8  interrup…  build/i…        1 h ago            wörld-…|
        #7  stopped …  impl            1 h ago     $1.70  shop|
            budget_cost: max_budget: $1.70 of $1.50�[2J|
        #5  failed     impl            1 h ago            shop|
      |
      damaged|
        #?  damaged                                       shop|
            its log is damaged|
      |
      |
      #9 20261121-040009-1a2b3c of shop  /home/me/.refold/runs/sh…|
      enter open  r resume  f follow  d discard  o output|
      m messages  ? keys  q quit|"
    `);
    expect(screen(40, 10)).toMatchInlineSnapshot(`
      "refold  1 at work, 1 damaged   06:00 UTC|
      ▸ #9  reviewing    build/i…  3/20  $1.70|
        #8  interrupted  build/i…|
        #7  stopped (b…  impl            $1.70|
        #5  failed       impl|
        #?  damaged|
        #4  passed       3/3 ste…|
      |
      enter open  r resume  f follow|
      d discard  o output  ? keys  q quit|"
    `);
  });

  it('asks and complains where the keys stand', () => {
    expect(screen(40, 4, { words: 'discard #9? (y/n)' })).toMatchInlineSnapshot(`
      "refold  1 at work, 1 damaged      1 of 6|
      ▸ #9  reviewing    build/i…  3/20  $1.70|
        #8  interrupted  build/i…|
      discard #9? (y/n)|"
    `);
  });

  const lines = (columns: number, rows: number, more: Partial<View>): readonly string[] =>
    dashboardScreen({ ...view({ chosen, ...more }), columns, rows }, plain);

  it('leaves no word of a question out where it is narrow', () => {
    const words = 'discard #9 of shop? (y/n) Its log and its work are kept, its worktree goes';
    for (const [columns, rows] of [
      [80, 24],
      [40, 10],
      [20, 10],
    ] as const)
      expect(
        lines(columns, rows, { words })
          .map((line) => line.trim())
          .join(' '),
        `${columns}`,
      ).toContain(words);
    expect(lines(20, 4, { words }).slice(2)).toEqual(['discard #9 of shop?', '(y/n) Its log and i…']);
  });

  it('names every key in 80 columns, and elsewhere the one that tells the others', () => {
    const keys = 'enter open  r resume  f follow  d discard  o output  m messages  ? keys  q quit';
    expect(lines(80, 24, {}).at(-1)).toBe(keys);
    expect(lines(40, 20, {}).slice(-3).join('  ')).toBe(keys);
    expect(lines(20, 10, {}).slice(-2)).toEqual(['enter open  r resume', '? keys  q quit']);
    expect(lines(14, 3, {}).at(-1)).toBe('? keys  q quit');
  });

  it('tells what every key does where somebody asks', () => {
    expect(screen(80, 16, { showsKeys: true })).toMatchInlineSnapshot(`
      "refold  1 at work, 1 damaged, 3 unfinished, 1 recent                   06:00 UTC|
      |
      enter  where it stands, and all that is restored when it goes on|
      r      goes on with it|
      f      what happens in it, as it happens|
      d      gives it up, and asks before|
      o      what its agents print|
      m      what its agents tell each other|
      ?      these keys|
      q      leaves; what is at work goes on|
      ↑ ↓    choose a run; k and j do as well|
      pgup   ten runs up|
      pgdn   ten runs down|
      home   the first run; g does as well|
      end    the last run; G does as well|
      any key goes back|"
    `);
    expect(lines(20, 16, { showsKeys: true })).toContain('f      follow');
  });

  it('tells every key where it is low, or that there are more', () => {
    expect(lines(20, 10, { showsKeys: true }).slice(1, -1)).toEqual([
      'enter open  r resume',
      'f follow  d discard',
      'o output  m messages',
      '? keys  q quit',
      '↑ ↓ choose',
      'pgup page up',
      'pgdn page down',
      'home first  end last',
    ]);
    expect(lines(20, 6, { showsKeys: true }).slice(1)).toEqual([
      'enter open  r resume',
      'f follow  d discard',
      'o output  m messages',
      '… and more keys',
      'any key goes back',
    ]);
  });

  it('names a repository by where it is now', () => {
    const moved = boardOf([run(2, { movedTo: '/home/me/store' }), run(1, {})]);
    const [, , , second, first] = lines(100, 18, { board: moved, chosen: moved.recent[0]?.run });
    expect([second?.endsWith('  store'), first?.endsWith('  shop')]).toEqual([true, true]);
  });

  it('tells two repositories of one name apart by their ids, and takes one that moved for the one that is there', () => {
    const ends = (runs: readonly BoardRun[]): readonly (string | undefined)[] => {
      const drawn = lines(100, 18, { board: boardOf(runs), chosen: runs[0]?.run });
      return [...drawn.slice(3, 3 + runs.length), drawn.at(-2)].map((line) => line?.split(/ {2,}/).at(-1));
    };
    const footer = '/home/me/.refold/runs/shop-1a2b3c/3/worktree';
    expect(
      ends([run(3, {}), run(2, { repository: 'shop-aaaaaa' }), run(1, { repository: 'blog-1a2b3c' })]),
    ).toEqual(['shop-1a2b3c', 'shop-aaaaaa', 'blog', footer]);
    expect(ends([run(3, {}), run(2, { repository: 'old-aaaaaa', movedTo: '/me/shop' })])).toEqual([
      'shop',
      'shop',
      footer,
    ]);
    expect(ends([run(3, { movedTo: '/a/shop' }), run(2, { movedTo: '/b/shop' })])).toEqual([
      '/a/shop',
      '/b/shop',
      footer,
    ]);
  });

  it('shows a number whole or not at all, however narrow it is', () => {
    const costly = boardOf([
      run(9, {
        status: 'running',
        iteration: { at: 12, of: 20 },
        ms: 754_000,
        spend: { ...spent, cost: 0.0912, callsWithoutCost: 1 },
      }),
    ]);
    const whole = [/ ≥ \$0\.0912( |$)/, / 12\/20( |$)/, / 12 min 34 s( |$)/];
    for (let columns = 20; columns <= 100; columns += 1) {
      const row = lines(columns, 10, { board: costly, chosen: undefined })[1] ?? '';
      for (const number of whole.filter((one) => !one.test(row))) {
        const begins = number.source.replaceAll('\\', '').slice(1, 4);
        expect(row, `${columns}`).not.toContain(` ${begins}`);
      }
    }
    expect(lines(44, 10, { board: costly, chosen: undefined })[1]).toMatch(whole[0] as RegExp);
  });

  it('names no worktree of a run whose worktree is gone', () => {
    const kept = { refs: 'refs/refold/kept/x/', done: true };
    const gone = boardOf([run(1, { status: 'discarded', kept })]);
    const cutOff = boardOf([run(1, { status: 'discarded', kept: { ...kept, done: false } })]);
    const detailOf = (drawn: typeof board): string | undefined =>
      lines(100, 18, { board: drawn, chosen: inOrder(drawn)[0]?.run }).at(-2);
    expect(detailOf(gone)).toMatch(/of shop {2}its worktree is gone$/);
    expect(detailOf(cutOff)).toMatch(/1\/worktree$/);
  });

  it('says which of how many runs is chosen where they do not all fit', () => {
    const many = boardOf(
      Array.from({ length: 200 }, (_, at) => run(at, { run: `r-${String(at).padStart(3, '0')}` })),
    );
    const top = lines(60, 10, { board: many, chosen: inOrder(many)[41]?.run })[0];
    expect(top).toMatch(/ 42 of 200 {2}06:00 UTC$/);
    expect(lines(60, 24, {})[0]).not.toContain(' of 6');
  });

  it('says how to begin where there is nothing', () => {
    expect(dashboardText(view({ board: boardOf([]) }), plain)).toMatchInlineSnapshot(`
      "refold  0 at work, 0 recent                                                                06:00 UTC
      there are no runs yet; start one with \`refold run <workflow>\`"
    `);
  });

  it('fills any screen exactly, with no line wider than it, and the run that is chosen on it', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 4, max: 200 }),
        fc.integer({ min: 1, max: 60 }),
        fc.nat({ max: 40 }),
        fc.array(fc.string({ unit: 'grapheme', maxLength: 30 }), { maxLength: 40 }),
        fc.record({ words: fc.option(fc.string(), { nil: undefined }), showsKeys: fc.boolean() }),
        (columns, rows, at, words, foot) => {
          const many = words.map((word, number) =>
            run(number, { workflow: word, step: word, status: number % 2 === 0 ? 'running' : 'passed' }),
          );
          const drawn = boardOf(many);
          const one = inOrder(drawn)[at]?.run;
          const shown = { board: drawn, now: NOW, columns, rows, chosen: one, ...foot };
          const lines = dashboardScreen(shown, plain);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
          if (one !== undefined && rows > 2 && !foot.showsKeys)
            expect(lines.filter((line) => line.startsWith('▸'))).toHaveLength(1);
        },
      ),
    );
  });

  it('is the same with colours, but for the colours', () => {
    const colours = dashboardScreen({ ...view({ chosen }), rows: 24 }, paintWith(true)).join('\n');
    expect(colours).toContain('\u001b[32m');
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are what this takes out
    expect(colours.replace(/\u001b\[\d+m/g, '')).toBe(
      dashboardScreen({ ...view({ chosen }), rows: 24 }, plain).join('\n'),
    );
  });
});
