import { describe, expect, it } from 'vitest';
import { doctorText } from '../../src/inspector/text/doctor/doctor.js';
import { findingsOf } from '../../src/inspector/text/doctor/findings.js';
import { standingOf } from '../../src/inspector/text/doctor/versions.js';
import { paintWith } from '../../src/inspector/text/paint.js';
import { wrap } from '../../src/inspector/text/wrap.js';
import type { AgentFacts, HomeFacts, MachineFacts } from '../../src/ports/machine.js';

const AGENT: AgentFacts = {
  name: 'claude',
  provider: 'claude',
  title: 'Claude Code',
  command: ['claude'],
  configured: false,
  install: 'npm install -g @anthropic-ai/claude-code',
  tested: '2.1.329',
  program: { is: 'well', path: '/bin/claude', version: '2.1.329' },
  permissions: 'edits',
  unasked: 'changes files',
  keys: ['ANTHROPIC_API_KEY'],
  logins: [],
  hazards: [],
};

const HOME: HomeFacts = {
  path: '/home/me/.refold',
  is: 'folder',
  writable: true,
  mode: '0700',
  free: 4_200_000_000,
  runs: { count: 12, empty: [], lost: [] },
};

const MACHINE: MachineFacts = {
  refold: '0.1.0',
  node: '20.20.2',
  git: { version: '2.39.5', least: '2.34', fit: true },
  configuration: { files: [] },
  home: HOME,
  agents: [AGENT],
};

const withAgent = (more: Partial<AgentFacts>): MachineFacts => ({
  ...MACHINE,
  agents: [{ ...AGENT, ...more }],
});
const withHome = (more: Partial<HomeFacts>): MachineFacts => ({ ...MACHINE, home: { ...HOME, ...more } });
const withRuns = (more: Partial<HomeFacts['runs']>): MachineFacts =>
  withHome({ runs: { ...HOME.runs, ...more } });

const MISSING = { is: 'missing' } as const;
const version = (is: string): Partial<AgentFacts> => ({
  program: { is: 'well', path: '/bin/claude', version: is },
});

describe('what is found', () => {
  it.each<readonly [string, MachineFacts, readonly string[]]>([
    ['nothing, where all is well', MACHINE, []],
    [
      'no git',
      { ...MACHINE, git: { least: '2.34', fit: false } },
      ['problem git: there is no `git` on the PATH'],
    ],
    [
      'an old git',
      { ...MACHINE, git: { version: '2.17.1', least: '2.34', fit: false } },
      ['problem git: 2.17.1 is too old'],
    ],
    [
      'a configuration that is not understood',
      { ...MACHINE, configuration: { files: [], fault: { message: 'm', hint: 'h' } } },
      ['problem config: m'],
    ],
    ['a home that is a file', withHome({ is: 'no folder' }), ['problem home: /home/me/.refold is no folder']],
    [
      'a home of others',
      withHome({ writable: false }),
      ['problem home: /home/me/.refold cannot be written to'],
    ],
    ['an open home', withHome({ mode: '0750' }), ['problem home: others can get into it (0750)']],
    ['a home still to be made', withHome({ is: 'not there' }), []],
    ['a full disk', withHome({ free: 1000 }), ['problem home: its disk is nearly full']],
    ['a lost log', withRuns({ lost: ['/log'] }), ['problem home: gone or empty']],
    ['an empty run', withRuns({ empty: ['r'] }), ['note home: cut off while it was made']],
    [
      'runs that cannot be listed',
      withRuns({ fault: 'EACCES' }),
      ['problem home: its runs cannot be listed'],
    ],
    ['an agent that is not there', withAgent({ program: MISSING }), []],
    [
      'one that the configuration names',
      withAgent({ program: MISSING, configured: true }),
      ['problem claude: the configuration names claude, and its program `claude` is not there'],
    ],
    [
      'one that does not answer',
      withAgent({ program: { is: 'unwell', path: '/bin/claude', detail: 'it sulks' }, keys: [] }),
      ['problem claude: it sulks'],
    ],
    ['an older one', withAgent(version('2.1.99')), ['note claude: 2.1.99 is older than 2.1.329']],
    ['a newer one', withAgent(version('2.2')), ['note claude: 2.2 is newer than 2.1.329']],
    ['one without a login', withAgent({ keys: [] }), ['note claude: no key of it']],
    [
      'one that loses conversations',
      withAgent({ hazards: [{ file: '/s.json', detail: 'deletes', remedy: 'do not' }] }),
      ['problem claude: it would lose sessions that refold goes on with: /s.json deletes'],
    ],
  ])('%s', (_, facts, found) => {
    const findings = findingsOf(facts);
    expect(findings.map(({ level, about, message }) => `${level} ${about}: ${message}`)).toEqual(
      found.map((words) => expect.stringContaining(words)),
    );
    expect(findings.filter(({ hint }) => hint === '')).toEqual([]);
    const text = doctorText(facts, findings, paintWith(false));
    for (const line of text.split('\n')) expect(line.length, line).toBeLessThanOrEqual(80);
    expect(text.replace(/\s+/g, ' ')).toContain(findings[0]?.message ?? 'nothing is wrong');
  });

  it('is one that was never tested', () => {
    const { tested: _, ...untested } = AGENT;
    expect(findingsOf({ ...MACHINE, agents: [untested] })).toMatchObject([
      { level: 'note', about: 'claude' },
    ]);
  });
});

describe('what is shown', () => {
  it('has a line for everything that was looked at, and what each agent does unasked', () => {
    const facts = withAgent({ permissions: 'full', unasked: 'does anything', logins: ['/auth.json'] });
    expect(doctorText(facts, findingsOf(facts), paintWith(false))).toBe(
      [
        '✓ refold  0.1.0',
        '✓ node    20.20.2',
        '✓ git     2.39.5',
        '· config  no file',
        '✓ home    /home/me/.refold',
        '          12 runs, 4.2 GB free',
        '✓ claude  Claude Code 2.1.329, as tested',
        '          /bin/claude',
        '          permissions full: without asking it does anything',
        '          is given ANTHROPIC_API_KEY',
        '          is logged in by /auth.json',
        '',
        'nothing is wrong; 0 notes',
      ].join('\n'),
    );
  });

  it('holds nothing that a terminal would act on', () => {
    const program = { is: 'unwell', path: '/bin/\u001b[2Jclaude', detail: 'said \u001b[31mred' } as const;
    const facts = withAgent({ program });
    expect(doctorText(facts, findingsOf(facts), paintWith(false))).not.toContain('\u001b');
    expect(doctorText(facts, findingsOf(facts), paintWith(true))).toContain('\u001b[31m✗\u001b[0m');
  });
});

it.each([
  ['2.1.329', '2.1.329', 'the same'],
  ['2.1', '2.1.0', 'the same'],
  ['2.1.329-beta', '2.1.329', 'the same'],
  ['2.10.0', '2.9.9', 'newer'],
  ['1.9', '2.0', 'older'],
])('%s stands to %s as %s', (one, other, standing) => {
  expect(standingOf(one, other)).toBe(standing);
});

it('a text is broken between words, and never between backticks', () => {
  expect(wrap(`${'a'.repeat(40)} b \`${'c '.repeat(10)}\` d`, 20)).toEqual([
    `${'a'.repeat(40)} b`,
    `\`${'c '.repeat(10)}\` d`,
  ]);
  expect(wrap('', 4)).toEqual(['']);
  expect(wrap('a ` b', 4)).toEqual(['a ` b']);
});
