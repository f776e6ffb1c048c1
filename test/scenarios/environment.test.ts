import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createBench } from '../support/refold.js';

it('what is not as it was when a run was created is told by a resume, a line each, and recorded', async () => {
  const bench = createBench();
  const base = bench.repository.commit({ 'package-lock.json': '{}' });
  const says = join(bench.folder, 'version');
  writeFileSync(says, 'Claude 2.1.0 token=hush');
  mkdirSync(bench.home, { recursive: true });
  const claude = { command: ['sh', '-c', `[ "$1" = --version ] && exec cat '${says}'; exit 3`, 'claude'] };
  writeFileSync(join(bench.home, 'config.yaml'), JSON.stringify({ agents: { claude } }));
  const file = bench.workflow('name: w\nsteps: [{name: a, type: code, agent: claude-haiku, prompt: p}]');
  expect((await bench.refold(['run', file])).exit).toBe(1);
  const environment = bench.events()[0]?.data.environment;
  expect(environment).toMatchObject({
    node: process.versions.node,
    git: expect.stringMatching(/^2\./),
    agents: [{ name: 'claude-haiku', version: '2.1.0' }],
    lockfiles: [{ path: 'package-lock.json', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }],
  });
  expect(JSON.stringify(bench.events())).not.toContain('hush');

  expect((await bench.refold(['resume', '--dry-run'])).stdout).not.toContain('warning');
  writeFileSync(says, '2.2.0');
  const tip = bench.repository.commit({ 'package-lock.json': '{"a": 1}' });
  const resumed = await bench.refold(['resume']);
  expect(resumed.stderr).toContain(
    'warning: claude-haiku: it was 2.1.0 when the run was created, and is 2.2.0 now',
  );
  const [short, later] = [base, tip].map((commit) => commit.slice(0, 7));
  expect(bench.events().find(({ type }) => type === 'RunResumed')?.data.environment).toEqual({
    count: 3,
    first: [
      { what: 'branch main', was: short, now: later },
      { what: 'claude-haiku', was: '2.1.0', now: '2.2.0' },
      {
        what: 'package-lock.json',
        was: expect.stringMatching(/^sha256 /),
        now: expect.stringMatching(/^sha256 /),
      },
    ],
  });
});
