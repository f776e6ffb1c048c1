import * as E from 'fp-ts/lib/Either.js';
import type { TaskNode, TasksFrom } from '../events/tree.js';
import type { Source, SourceFolder } from '../ports/sources.js';
import { readDocument } from './document.js';
import type { Path, Problem } from './problem.js';
import { isMapping, isText } from './schema/value.js';
import { isRequirement, isTaskId, passedOver, requirement, tasksOf, withSlugs } from './tasks.js';

/** The tasks that files of a person hold, with what is wrong with any of them. */
export interface TaskSource {
  readonly tasks: readonly TaskNode[];
  /** Where they are written. */
  readonly from: TasksFrom;
  /** What all of them are about; empty where nothing says so. */
  readonly overview: string;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Reads a file that lists tasks, in JSON or YAML. */
export const tasksOfFile = (source: Source): TaskSource => {
  const from = { file: source.path };
  const document = readDocument(source);
  if (E.isLeft(document)) return { tasks: [], from, overview: '', problems: document.left, warnings: [] };
  const { value, problems, locate } = document.right;
  const { tasks, findings } = tasksOf(value);
  const status = statusIn(value);
  const warnings = [...(status ? [{ path: status, message: STATUS_UNREAD }] : []), ...passedOver(value)];
  const found = { problems: [...problems, ...locate(findings)], warnings: locate(warnings) };
  return { tasks, from, overview: '', ...found };
};

const STATUS_UNREAD = 'a status here is passed over: what has been done is in the log of the run alone';

/** The first entry that says that it is more than planned. */
const statusIn = (value: unknown): Path | undefined => {
  const entries = isMapping(value) ? value.tasks : value;
  if (!Array.isArray(entries)) return undefined;
  const index = entries.findIndex(
    (entry) => isMapping(entry) && isRequirement(entry) && isText(entry.status) && entry.status !== 'pending',
  );
  return index < 0 ? undefined : [...(isMapping(value) ? ['tasks'] : []), index, 'status'];
};

/** The file of a folder that says what all of its tasks are about. */
const OVERVIEW = 'overview.md';

/** A file that is meant for a task, and one that can be one. */
const MEANT = /^t-?\d.*\.md$/i;
const TASK_FILE = /^(T-\d{3,})(?:-.*)?\.md$/;

/** Whether a file of a folder of tasks means anything there. */
export const isOfTasks = ({ path }: Pick<Source, 'path'>): boolean =>
  nameOf(path) === OVERVIEW || MEANT.test(nameOf(path));

/** Reads a folder of Markdown files: `overview.md`, and `T-001-some-words.md` for each task; others are passed over. */
export const tasksOfFolder = ({ path: folder, files }: SourceFolder): TaskSource => {
  const meant = files.filter(({ path }) => MEANT.test(nameOf(path)));
  const named = meant.flatMap((source) => {
    const id = TASK_FILE.exec(nameOf(source.path))?.[1];
    return id === undefined ? [] : [{ id, source }];
  });
  const inOrder = named.toSorted((a, b) => numberOf(a.id) - numberOf(b.id));
  const read = inOrder.map(({ id, source }) => taskIn(id, source));
  const overview = files.find(({ path }) => nameOf(path) === OVERVIEW);
  const twice = inOrder.flatMap(({ id, source }, index) => {
    const first = inOrder.findIndex((other) => other.id === id);
    return first === index
      ? []
      : [at(source.path, 1, `\`${id}\` is the id of ${nameOf(inOrder[first]?.source.path ?? '')} already`)];
  });
  const problems = [
    ...(overview
      ? []
      : [
          at(
            `${folder}/${OVERVIEW}`,
            1,
            'it is not there; it says what all tasks are about, and may be empty',
          ),
        ]),
    ...(meant.length > 0 ? [] : [at(folder, 1, 'it holds no task: a file such as `T-001-some-words.md`')]),
    ...meant
      .filter(({ path }) => !TASK_FILE.test(nameOf(path)))
      .map(({ path }) =>
        at(
          path,
          1,
          'its name must be `T-`, three digits or more, `-` and words, as in `T-001-some-words.md`',
        ),
      ),
    ...twice,
    ...read.flatMap((one) => one.problems),
  ];
  return {
    tasks: withSlugs(read.map(({ task }) => task)),
    from: { dir: folder },
    overview: overview?.text ?? '',
    problems,
    warnings: [],
  };
};

const nameOf = (path: string): string => path.split('/').at(-1) ?? path;

const numberOf = (id: string): number => (isTaskId(id) ? Number(id.slice(2)) : 0);

const at = (file: string, line: number, message: string): Problem => ({ file, line, column: 1, message });

const HEADING = /^(#{1,6})\s+(.*?)\s*#*\s*$/;
const TITLE = /^(?:(T-\d{3,})(?![\w-])\s*[:.–—-]?\s*)?(.*)$/;
const ITEM = /^\s*(?:[-*+]|\d+[.)])\s+(?:\[.\]\s+)?(.*\S)\s*$/;

/** What stands between two lines of `---` at the top is about the file, and not about the task. */
const FRONT_MATTER = /^---\r?\n[\s\S]*?\n---[ \t]*(?=\r?\n|$)/;

/** A task as a Markdown file tells it: title, criteria, and everything else as its description. */
const taskIn = (id: string, { path, text }: Source) => {
  const lines = linesOf(text.replace(FRONT_MATTER, (front) => front.replace(/[^\n]/g, '')));
  const title = lines.find(({ heading, under }) => heading !== undefined && !under);
  const section = lines.filter(({ under }) => under !== undefined);
  const criteria: string[] = [];
  for (const { text: line, heading } of section) {
    const item = heading === undefined ? ITEM.exec(line)?.[1] : undefined;
    if (item !== undefined) criteria.push(item);
    else if (/^\s+\S/.test(line) && criteria.length > 0) criteria.push(`${criteria.pop()} ${line.trim()}`);
  }
  const [, said = id, words = ''] = TITLE.exec(title?.heading ?? '') ?? [];
  const rest = lines.filter((line) => line !== title && line.under === undefined);
  const description = rest
    .map((line) => line.text)
    .join('\n')
    .trim();
  const problems = [
    ...(words === '' ? [at(path, title?.number ?? 1, 'a heading must be its title')] : []),
    ...(said === id
      ? []
      : [
          at(
            path,
            title?.number ?? 1,
            `its heading says \`${said}\`, and its name \`${id}\`: which one is it?`,
          ),
        ]),
    ...(criteria.length > 0
      ? []
      : [at(path, section[0]?.number ?? 1, 'it needs a list under a heading `Acceptance criteria`')]),
  ];
  return { task: requirement({ id, title: words, criteria, description }), problems };
};

interface Line {
  readonly text: string;
  readonly number: number;
  /** Of a heading, its words. */
  readonly heading: string | undefined;
  /** Set in the section of the criteria, its heading included. */
  readonly under: true | undefined;
}

/** The lines of a Markdown file; what stands in a block of code is no heading. */
const linesOf = (text: string): readonly Line[] => {
  let fence: string | undefined;
  let level = 0;
  return text.split(/\r?\n/).map((line, index) => {
    const mark = /^\s*(```|~~~)/.exec(line)?.[1];
    const [, hashes = '', words] = (fence === undefined && HEADING.exec(line)) || [];
    if (mark !== undefined && (fence === undefined || fence === mark))
      fence = fence === undefined ? mark : undefined;
    if (words !== undefined && /^acceptance criteria\b/i.test(words)) level = hashes.length;
    else if (words !== undefined && hashes.length <= level) level = 0;
    return { text: line, number: index + 1, heading: words, under: level > 0 ? true : undefined };
  });
};
