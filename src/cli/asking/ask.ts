import { createInterface } from 'node:readline/promises';

/**
 * Asks a person to type something, again and again until it means something; undefined where they want none of it
 * (Ctrl-C, Ctrl-D). The question is talk: what goes to standard output stays a result.
 */
export const ask = async <A>(
  question: string,
  meaning: (typed: string) => A | undefined,
  hint: string,
): Promise<A | undefined> => {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const given = new AbortController();
  const end = (): void => given.abort();
  lines.on('SIGINT', end).on('close', end);
  try {
    for (;;) {
      const meant = meaning((await lines.question(`${question} `, { signal: given.signal })).trim());
      if (meant !== undefined) return meant;
      process.stderr.write(`${hint}\n`);
    }
  } catch (error) {
    if (!given.signal.aborted) throw error;
    process.stderr.write('\n');
    return undefined;
  } finally {
    lines.close();
  }
};
