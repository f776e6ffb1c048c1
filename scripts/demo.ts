import { spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { buildPrograms, PROGRAMS } from './build.js';

/**
 * Shows the main job, on a real project with real tests: a run is killed in the middle of a step and resumed, its log
 * is verified and printed, and it is replayed from a step. A scripted agent stands in for a coding agent, as a
 * program of its own. Nothing is left behind unless `--keep` is given.
 */
const PROJECT = {
  'package.json': '{ "name": "slugs", "type": "module", "scripts": { "test": "node --test" } }\n',
  'slug.js': `export const slug = (title) => title.toLowerCase().replace(' ', '-');\n`,
  'slug.test.js': `import assert from 'node:assert';
import { test } from 'node:test';
import { slug } from './slug.js';

test('two words', () => assert.equal(slug('Hello World'), 'hello-world'));
test('many words', () => assert.equal(slug('A Tale of Two Cities'), 'a-tale-of-two-cities'));
`,
};

const WORKFLOW = `name: mend-slugs
steps:
  - name: reproduce
    type: code
    agent: {scripted: scenario.yaml}
    prompt: Add a test that shows what else slug() gets wrong.
    gate: [{bash: "! node --test"}]          # the tests must fail now
  - name: fix
    type: code
    agent: {scripted: scenario.yaml}
    prompt: Make the tests pass.
    gate: [{bash: "node --test"}]
    retry: [{attempt: 2, prompt: "The tests still fail. Look again."}, {exit: 3}]
  - name: document
    type: code
    agent: {scripted: scenario.yaml}
    prompt: Document slug() in README.md.
    gate: [{bash: "node --test"}, {bash: "grep -q slug README.md"}]
`;

const SCENARIO = `turns:
  - step: reproduce
    do:
      - write:
          punctuation.test.js: |
            import assert from 'node:assert';
            import { test } from 'node:test';
            import { slug } from './slug.js';

            test('punctuation', () => assert.equal(slug('Hello, World!'), 'hello-world'));
      - {say: "Added a test for punctuation; it fails, as it should."}
  - step: fix
    attempt: 1
    do:
      - {write: {slug.js: "// half way there\\n"}}
      - {wait: 1500}
      - write:
          slug.js: |
            export const slug = (title) => title.toLowerCase().replaceAll(' ', '-');
      - {say: "Replaced every blank."}
  - step: fix
    do:
      - write:
          slug.js: |
            export const slug = (title) => title.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
      - {say: "Took punctuation into account."}
  - step: document
    do:
      - {write: {README.md: "# slugs\\n\\n\`slug(title)\` turns a title into a part of a URL.\\n"}}
      - {say: "Documented."}
`;

const keep = process.argv.includes('--keep');
const paint = (code: number, text: string): string =>
  process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;
const say = (text: string): void => console.log(`\n${paint(36, `── ${text}`)}`);

const refold = resolve('dist/bin/refold.js');
const folder = mkdtempSync(join(tmpdir(), 'refold-demo-'));
const project = join(folder, 'slugs');
const env = { ...process.env, REFOLD_HOME: join(folder, 'home') };

/** Runs a command in the project, showing what it prints; a wrong exit code ends the demo. */
const show = (args: readonly string[], expected = 0): void => {
  console.log(paint(1, `$ refold ${args.join(' ')}`));
  const { status } = spawnSync(process.execPath, [refold, ...args], { cwd: project, env, stdio: 'inherit' });
  if (status !== expected) throw new Error(`refold ${args[0]} exited ${status}, not ${expected}`);
};

const git = (...args: readonly string[]): void => {
  const who = ['-c', 'user.name=demo', '-c', 'user.email=demo@localhost', '-c', 'commit.gpgSign=false'];
  const { status } = spawnSync('git', [...who, ...args], {
    cwd: project,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  if (status !== 0) throw new Error(`git ${args[0]} exited ${status}`);
};

const write = (at: string, files: Readonly<Record<string, string>>): void => {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(at, path)), { recursive: true });
    writeFileSync(join(at, path), text);
  }
};

/** Whether the agent of the second step has done half of its work, in the worktree of the only run. */
const isHalfWay = (): boolean => {
  const runs = join(env.REFOLD_HOME, 'runs');
  const [repository = ''] = existsSync(runs) ? readdirSync(runs) : [];
  const claim = join(runs, repository, 'numbers', '1');
  if (!existsSync(claim)) return false;
  const file = join(runs, repository, readFileSync(claim, 'utf8'), 'worktree', 'slug.js');
  return existsSync(file) && readFileSync(file, 'utf8').startsWith('// half way');
};

/** Starts the run and kills the engine, and nothing but the engine, in the middle of the second step. */
const runAndKill = async (): Promise<void> => {
  console.log(paint(1, '$ refold run mend-slugs'));
  const child = spawn(process.execPath, [refold, 'run', 'mend-slugs'], {
    cwd: project,
    env,
    stdio: 'inherit',
  });
  const ended = new Promise<string | null>((done) => child.once('exit', (_, signal) => done(signal)));
  while (child.exitCode === null && !isHalfWay()) await delay(20);
  child.kill('SIGKILL');
  if ((await ended) !== 'SIGKILL') throw new Error('the run ended before it could be killed');
  console.log(paint(31, `kill -KILL ${child.pid}`));
};

const demo = async (): Promise<void> => {
  await buildPrograms(PROGRAMS, 'dist/bin');
  write(project, PROJECT);
  write(join(project, '.refold/workflows'), { 'mend-slugs.yaml': WORKFLOW, 'scenario.yaml': SCENARIO });
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('commit', '-q', '-m', 'slugs');

  say(
    'A small project with a failing test, and a workflow of three steps. The engine is killed in the second one.',
  );
  await runAndKill();
  say('Where does the run stand? The agent lived on; nobody reads what it says.');
  show(['show']);
  say('Resume: the agent is found at work and picked up again. No step that passed runs twice.');
  show(['resume']);
  say('Is the log what was written?');
  show(['verify']);
  say('What happened, and when?');
  show(['log']);
  say('Replay from the second step: the worktree goes back to where it was, and what was there is kept.');
  show(['replay', '--from-step', 'fix']);
};

try {
  await demo();
  say(keep ? `done; everything is in ${folder}` : 'done, in a folder that is gone now (--keep keeps it)');
} catch (error) {
  console.error(`the demo failed: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  if (!keep) rmSync(folder, { recursive: true, force: true });
}
