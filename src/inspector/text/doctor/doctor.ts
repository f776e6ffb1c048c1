import type { AgentFacts, HomeFacts, MachineFacts } from '../../../ports/machine.js';
import { counted } from '../counted.js';
import { harmless, type Paint } from '../paint.js';
import { wrap } from '../wrap.js';
import { type Finding, isSound } from './finding.js';
import { standingOf } from './versions.js';

/** Something that was looked at: what is there of it, first what matters most. */
interface Subject {
  readonly name: string;
  readonly there: boolean;
  readonly says: readonly string[];
}

/** What was found on a machine, subject by subject, under each what there is to say about it. */
export const doctorText = (facts: MachineFacts, findings: readonly Finding[], paint: Paint): string => {
  const subjects = subjectsOf(facts);
  const width = Math.max(...subjects.map(({ name }) => name.length));
  return [
    ...subjects.flatMap((subject) => {
      const mine = findings.filter(({ about }) => about === subject.name);
      return subjectLines(subject, mine, width, paint);
    }),
    '',
    countWords(findings, paint),
  ].join('\n');
};

const subjectsOf = ({ refold, node, git, configuration, home, agents }: MachineFacts): readonly Subject[] => [
  { name: 'refold', there: true, says: [refold] },
  { name: 'node', there: true, says: [node] },
  { name: 'git', there: git.version !== undefined, says: [git.version ?? 'not found'] },
  {
    name: 'config',
    there: configuration.files.length > 0,
    says: configuration.files.length > 0 ? configuration.files : ['no file'],
  },
  { name: 'home', there: home.is === 'folder', says: homeWords(home) },
  ...agents.map((agent) => ({
    name: agent.name,
    there: agent.program.is !== 'missing',
    says: agentWords(agent),
  })),
];

const homeWords = ({ path, is, free, runs: { count } }: HomeFacts): readonly string[] => {
  const runs = counted(count, 'run');
  return [
    is === 'not there' ? `${path}, made by the first run` : path,
    `${runs}${free === undefined ? '' : `, ${bytes(free)} free`}`,
  ];
};

const agentWords = (agent: AgentFacts): readonly string[] => {
  const { title, program, command, configured, tested, install, permissions, unasked, keys, logins } = agent;
  if (program.is === 'missing') return [`${title} is not there${configured ? '' : `: \`${install}\``}`];
  const asTested = program.is === 'well' && tested !== undefined && standingOf(program.version, tested);
  const version = program.is === 'well' ? ` ${program.version}` : '';
  return [
    `${title}${version}${asTested === 'the same' ? ', as tested' : ''}`,
    command.length > 1 ? `\`${command.join(' ')}\` (${program.path})` : program.path,
    `permissions ${permissions}: without asking it ${unasked}`,
    ...(keys.length > 0 ? [`is given ${keys.join(', ')}`] : []),
    ...(logins.length > 0 ? [`is logged in by ${logins.join(', ')}`] : []),
  ];
};

const subjectLines = (
  { name, there, says: [first = '', ...more] }: Subject,
  findings: readonly Finding[],
  width: number,
  paint: Paint,
): readonly string[] => {
  const indent = width + MARK.length + GAP.length;
  const lines = (text: string): readonly string[] => wrap(harmless(text), indent);
  const under = (text: string, colour: (text: string) => string): readonly string[] =>
    lines(text).map((line) => `${' '.repeat(indent)}${colour(line)}`);
  const [head = '', ...rest] = lines(first);
  return [
    `${markOf(there, findings, paint)} ${name.padEnd(width)}${GAP}${head}`,
    ...rest.map((line) => `${' '.repeat(indent)}${line}`),
    ...more.flatMap((text) => under(text, paint.dim)),
    ...findings.flatMap(({ level, message, hint }) => [
      ...under(`${level}: ${message}`, level === 'problem' ? paint.bad : paint.note),
      ...under(`→ ${hint}`, (line) => line),
    ]),
  ];
};

const MARK = '✓ ';
const GAP = '  ';

const markOf = (there: boolean, findings: readonly Finding[], paint: Paint): string => {
  if (!isSound(findings)) return paint.bad('✗');
  if (findings.length > 0) return paint.note('!');
  return there ? paint.good('✓') : paint.dim('·');
};

const countWords = (findings: readonly Finding[], paint: Paint): string => {
  const count = (level: Finding['level']): string => {
    const found = findings.filter((finding) => finding.level === level).length;
    return counted(found, level);
  };
  return isSound(findings)
    ? paint.good(`nothing is wrong; ${count('note')}`)
    : paint.bad(`${count('problem')}, ${count('note')}`);
};

const bytes = (amount: number): string => {
  const steps = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(steps.length - 1, Math.floor(Math.log10(Math.max(1, amount)) / 3));
  const value = amount / 1000 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${steps[step]}`;
};
