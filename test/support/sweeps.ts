/** A workflow to be killed in, what its agents do, and the turns that they take when nobody kills it, sorted. */
export interface Sweep {
  readonly workflow: string;
  /** `count` is an action that puts a turn on record. */
  readonly scenario: (count: (turn: string) => string) => string;
  /** Further files beside the workflow. */
  readonly files?: (count: (turn: string) => string) => Readonly<Record<string, string>>;
  readonly turns: readonly string[];
  /** How many agents work at a time. */
  readonly atOnce: number;
}

const AGENT = 'agent: {scripted: scenario.yaml}';

/** An action that leaves git in the middle of a merge with a commit of its own. */
const MERGING =
  "{run: [sh, -c, 'git -c user.name=a -c user.email=a@b commit-tree -m side HEAD^{tree} > $(git rev-parse --git-path MERGE_HEAD)']}";

/** Much happens: a failing gate, a failing agent, a reset, a group, commits of the agent's own. */
const sequence: Sweep = {
  workflow: `
name: sweep
steps:
  - name: tests
    type: code
    ${AGENT}
    prompt: write the tests
    gate: [{bash: test -f tests.txt}]
  - name: build
    steps:
      - name: impl
        type: code
        ${AGENT}
        prompt: implement
        gate: [{bash: grep -q good impl.txt}, {bash: test -f tests.txt}]
        retry: [{attempt: 2, prompt: "implement, and well"}, {exit: 2}]
      - name: check
        gate: [{bash: test -f impl.txt}]
  - name: docs
    type: code
    ${AGENT}
    prompt: document
    retry: [{attempt: 2, worktree: reset}, {exit: 3}]
`,
  scenario: (count) => `
turns:
  - step: tests
    do: [${count('tests')}, {write: {tests.txt: "tests\\n", "ünder a földer/näme with spaces.txt": "x"}}, {say: done}]
  - step: build/impl
    attempt: 1
    do: [${count('impl-1')}, {write: {impl.txt: "bad\\n"}}, {say: tried}]
  - step: build/impl
    attempt: 2
    do:
      - ${count('impl-2')}
      - {write: {impl.txt: "good\\n"}}
      - {run: [sh, -c, "git add -A && git -c user.name=a -c user.email=a@b commit -qm own"]}
      - {delete: old.txt}
      - {say: done}
  - step: docs
    attempt: 1
    do: [${count('docs-1')}, {write: {wrong.txt: wrong}}, {complain: I cannot}, {exit: 1}]
  - step: docs
    do: [${count('docs-2')}, {write: {docs.txt: "docs\\n"}}, {say: done}]
`,
  turns: ['docs-1', 'docs-2', 'impl-1', 'impl-2', 'tests'],
  atOnce: 1,
};

/** Units beside each other: one fails and is retried, two do not fit together, one has units of its own. */
const parallel: Sweep = {
  workflow: `
name: sweep
steps:
  - name: both
    parallel: true
    retry: [{exit: 2}]
    steps:
      - name: first
        type: code
        ${AGENT}
        prompt: first
        gate: [{bash: grep -q good first.txt}]
        retry: [{exit: 2}]
      - name: second
        type: code
        ${AGENT}
        prompt: second
      - name: inner
        parallel: true
        steps:
          - {name: left, type: code, ${AGENT}, prompt: left}
          - {name: right, gate: [{bash: test -f old.txt}]}
  - name: after
    gate: [{bash: test -f second.txt -a -f left.txt -a ! -e old.txt}]
`,
  scenario: (count) => `
turns:
  - step: both/first
    attempt: 1
    do: [${count('first-1')}, {write: {first.txt: "bad\\n"}}]
  - step: both/first
    attempt: 2
    do: [${count('first-2')}, {write: {first.txt: "good\\n", "dïr/a b": x}}, {delete: old.txt}]
  - step: both/second
    do: [${count('second')}, {run: [sh, -c, "test -f dïr/*b || { mkdir dïr; echo clash > 'dïr/a b'; }"]}, {write: {second.txt: x}}]
  - step: both/inner/left
    do: [${count('left')}, {write: {left.txt: x}}]
`,
  turns: ['first-1', 'first-2', 'left', 'second', 'second'],
  atOnce: 3,
};

/** A cheap agent goes on with its conversation until a dear one takes over, in a worktree that was reset. */
const escalation: Sweep = {
  workflow: `
name: sweep
steps:
  - name: plan
    type: code
    ${AGENT}
    prompt: plan
  - name: impl
    type: code
    ${AGENT}
    session: {from: plan}
    prompt: implement
    gate: [{bash: grep -q best impl.txt}]
    retry:
      - {attempt: 2, prompt: "{error}: {diff}"}
      - {attempt: 3, agent: {scripted: dear.yaml}, session: new, worktree: reset}
      - {exit: 4}
  - name: polish
    type: code
    ${AGENT}
    session: {from: plan}
    prompt: polish
`,
  scenario: (count) => `
turns:
  - {step: plan, do: [${count('plan')}, {session: true}, {write: {plan.txt: plan}}]}
  - {step: impl, attempt: 1, do: [${count('impl-1')}, {session: true}, {write: {impl.txt: bad}}]}
  - {step: impl, attempt: 2, do: [${count('impl-2')}, {session: true}, {delete: old.txt}, {exit: 1}]}
  - {step: polish, do: [${count('polish')}, {session: true}, {write: {impl.txt: the best}}]}
`,
  files: (count) => ({
    'dear.yaml': `turns: [{step: impl, do: [${count('impl-3')}, {session: true}, {write: {impl.txt: best}}]}]`,
  }),
  turns: ['impl-1', 'impl-2', 'impl-3', 'plan', 'polish'],
  atOnce: 1,
};

/** An agent divides the work; one task has to be tried twice. */
const each: Sweep = {
  workflow: `
name: sweep
steps:
  - name: build
    type: split
    ${AGENT}
    prompt: divide
    gate: [{bash: test -f one.txt -a -f two.txt}]
    each:
      - {name: impl, type: code, ${AGENT}, prompt: "do {task.name}", gate: [{bash: test ! -f bad.txt}], retry: [{exit: 2}]}
      - {name: note, type: artifact, ${AGENT}, prompt: "note {task.description}"}
      - {name: file, type: code, ${AGENT}, prompt: "{note.output}"}
  - name: after
    gate: [{bash: test "$(ls *.txt | wc -l)" = 6}]
`,
  scenario: (count) => `
turns:
  - step: build
    do: [${count('build')}, {write: {.refold/out/plan.json: '[{"name": "one", "description": "1"}, {"name": "twö two", "description": "2"}]'}}]
  - {step: build/one/impl, do: [${count('one')}, {write: {one.txt: x}}]}
  - {step: build/one/note, do: [${count('one-note')}, {write: {.refold/out/artifact.txt: noted}}]}
  - {step: build/one/file, do: [${count('one-file')}, {write: {one.note.txt: x}}]}
  - {step: build/two-two/impl, attempt: 1, do: [${count('two-1')}, {write: {bad.txt: x}}]}
  - {step: build/two-two/impl, do: [${count('two-2')}, {delete: bad.txt}, {write: {two.txt: x}}]}
  - {step: build/two-two/note, do: [${count('two-note')}, {write: {.refold/out/artifact.txt: noted}}]}
  - {step: build/two-two/file, do: [${count('two-file')}, {write: {two.note.txt: x}}]}
`,
  turns: ['build', 'one', 'one-file', 'one-note', 'two-1', 'two-2', 'two-file', 'two-note'],
  atOnce: 1,
};

/** A workflow calls another, in which a third one judges what was done: no at first, yes then. */
const called: Sweep = {
  workflow: `
name: sweep
steps:
  - {name: first, type: code, ${AGENT}, prompt: first}
  - {name: sub, workflow: ./called.yaml, with: {topic: birds}}
  - {name: last, type: code, ${AGENT}, prompt: "{sub.state.impl.output}"}
`,
  files: () => ({
    'called.yaml': `
name: called
steps:
  - name: impl
    type: code
    ${AGENT}
    prompt: "about {topic}"
    gate: [{bash: test -f impl.txt}, {validate: ./judge.yaml, task: birds}]
    retry: [{attempt: 2, prompt: "again: {gate.validate.comments}"}, {exit: 3}]
`,
    'judge.yaml': `
name: judge
steps:
  - {name: look, type: validate, ${AGENT}, prompt: "{task}: {diff}"}
`,
  }),
  scenario: (count) => `
turns:
  - {step: first, do: [${count('first')}, {write: {first.txt: x}}]}
  - {step: sub/impl, attempt: 1, do: [${count('impl-1')}, {write: {impl.txt: bad}}]}
  - {step: sub/impl, do: [${count('impl-2')}, {write: {impl.txt: good}}, {say: done}]}
  - step: sub/impl/validate/look
    do:
      - ${count('look')}
      - {run: [sh, -c, 'mkdir -p .refold/out; if grep -q good impl.txt; then echo "{\\"pass\\": true}"; else echo "{\\"pass\\": false, \\"comments\\": \\"not yet\\"}"; fi > .refold/out/validate.json']}
  - {step: last, do: [${count('last')}, {write: {last.txt: x}}]}
`,
  turns: ['first', 'impl-1', 'impl-2', 'last', 'look', 'look'],
  atOnce: 1,
};

/** A person is asked twice: before the gate of a step, and behind that of another. */
const pause: Sweep = {
  workflow: `
name: sweep
steps:
  - {name: ask, type: code, hitl: before_gate, ${AGENT}, prompt: ask, gate: [{bash: test -f ask.txt}]}
  - {name: show, type: code, hitl: after_gate, ${AGENT}, prompt: show, gate: [{bash: grep -q good show.txt}], retry: [{exit: 2}]}
  - {name: after, type: code, ${AGENT}, prompt: after}
`,
  scenario: (count) => `
turns:
  - {step: ask, do: [${count('ask')}, {write: {ask.txt: x}}]}
  - {step: show, attempt: 1, do: [${count('show-1')}, {write: {show.txt: bad}}]}
  - {step: show, do: [${count('show-2')}, {write: {show.txt: good}}]}
  - {step: after, do: [${count('after')}, {delete: old.txt}]}
`,
  turns: ['after', 'ask', 'show-1', 'show-2'],
  atOnce: 1,
};

/** An agent leaves a merge in its middle, with a path that is in conflict; the next one mends it, another leaves one without. */
const unmerged: Sweep = {
  workflow: `
name: sweep
steps:
  - {name: impl, type: code, ${AGENT}, prompt: impl, retry: [{exit: 2}]}
  - {name: tidy, type: code, ${AGENT}, prompt: tidy, gate: [{bash: grep -q both clash.txt}]}
  - {name: after, gate: [{bash: test -f tidy.txt}]}
`,
  scenario: (count) => `
turns:
  - step: impl
    attempt: 1
    do:
      - ${count('impl-1')}
      - {write: {clash.txt: "<<<<<<<\\n"}}
      - {run: [sh, -c, 'for stage in 2 3; do echo "100644 $(echo $stage | git hash-object -w --stdin) $stage\tclash.txt"; done | git update-index --index-info']}
      - ${MERGING}
  - {step: impl, do: [${count('impl-2')}, {write: {clash.txt: "both\\n"}}, {run: [git, add, clash.txt]}]}
  - {step: tidy, do: [${count('tidy')}, {write: {tidy.txt: x}}, {delete: old.txt}, ${MERGING}]}
`,
  turns: ['impl-1', 'impl-2', 'tidy'],
  atOnce: 1,
};

export const SWEEPS = { sequence, parallel, escalation, each, called, pause, unmerged };
