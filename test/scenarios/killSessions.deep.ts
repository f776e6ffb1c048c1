import { describe, expect, it } from 'vitest';
import { type Bench, createBench } from '../support/refold.js';
import { killAgents, writesOf } from '../support/sweep.js';

const AGENT = 'type: code, agent: {scripted: scenario.yaml}, prompt: p';

/** Three steps in one conversation, the last of which is tried twice. */
const sessionsBench = (): Bench & { readonly file: string } => {
  const bench = createBench();
  bench.repository.commit({ 'a.txt': 'a\n' });
  const file = bench.workflow(
    `name: w\nsteps:\n  - {name: one, ${AGENT}}\n  - {name: two, ${AGENT}, session: {from: one}}\n  - {name: three, ${AGENT}, session: {from: two}, gate: [{bash: test -f good}], retry: [{exit: 2}]}\n`,
    `turns:
  - {step: one, do: [{session: true}, {write: {one.txt: x}}, {say: '{"tokens": 1}'}]}
  - {step: two, do: [{session: true}, {write: {two.txt: x}}, {say: '{"tokens": 10}'}]}
  - {step: three, attempt: 1, do: [{session: true}, {write: {three.txt: x}}, {say: '{"tokens": 100}'}]}
  - {step: three, do: [{session: true}, {write: {good: x}}, {say: '{"tokens": 1000}'}]}
`,
  );
  return { ...bench, file };
};

describe.each(['engine', 'engine and agents'] as const)(
  'a conversation whose %s is killed at any event',
  (killed) => {
    it('is gone on with to the end, and what it used is counted once', async () => {
      const calm = sessionsBench();
      expect((await calm.refold(['run', calm.file])).exit).toBe(0);
      for (const { at } of writesOf(calm)) {
        const bench = sessionsBench();
        const crash = await bench.refold(['run', bench.file], {
          program: 'refold-crashing',
          env: { CRASH_AT: `${at}`, CRASH_WHEN: 'after' },
        });
        expect(crash.signal).toBe('SIGKILL');
        if (killed !== 'engine') await killAgents(bench);
        const resumed = await bench.refold(['resume']);
        const name = `${killed} killed behind seq ${at}\n${resumed.stderr}`;
        expect([0, 2], name).toContain(resumed.exit);
        const events = bench.events();
        expect(
          events.filter(({ type }) => /^Session(Lost|NotContinued)$/.test(type)),
          name,
        ).toEqual([]);
        const shown = JSON.parse((await bench.refold(['show', '--json'])).stdout);
        expect(shown.status, name).toBe('passed');
        expect(new Set(shown.steps.map(({ session }: { session: string }) => session)).size, name).toBe(1);
        const told = events.flatMap(
          ({ data }) => (data.usage as { tokensOut?: number } | undefined)?.tokensOut ?? 0,
        );
        expect(shown.spend.tokensOut, name).toBe(told.reduce((sum, tokens) => sum + tokens, 0));
        if (killed === 'engine') expect(shown.spend.tokensOut, name).toBe(1_111);
      }
    });
  },
);
