import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createBench, hasWritten, until } from './refold.js';

/** A repository with a workflow whose agent says a word, and works until `finish` is called. */
export const withAgentAtWork = () => {
  const bench = createBench();
  bench.repository.commit({});
  const gate = join(bench.folder, 'finished');
  const script = `echo a first word; touch said; until test -f '${gate}'; do sleep 0.02; done; echo x > done.txt`;
  const file = bench.workflow(
    `name: slow\nsteps: [{name: think, type: code, agent: {command: [sh, -c, ${JSON.stringify(script)}]}, prompt: x}]`,
  );
  return {
    bench,
    file,
    finish: () => writeFileSync(gate, ''),
    isAtWork: () => until(() => hasWritten(bench, 'said')),
  };
};
