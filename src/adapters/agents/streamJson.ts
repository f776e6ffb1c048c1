import * as t from 'io-ts';
import { record } from '../../events/record.js';
import type { Usage } from '../../events/usage.js';
import { kind } from './jsonLines.js';
import type { Ending, Shown } from './reading.js';

/** In what the programs differ that print lines of the kind that Claude Code began with. */
export interface Dialect {
  /** Whether all lines of one turn of the model bear one id, or a turn is what stands between two answers to it. */
  readonly turns: 'by id' | 'between answers';
  /** The tools that write a file. */
  readonly writers: readonly string[];
  /** What one message of the model used, for a program that says so truly. */
  readonly spent?: (usage: unknown) => Usage | undefined;
  /** What the last line says was used. */
  readonly used: (line: ResultLine) => Pick<Shown, 'spent' | 'total'>;
}

/** What each type of line shows. */
export const streamJson = (dialect: Dialect) => ({
  system: kind(Init, ({ session_id }) => ({ session: session_id })),
  assistant: kind(Message, (line) => assistantLine(dialect, line)),
  user: kind(Message, (line) => userLine(dialect, line)),
  result: kind(ResultLine, (line) => ({ ...endOf(line), ...dialect.used(line) })),
});

// Only the first line names the session for certain: the last one of a failed resume repeats what was asked for.
const Init = record({ subtype: t.literal('init'), session_id: t.string });

const Message = record(
  { message: record({ content: t.unknown }, { id: t.unknown, usage: t.unknown }) },
  { parent_tool_use_id: t.unknown },
);
type Message = t.TypeOf<typeof Message>;

const ResultLine = record(
  { is_error: t.boolean, subtype: t.string },
  {
    result: t.unknown,
    error: t.unknown,
    errors: t.unknown,
    terminal_reason: t.unknown,
    usage: t.unknown,
    total_cost_usd: t.unknown,
    model_usage_since_last_result: t.unknown,
  },
);
type ResultLine = t.TypeOf<typeof ResultLine>;

const ToolUse = record({ type: t.literal('tool_use'), id: t.string, name: t.string, input: t.unknown });
const Target = t.union([record({ file_path: t.string }), record({ notebook_path: t.string })]);
const ToolResult = record({ type: t.literal('tool_result'), tool_use_id: t.string }, { is_error: t.unknown });

const blocks = ({ message: { content } }: Message): readonly unknown[] =>
  Array.isArray(content) ? content : [];

const assistantLine = ({ turns, writers, spent }: Dialect, line: Message): Shown => {
  const writing = blocks(line).flatMap((block) => {
    if (!ToolUse.is(block) || !writers.includes(block.name) || !Target.is(block.input)) return [];
    const path = 'file_path' in block.input ? block.input.file_path : block.input.notebook_path;
    return [{ id: block.id, path }];
  });
  const { id, usage } = line.message;
  const used = spent?.(usage);
  return {
    writing,
    ...(ofSubagent(line) ? {} : { turn: turns === 'by id' && t.string.is(id) ? id : 'turn' }),
    ...(used ? { spent: used } : {}),
  };
};

const userLine = ({ turns }: Dialect, line: Message): Shown => ({
  answered: turns === 'between answers' && !ofSubagent(line),
  done: blocks(line)
    .filter(ToolResult.is)
    .map(({ tool_use_id, is_error }) => ({ id: tool_use_id, worked: is_error !== true })),
});

/** A subagent's turns are its own affair, and not counted by the program either. */
const ofSubagent = ({ parent_tool_use_id }: Message): boolean => t.string.is(parent_tool_use_id);

/** Success is said by `is_error`: a failed result bears the subtype `success` too. */
const endOf = (line: ResultLine): { readonly ending: Ending; readonly text?: string } => {
  const { is_error, subtype, result, terminal_reason } = line;
  if (is_error || subtype !== 'success') return { ending: { succeeded: false, error: errorIn(line) } };
  if (t.string.is(terminal_reason) && terminal_reason.startsWith('aborted')) {
    return { ending: { succeeded: false, error: `it was interrupted (${terminal_reason})` } };
  }
  return { ending: { succeeded: true }, ...(t.string.is(result) ? { text: result } : {}) };
};

const errorIn = ({ error, errors, result, subtype }: ResultLine): string => {
  if (t.array(t.string).is(errors) && errors.length > 0) return errors.join('; ');
  if (WithMessage.is(error)) return error.message;
  return t.string.is(result) && result !== '' ? result : subtype;
};

const WithMessage = record({ message: t.string });
