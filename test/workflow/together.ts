import { STEP } from './broken.js';

type Files = Readonly<Record<string, string>>;

const AGENT = 'type: code, agent: {command: [x]}';

/** Steps in which something is wrong that only what they name can tell; with `STEP` before, a workflow. */
export const NAMING: Readonly<Record<string, string>> = {
  'a variable of no step': `${STEP}{name: tests, gate: [test]}\n  - {name: a, ${AGENT}, prompt: "{tets.output}"}`,
  'a variable of no field': `${STEP}{name: tests, gate: [test]}\n  - {name: a, ${AGENT}, prompt: "{tests.outputs}"}`,
  'letters that changed places': `${STEP}{name: a, ${AGENT}, prompt: "{spce} {dfif}"}`,
  'letters that changed places in a task': `${STEP}name: s\n    tasks: {file: tasks.yaml}\n    each: [{name: a, ${AGENT}, prompt: "{task.nmae}"}]`,
  'a task outside of one': `${STEP}{name: a, ${AGENT}, prompt: "{task.name}"}`,
  'a gate that is not there': `${STEP}{name: a, ${AGENT}, prompt: "{gate.lint}"}`,
  'a brace that is meant': `${STEP}{name: a, ${AGENT}, prompt: "GET /users/{id}"}`,
  'several in one prompt': `${STEP}name: a\n    type: code\n    agent: {command: [x]}\n    prompt: |\n      Do {spce},\n      and {{not}} {this}: {spec} {spce}.`,
  'a folded prompt': `${STEP}name: a\n    type: code\n    agent: {command: [x]}\n    prompt: >- # {no}\n      Do this\n      and {that},\n\n        {more}`,
  'a prompt over lines': `${STEP}name: a\n    type: code\n    agent: {command: [x]}\n    prompt: Do this\n      and {that}\n    context: [{file: "docs/{x}.md"}]`,
  'a prompt with escapes': `${STEP}{name: a, ${AGENT}, prompt: "\\"a\\"\\t\\u00e4 {that}", context: [{file: 'it''s {this}'}]}`,
  'a prompt whose escapes make the variable': `${STEP}{name: a, ${AGENT}, prompt: "a \\u007bthat}"}`,
  'an input of a workflow': `${STEP}{name: a, workflow: other, with: {x: "{spce}", y: {dfif}}}`,
  'an input of a validator': `${STEP}{name: a, gate: [{validate: v/x, x: "{spce}"}]}`,
  'a prompt of a retry': `${STEP}{name: a, gate: [test], retry: [{attempt: 2, prompt: "a {spce}"}, {exit: 3}]}`,
  'the agent of no step': `${STEP}{name: a, type: code, agent: {b.agent}, prompt: p}`,
  'an agent that there is none of': `${STEP}{name: a, type: code, agent: cluade-haiku, prompt: p}`,
  'an agent like no other': `${STEP}{name: a, type: code, agent: somebody, prompt: p, gate: [test], retry: [{attempt: 2, agent: codx}, {exit: 3}]}`,
  'files that are not there': `${STEP}{name: a, type: code, agent: {scripted: nowhere.yaml}, prompt: {file: nowhere.md}}`,
  'a workflow that is not there': `${STEP}{name: a, workflow: nowhere}`,
  'a prompt in a file': `${STEP}{name: a, ${AGENT}, prompt: {file: prompt.md}}`,
  'a scenario that is none': `${STEP}{name: a, type: code, agent: {scripted: scenario.yaml}, prompt: p}`,
  'tasks that are none': `${STEP}{name: a, tasks: {file: prompt.md}, each: [{name: b, gate: [test]}]}`,
  'a validator that is not there': `${STEP}{name: a, gate: [{validate: arch-reviw}, {validate: v/y}, {validate: ./v.yaml}]}`,
  'an input that is misspelt': `${STEP}{name: a, workflow: asks, with: {innp: 3, nam: n}}`,
  'an input that is misspelt, before an agent': `${STEP}{name: a, ${AGENT}, get: {workflow: asks, prompt: p, innp: 3, nme: n, sesion: new}}`,
  'an input that is misspelt, of a validator': `${STEP}{name: a, gate: [{validate: asks, inp: 3, nmae: n}]}`,
  'an input like no other': `${STEP}{name: a, workflow: asks, with: {inp: 3, name: n, xyzzy: 1, spec: "{spec}"}}`,
  'inputs that nothing gives': `${STEP}{name: a, workflow: asks}`,
  'an input of what is called in turn': `${STEP}{name: a, workflow: hands.on, with: {inp: x, nmae: y}}`,
  'a variable of what is called in turn': `${STEP}{name: a, workflow: hands.on, with: {name: y}}`,
  'variables of a prompt of what is called': `${STEP}{name: a, gate: [{validate: lost.yaml, that: x}]}`,
  'a variable outside of a task, in what is called': `${STEP}name: s\n    tasks: {file: tasks.yaml}\n    each: [{name: a, workflow: task.yaml}]\n  - {name: b, workflow: task.yaml}`,
  'an input of what cannot be read whole': `${STEP}{name: a, workflow: partial.yaml, with: {unheard: 1, tpic: 2}}`,
  'a workflow that is broken': `${STEP}{name: a, workflow: broken.yaml}`,
  'a workflow that is no YAML': `${STEP}{name: a, workflow: syntax.yaml}`,
  'a prompt under a misspelt key': `${STEP}{name: a, ${AGENT}, promt: "{spce}"}`,
  'a misspelt block': `${STEP}{name: a, type: code, rnu: {agnet: {command: [x]}}, get: {prompt: "{spce}", sesion: {from: b}}}`,
  'a misspelt gate that others name': `${STEP}{name: a, ${AGENT}, prompt: "{gate.bash.error}", gate: [{bsh: x}], retry: [{not: gate.bash}, {exit: 2}]}`,
  'a step whose name cannot be one': `${STEP}{name: "-rf", gate: [test]}\n  - {name: b, ${AGENT}, prompt: "{-rf.output} {..}", session: {from: "-rf"}}`,
  'keys in the wrong block': `${STEP}{name: a, type: code, get: {agent: {command: [x]}, gate: [test]}, run: {prompt: p}}`,
  'gates that are no list': `${STEP}{name: a, ${AGENT}, prompt: "{gate.bash}", gate: {bash: x}, retry: [{not: gate.bash}, {exit: 2}]}`,
  'the state of a workflow whose name cannot be one': `${STEP}{name: a, workflow: ../w}\n  - {name: b, ${AGENT}, prompt: "{a.state.c.output}"}`,
  'steps under a misspelt key': `${STEP}name: g\n    stpes:\n      - {name: a, ${AGENT}, prompt: "{spce}", guard: {max_turns: 0, max_tim: 1m}}`,
  'wrong forms beside prompts': `${STEP}{name: a, ${AGENT}, prompt: "{spce}", hitl: later, parallel: "yes", max_parallel: 2, context: [docs, {file: "{that}"}]}`,
  'a wrong entry before a right one': `${STEP}{name: a, ${AGENT}, prompt: p, gate: [compyle, {validate: v/x, x: "{spce}"}], retry: [5, {attempt: 2, prompt: "{that}"}, {exit: 3}]}`,
};

/** What those steps name. */
export const NAMED: Files = {
  other:
    'name: other\ninputs: {a: {required: false}, x: {required: false}, y: {required: false}}\nsteps: [{name: look, gate: [test]}]',
  'v/x':
    'name: x\ninputs: {x: {required: false}, input: {required: false}}\nsteps: [{name: look, gate: [test]}]',
  asks: `name: asks
inputs: [name]
steps:
  - {name: say, ${AGENT}, prompt: "{inp} {name} {spec}"}`,
  'hands.on':
    'name: h\nsteps:\n  - {name: on, gate: [{validate: asks}]}\n  - {name: again, workflow: asks, with: {inp: 1}}',
  'lost.yaml': `name: l\nsteps: [{name: a, ${AGENT}, prompt: {file: prompt.md}}]`,
  'task.yaml': `name: t\nsteps: [{name: a, ${AGENT}, prompt: "{task.name} {gate.test}"}]`,
  'partial.yaml': `name: p\nsteps: [{name: a, ${AGENT}, prompt: {file: gone.md}}, {name: b, ${AGENT}, prompt: "{topic}"}]`,
  'v/arch-review': 'name: r\nsteps: [{name: look, gate: [test]}]',
  'tasks.yaml': '[{name: one}]',
  'prompt.md': '# A prompt\n\nDo {spec}.\n  And {that} of {spce}.\n',
  'scenario.yaml': 'turns:\n  - {step: a, do: [{sya: hello}, {wait: soon}], atempt: 1}\n  - {do: []}\n',
  'broken.yaml':
    'name: b\nsteps:\n  - {name: a, gate: [compyle]}\n  - {name: a, workflow: broken.yaml, max: 1}',
  'syntax.yaml': 'name: b\nsteps: [{name: "a',
};

/** Files in which everything is wrong at once: form, structure, what they name. */
export const TOGETHER: Readonly<Record<string, Files>> = {
  'all stages in one file': {
    ...NAMED,
    w: `name: w
nmae: v
max_timeout: soon
steps:
  - name: plan
    type: split
    agent: cluade
    prompt: "Plan {spce}."
  - name: plan
    parallel: "yes"
    each:
      - name: impl
        type: cod
        promt: |
          Do {task.nmae}
          and {error}, {task.description}.
        agent: {command: [x]}
        session: {from: tests}
        gate: [compyle, {validate: v/y}]
        retry: [{attempt: 1}, {not: gate.compile}]
  - {name: call, workflow: broken.yaml, with: {x: "{plan.ouput}"}}
  - {name: read, type: code, agent: {scripted: scenario.yaml}, prompt: {file: prompt.md}}
  - {name: look, type: code, agent: {scripted: nowhere}, prompt: {file: nowhere}, gate: [{coverage: most}]}
`,
  },
  'a key twice, and more': {
    w: 'name: w\nname: v\nsteps:\n  - {name: a, gate: [test], gate: [tset]}\n  - {name: b, gate: [{bash: ""}]}',
  },
  'every mistake of YAML that the parser can tell': {
    w: 'name: w\nsteps:\n  - {name: a, session: from: b}\n  - name: "c\n\t- d: @e\n',
  },
  'one broken workflow, called twice': {
    ...NAMED,
    w: 'name: w\nsteps:\n  - {name: a, workflow: broken.yaml}\n  - {name: b, gate: [{validate: broken.yaml}]}\n  - {name: c, steps: [{name: d, workflow: broken.yaml}]}',
  },
  'an alias to what is broken': {
    w: 'name: w\nsteps:\n  - {name: a, gate: &g [compyle, {bash: x}]}\n  - {name: b, gate: *g}\n  - {name: c, type: code, agent: {command: [x]}, prompt: &p "a {spce}"}\n  - {name: d, type: code, agent: {command: [x]}, prompt: *p}',
  },
};
