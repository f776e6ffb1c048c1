/** What `refold help <topic>` explains beyond the commands. */
export const TOPICS: Readonly<Record<string, string>> = {
  'exit-codes': `Exit codes

    0  done, or there was nothing to do; for run, resume and replay: the run passed
    1  the run ended in failure, or stopped at an error that it could not get past; or a check found problems
    2  usage, or a refusal: nothing was changed
    3  stopped and resumable: a limit is reached, or a person, drift, a full disk or what is left to remove awaits you
    4  the log or the worktree is damaged
    5  another live process owns the run
  129  interrupted by SIGHUP; the run is resumable
  130  interrupted by SIGINT (Ctrl-C); the run is resumable, and goes on if it was only followed
  143  interrupted by SIGTERM; the run is resumable
   70  a bug in refold; the message names the file that holds the details

With \`--json\` a command that cannot do its work prints what it says as a document too: {"error": {"type", "message",
"hint", "exit"}}, or {"result": ...} where there was nothing to do. Where files are not as they were recorded, it has
them under "files", and what \`--on-drift\` may say under "choices".`,

  cuts: `Cuts: how to name a position in the log of a run

  118                   after the event with this seq
  build/impl            just before the latest time this step was first started
  build/impl@2          just before its second launch in the run
  build/impl@L2.1       just before its attempt 1 in life 2 (a resume begins a life)
  2026-11-21T04:00      the last event that was written until then; UTC, as fine as milliseconds

\`refold log\` prints every seq, \`refold state --at <cut>\` all that was known there.`,

  spend: `Spend: what was used, and what is not known of it

  refold show              what the run has used in all; of a fork, its own and what had been used before it
  refold report            the same by attempt, step and agent: time, turns, tokens, cost
  refold report --json     one document, to compute with

What a program tells is counted once, through every resume and fork. A cost that it does not tell is estimated by the
prices of docs/agents.md, or unknown: "≥" stands before a sum in which something is not known, and "unknown" where all
of it is not. Attempts that a replay took back are reported too: they were paid for. What an agent that is not done has
shown so far ("under way") is counted when it is done.`,

  workflows: `Workflows

  refold workflows list           what can be named here
  refold workflows show tdd       print one, to be copied
  refold workflows check a.yaml   everything that is wrong with it
  refold run a.yaml --dry-run     what would run, and nothing else

A name is looked up in .refold/workflows/ and .gump/workflows/ of the repository, in ~/.refold/workflows/, and
among those that come with refold. docs/workflows.md has the whole language.`,

  configuration: `Configuration

  ~/.refold/config.yaml is yours, .refold/config.yaml comes with a repository and goes before it; variables go before
  both, each written as what stands under its key: REFOLD_GATES='{test: npm test}', REFOLD_WORKTREE, REFOLD_AGENTS.
  \`refold config\` shows every value, and which place says it. What a run begins with is captured; of a run that
  goes on, options and variables change its limits alone.

  gates: {test: npm run test:unit}          also compile, lint, coverage
  worktree:
    link: [node_modules]                    of the checkout, as links
    copy: [".env*"]                         of the checkout, as copies
    setup: [npm run codegen]                run in a fresh worktree

  limits: {tokens: 2000000, budget: 25}     what a run may use; \`refold help limits\`

  How agents run is for each machine to say, so only yours may hold it. It is read anew by every run, resume and
  replay; what stands under the full name of an agent goes before what stands under its first word:

  agents:
    claude:
      command: [/opt/claude/bin/claude]     the program, and what always goes before its options
      args: [--max-turns, "50"]             more options
      env: {ANTHROPIC_API_KEY: "..."}       more variables
      permissions: edits                    or full, to be asked for nothing
    claude-opus: {permissions: full}

\`refold doctor\` shows which agents there are, and what each may do.`,

  limits: `Limits of a run

  --max-tokens 2000000     input and output of all its agents, without what only comes out of caches
  --max-budget 25          US dollars, those that are estimated by prices among them
  --max-timeout 4h         of one life; a resume counts anew
  --max-disk 2GB           its log and outputs, without what agents work in (2GiB, 500MB, or bytes)
  --max-iterations 32      turns of a worker in an attempt
  --max-rejections 5       rejecting verdicts in an attempt; 0 for any number
  --on-unknown-spend continue
                           goes on where an agent tells nothing of what it used; else a run with a limit on
                           tokens or money stops there

  The first of these that sets a limit counts: the option; REFOLD_MAX_TOKENS and so on; \`limits: {tokens, budget,
  timeout, disk, iterations, rejections, on_unknown_spend}\` in .refold/config.yaml; the same in ~/.refold/config.yaml;
  max_tokens and so on at the root of the workflow. What a run begins with is captured. Later only options and the
  environment change it, of resume, replay and fork; \`refold show\` tells where each limit comes from.

  At four fifths a run warns. At the whole it stops its agents, keeps their work, and exits 3;
  \`refold resume RUN --max-tokens N\` goes on.`,

  environment: `Environment

  REFOLD_HOME  where runs and your own workflows are kept; default: ~/.refold
  REFOLD_QUIET_SECONDS
               after how many seconds without a word an agent is told of; default: 60
  REFOLD_GATES, REFOLD_WORKTREE, REFOLD_AGENTS
               as in a file of the configuration, and before it; \`refold help configuration\`
  REFOLD_MAX_TOKENS, REFOLD_MAX_BUDGET, REFOLD_MAX_TIMEOUT, REFOLD_MAX_DISK, REFOLD_MAX_ITERATIONS,
  REFOLD_MAX_REJECTIONS, REFOLD_ON_UNKNOWN_SPEND
               what a run is held to; \`refold help limits\`
  REFOLD_WAIT_SECONDS
               how long checkpoint, complete and resume of a workflow that refold does not run wait for
               another writer; default: 5
  NO_COLOR     set to anything, no colours

What an agent gets: the variables that a program needs to work (PATH, HOME, LANG, TERM and the like) and
REFOLD_ATTEMPT, which marks its processes. A gate gets yours, without what looks like a secret.`,
};

/** The topics, as a line for the help. */
export const TOPICS_LINE = `Topics (\`refold help <topic>\`): ${Object.keys(TOPICS).join(', ')}`;
