import { describe, expect, it } from 'vitest';
import { loadFrom, reportOf, warningsOf } from './loading.js';

const warned = async (files: Readonly<Record<string, string>>): Promise<string> => {
  expect(await loadFrom(files)).toMatchObject({ _tag: 'Right' });
  return reportOf(await warningsOf(files));
};

/** A gate of a step of a task, with a step before it. */
const inTask = (bash: string): Readonly<Record<string, string>> => ({
  'tasks.yaml': '[{name: one, description: d}]',
  w: `name: w
inputs: {size: {default: "2"}, proof: {required: false}}
steps:
  - {name: look, gate: [test]}
  - name: s
    tasks: {file: tasks.yaml}
    each:
      - name: a
        gate:
          - test
          - bash: ${JSON.stringify(bash)}`,
});

const words = (name: string): string =>
  `bash gates take no variables: the shell is given \`{${name}}\` as it stands; a gate \`{validate: workflow, key: "{${name}}"}\` hands it to a workflow`;

describe('a variable in the command of a gate is warned of, with its place', () => {
  it.each([
    ['test -s out-{task.name}.txt', 'task.name', '11:32'],
    ['grep {size} a', 'size', '11:25'],
    ['echo {look.status}', 'look.status', '11:25'],
    ['echo {run.id}', 'run.id', '11:25'],
  ])('%s', async (bash, name, place) => {
    expect(await warned(inTask(bash))).toBe(`${place} ${words(name)}`);
  });

  it('each that stands there', async () => {
    expect(await warned(inTask('echo {task.name} {b} {size}'))).toBe(
      `11:25 ${words('task.name')}\n11:41 ${words('size')}`,
    );
  });

  it('of a workflow that is called by what it is given', async () => {
    const files = {
      w: 'name: w\nsteps: [{name: a, workflow: look, with: {x: "1"}}]',
      look: 'name: look\ninputs: {x: {}}\nsteps: [{name: see, gate: [{bash: "echo {x}"}]}]',
    };
    expect(await warned(files)).toBe(`look:3:41 ${words('x')}`);
  });
});

describe('a command of a gate is not warned of', () => {
  it.each([
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is what a shell reads.
    ['for a variable of the shell, be it called as one of ours', 'echo ${size} ${output} ${HOME}'],
    ['for a list of the shell', 'touch {a,b} {1..3}'],
    ['for commands that belong together', '{ test -s a; }'],
    ['for a program in another language', "awk '{print $1}' a | awk '{print}'"],
    ['for braces that are doubled', 'go list -f {{task.name}} {{size}}'],
    ['for a task or a step that is not there', 'echo {task.nmae} {lok.status}'],
    ['for a setting', '{proof}'],
    ['for a setting that has a value', '{size}'],
  ])('%s', async (_, bash) => {
    expect(await warned(inTask(bash))).toBe('');
  });

  it('for what is known only inside of a task', async () => {
    expect(await warned({ w: 'name: w\nsteps: [{name: a, gate: [{bash: "echo {task.name}"}]}]' })).toBe('');
  });
});
