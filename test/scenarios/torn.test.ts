import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { createJsonlStore } from '../../src/adapters/log/jsonl/store.js';
import { decide } from '../../src/engine/decide.js';
import { plan } from '../../src/engine/plan.js';
import { planResume } from '../../src/engine/recover.js';
import type { Stored } from '../../src/events/stored.js';
import { project } from '../../src/projections/projection.js';
import { runState } from '../../src/projections/runState.js';
import { right } from '../contracts/runStore.js';
import { scanBytes } from '../support/lines.js';
import { createBench } from '../support/refold.js';
import { SimulatedDisk } from '../support/simulatedDisk.js';
import { createSweepBench, resultOf, WORKFLOW_FILE } from '../support/sweep.js';
import { SWEEPS } from '../support/sweeps.js';

/** A run of the sweep's workflow, killed in the middle. */
const killed = async (at: number) => {
  const bench = createSweepBench(SWEEPS.sequence);
  const crash = await bench.refold(['run', WORKFLOW_FILE], {
    program: 'refold-crashing',
    env: { CRASH_AT: String(at) },
  });
  expect(crash.signal).toBe('SIGKILL');
  return bench;
};

const lastLines = (bytes: Buffer, count: number): number => {
  let at = bytes.length;
  for (let lines = 0; lines <= count && at > 0; lines += 1) at = bytes.lastIndexOf(10, at - 1);
  return at + 1;
};

describe('a log that was cut at any byte of its last three lines', () => {
  it('opens, sets the torn bytes aside, and has the state and the plan of its last complete batch', async () => {
    const bench = await killed(30);
    const bytes = readFileSync(join(bench.runFolder(), 'events.jsonl'));
    const ref = { repository: 'repo-123456', run: basename(bench.runFolder()) };
    const folder = `/home/runs/${ref.repository}/${ref.run}`;
    const planAfter = (stored: readonly Stored[]) => {
      const state = project(runState, stored);
      const resume = right(planResume(state, { missing: [], changed: [] }));
      const life = {
        lease: 9,
        refold: '0',
        process: right(E.fromNullable('no life')(state.lives.get(1))).process,
        torn: [],
      };
      expect(E.isRight(decide({ type: 'ResumeRun', plan: resume, life }, state))).toBe(true);
      return { resume, effects: plan(state).map(({ kind }) => kind) };
    };
    for (let cut = lastLines(bytes, 3); cut <= bytes.length; cut += 1) {
      const disk = new SimulatedDisk();
      disk.put(`${folder}/events.jsonl`, bytes.subarray(0, cut));
      const read: Stored[] = [];
      const opened = right(
        await createJsonlStore('/home', disk.asFiles).openForWriting(ref, {
          visit: (stored) => read.push(stored),
        })(),
      );
      const expected = scanBytes(bytes.subarray(0, cut));
      expect(JSON.stringify(read.map(({ event }) => event))).toBe(
        JSON.stringify(expected.stored.map(({ event }) => event)),
      );
      expect(planAfter(read)).toEqual(planAfter(expected.stored));
      expect(
        bytes
          .subarray(0, expected.end.offset)
          .equals(disk.files.readFileSync(`${folder}/events.jsonl`) as Buffer),
      ).toBe(true);
      const torn = bytes.subarray(expected.end.offset, cut);
      const aside = disk.files.readdirSync(folder).filter((name) => name.startsWith('events.jsonl.torn'));
      expect(aside.map((name) => disk.files.readFileSync(`${folder}/${name}`))).toEqual(
        torn.length === 0 ? [] : [torn],
      );
      right(await opened.release()());
    }
  });

  it('resumes to the end of a run that was never cut, by the whole command', async () => {
    const calm = createSweepBench(SWEEPS.sequence);
    await calm.refold(['run', WORKFLOW_FILE]);
    const expected = await resultOf(calm);
    const bench = await killed(28);
    const log = join(bench.runFolder(), 'events.jsonl');
    const bytes = readFileSync(log);
    const from = lastLines(bytes, 3);
    const cut = from + Math.floor((bytes.length - from) / 2);
    truncateSync(log, cut);
    const before = await bench.refold(['verify']);
    expect(before.exit, before.stdout).toBe(0);
    const resumed = await bench.refold(['resume']);
    expect(resumed.exit, `cut at ${cut} of ${bytes.length}\n${resumed.stderr}`).toBe(0);
    // Acknowledged events were cut off with the torn ones, so an agent may have worked, and committed, twice.
    const { commits: _, ...result } = await resultOf(bench);
    expect(result).toEqual({ status: expected.status, steps: expected.steps, files: expected.files });
    const after = await bench.refold(['verify']);
    expect(after.exit, after.stdout).toBe(0);
    const whole = scanBytes(bytes.subarray(0, cut)).tail.kind === 'sound';
    expect(bench.events().filter(({ type }) => type === 'LogRepaired')).toHaveLength(whole ? 0 : 1);
  });
});

const small = async () => {
  const bench = createBench();
  bench.repository.commit({});
  await bench.refold(['run', bench.workflow('name: w\nsteps: [{name: look, gate: [{bash: "true"}]}]')]);
  return bench;
};

describe('a damaged log', () => {
  it('is named by verify with line and byte, exit 4; readers show what is sound, writers refuse', async () => {
    const bench = await small();
    const log = join(bench.runFolder(), 'events.jsonl');
    const bytes = readFileSync(log);
    const offset = bytes.indexOf('StepStarted');
    bytes[offset] = 'X'.charCodeAt(0);
    writeFileSync(log, bytes);
    const verified = await bench.refold(['verify']);
    expect(verified.exit).toBe(4);
    expect(verified.stdout).toMatch(
      /integrity {4}damaged at line 5 \(byte \d+\): its bytes, or those before it, do not match its hash; sound up to seq 4/,
    );
    const shown = await bench.refold(['show']);
    expect(shown).toMatchObject({ exit: 4, stderr: expect.stringContaining('is damaged at line 5') });
    expect(shown.stdout).toContain('· look');
    const logged = await bench.refold(['log']);
    expect(logged.exit).toBe(4);
    expect(logged.stdout.trim().split('\n')).toHaveLength(4);
    const before = readFileSync(log);
    for (const command of [
      ['resume', '1'],
      ['replay', '1', '--from-step', 'look'],
    ]) {
      const refused = await bench.refold(command);
      expect(refused.exit).toBe(4);
      expect(refused.stderr).toContain('it is sound up to seq 4');
    }
    expect(readFileSync(log)).toEqual(before);
  });

  it('is never reported as sound, whichever byte is flipped, the last newline too', async () => {
    const bench = await small();
    const log = join(bench.runFolder(), 'events.jsonl');
    const bytes = readFileSync(log);
    const lines = scanBytes(bytes).stored;
    for (let n = 0; n < 12; n += 1) {
      const at = Math.floor(((bytes.length - 1) * n) / 11);
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (n % 8));
      writeFileSync(log, changed);
      const verified = await bench.refold(['verify', '1', '--json']);
      expect(verified.exit, `byte ${at}`).toBe(4);
      const line = lines.findLastIndex(({ offset }) => offset <= at) + 1;
      const { integrity, decodable } = JSON.parse(verified.stdout);
      expect((integrity.damage ?? decodable.damage).line).toBe(line);
    }
  });

  it('that lost a payload says which', async () => {
    const bench = createBench();
    bench.repository.commit({});
    await bench.refold([
      'run',
      bench.workflow(
        'name: w\nsteps: [{name: one, type: code, prompt: p, agent: {scripted: scenario.yaml}}]',
        'turns: [{step: one, do: [{say: hi}]}]',
      ),
    ]);
    const payloads = join(bench.runFolder(), 'payloads');
    const [name = ''] = readdirSync(payloads);
    writeFileSync(join(payloads, name), 'forged');
    expect(await bench.refold(['verify'])).toMatchObject({
      exit: 4,
      stdout: expect.stringContaining(`${name} is damaged`),
    });
    rmSync(join(payloads, name));
    expect(await bench.refold(['verify'])).toMatchObject({
      exit: 4,
      stdout: expect.stringContaining(`${name} is missing`),
    });
  });
});
