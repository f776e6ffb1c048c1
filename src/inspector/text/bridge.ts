import type { RunRef } from '../../ports/runStore.js';
import type { Bridge, Posted } from '../../projections/bridge.js';
import { harmless, type Paint } from './paint.js';
import { repositoryNames } from './repositoryName.js';

/** A run whose messages are counted, or cannot be, and the repository that it is of. */
export type BridgeEntry = Pick<RunRef, 'repository'> &
  (Bridge | { readonly number: number | undefined; readonly fault: string });

/** The messages of each run in one line, which names the repository where they are of several. */
export const bridgeLines = (entries: readonly BridgeEntry[]): readonly string[] => {
  const isOfOne = new Set(entries.map(({ repository }) => repository)).size === 1;
  const nameOf = repositoryNames(entries);
  return entries.map((entry) => {
    const run = `Run #${entry.number ?? '?'}${isOfOne ? '' : ` (${nameOf(entry)})`}`;
    return 'fault' in entry ? `${run}: ${entry.fault}` : `${run}: ${countsOf(entry)}`;
  });
};

const countsOf = ({ messages, done, pass, fail }: Bridge): string =>
  `messages=${messages} done=${done} pass=${pass} fail=${fail}`;

/** The messages of a run in numbers, by who said them. */
export const bridgeText = ({ number, messages, done, pass, fail, agents }: Bridge, paint: Paint): string => {
  const names = agents.map(({ agent, as }) => harmless(inRole(agent, as)));
  const width = Math.max(0, ...names.map((name) => name.length));
  const rows = agents.map((said, index) => {
    const kinds = Object.entries(said.kinds).map(([kind, count]) => `${count} ${harmless(kind)}`);
    return `  ${(names[index] ?? '').padEnd(width)}  ${said.messages}: ${kinds.join(', ')}`;
  });
  return [
    paint.bold(`Run #${number} Bridge Status:`),
    `  Total Messages: ${messages}`,
    `  Done Signal: ${done}`,
    `  Pass Count: ${pass}`,
    `  Fail Count: ${fail}`,
    ...(rows.length === 0 ? [] : ['', ...rows]),
  ].join('\n');
};

/** An agent by its name, and what it does in the run. */
const inRole = (agent: string, as: string): string => (agent === as ? agent : `${agent} (${as})`);

/** One message: who says what to whom, and the text of it. */
export const messageText = (posted: Posted, text: string, paint: Paint): string => {
  const { seq, from, to, fromAgent, toAgent, kind, signal, path, iteration } = posted;
  // Of two that are called alike only what they do tells who is who.
  const who = fromAgent === toAgent ? [inRole(fromAgent, from), inRole(toAgent, to)] : [fromAgent, toAgent];
  const what = signal === undefined ? kind : `${kind} ${signal}`;
  const head = `${String(seq).padStart(6)}  ${harmless(who.join(' → '))}  ${paint.bold(harmless(what))}`;
  const lines = text.trimEnd() === '' ? [] : text.trimEnd().split('\n');
  return [
    `${head}  ${paint.dim(harmless(`${path}, iteration ${iteration}`))}`,
    ...lines.map((line) => `        ${harmless(line)}`.trimEnd()),
  ].join('\n');
};
