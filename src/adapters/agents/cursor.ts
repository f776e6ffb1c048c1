import * as t from 'io-ts';
import { record } from '../../events/record.js';
import { commandLine, permissionsOf, sessionOption } from './commandLine.js';
import type { AgentDefinition, AgentProgram } from './definition.js';
import { jsonLines, kind } from './jsonLines.js';
import { judgeByEvents, lineWith } from './judge.js';
import { under } from './places.js';
import type { Shown } from './reading.js';
import { streamJson } from './streamJson.js';
import { amountIn, usage } from './usage.js';

/**
 * Gives it its prompt as the last argument, which is where it looks for one. Asked to continue a chat that it does not
 * have, it begins another without a word, so its store is looked at before. A prompt that begins like an option gets a
 * space before it. Arguments: the id of the chat or nothing, then the program with its arguments.
 */
const WRAPPER = `
chat=$1 store=\${CURSOR_DATA_DIR:-$HOME/.cursor}/chats
shift
if [ -n "$chat" ] && [ -d "$store" ]; then
  found=
  for folder in "$store"/*/"$chat"; do [ -e "$folder" ] && found=yes; done
  [ -n "$found" ] || { echo "no chat $chat in $store" >&2; exit 1; }
fi
prompt=$(cat)
[ \${#prompt} -lt 120000 ] || { echo 'the prompt is longer than an argument can be, and Cursor takes it as one' >&2; exit 1; }
case $prompt in -*) prompt=" $prompt" ;; esac
exec "$@" "$prompt"
`;

const ToolCall = record({ subtype: t.literal('completed'), tool_call: t.UnknownRecord });
const Written = record({ result: record({ success: record({ path: t.string }) }) });

/** The tools that write a file. */
const WRITERS: readonly string[] = ['writeToolCall', 'editToolCall'];

const toolCall = ({ tool_call }: t.TypeOf<typeof ToolCall>): Shown => ({
  answered: true,
  wrote: WRITERS.map((tool) => tool_call[tool])
    .filter(Written.is)
    .map(({ result }) => result.success.path),
});

const program: AgentProgram = {
  title: 'Cursor',
  name: 'cursor-agent',
  install: 'curl https://cursor.com/install -fsS | bash',
  version: { args: ['--version'] },
  unasked: {
    edits: 'changes files of the worktree and runs commands in its sandbox',
    full: 'does anything that you can, without its sandbox: any file, any command, the network',
  },
  logins: (env) => [under(env, 'XDG_CONFIG_HOME', '.config', 'cursor/auth.json')],
};

/** Cursor's agent. What it prints is known from its documents, not from recordings. */
export const cursor: AgentDefinition = {
  provider: 'cursor',
  program,
  sessions: 'given',
  counts: 'run',
  passes: ['CURSOR_API_KEY', 'CURSOR_CONFIG_DIR', 'CURSOR_DATA_DIR'],
  invoke: (call) => {
    const line = commandLine(call, {
      program: program.name,
      model: '--model',
      // Without `--force` it only proposes edits; its own sandbox is what keeps its commands within the worktree.
      options: [
        ...['-p', '--output-format', 'stream-json', '--trust', '--workspace', call.worktree, '--force'],
        ...(permissionsOf(call) === 'full' ? [] : ['--sandbox', 'enabled']),
      ],
      last: sessionOption(call, { continue: '--resume' }),
    });
    const chat = call.session?.how === 'continue' ? call.session.id : '';
    return { argv: ['sh', '-c', WRAPPER, 'refold-cursor', chat, ...line] };
  },
  read: jsonLines({
    ...streamJson({
      turns: 'between answers',
      writers: [],
      used: (line) => ({
        total: usage({
          tokensIn: amountIn(line.usage, 'inputTokens'),
          tokensOut: amountIn(line.usage, 'outputTokens'),
          cacheRead: amountIn(line.usage, 'cacheReadTokens'),
          cacheWrite: amountIn(line.usage, 'cacheWriteTokens'),
        }),
      }),
    }),
    tool_call: kind(ToolCall, toolCall),
  }),
  judge: judgeByEvents({ provider: 'cursor', program, lost: lineWith(/^no chat /) }),
};
