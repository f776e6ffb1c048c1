import { stripVTControlCharacters } from 'node:util';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { AgentSettings, Agents, Call, CallEnd, Seen, Told } from '../../ports/agents.js';
import type { Failure } from '../../ports/failure.js';
import type { Output } from '../../ports/output.js';
import { durationIn, endOf, type Mailbox, outputIn, outputOf } from '../processes/mailbox.js';
import type { Launch, LaunchEnd, Supervisor } from '../processes/supervisor.js';
import type { AgentDefinition } from './definition.js';
import { givenEnvironment } from './given.js';
import { eachLine } from './lines.js';
import { countedBefore, countedOf, hear, type Reading, SILENCE, usageOf } from './reading.js';
import type { Named } from './settings.js';
import { estimateOf } from './usage.js';
import { watch } from './watch.js';

/** How much of what a program said on its second stream goes into the words of its failure, in characters. */
const ERROR_CHARS = 4_000;

/** The exit code of a process that was killed by SIGKILL, as shells count. */
const KILLED = 137;

/**
 * Launches, settles and stops agents, whatever their program; what differs is in their definitions, and what this
 * machine says about them in their settings.
 */
export const createAgents = (
  supervisor: Supervisor,
  definitions: readonly AgentDefinition[],
  environment: NodeJS.ProcessEnv,
  settingsOf: (agent: Named) => AgentSettings,
): Agents => ({
  launch: (asked, input, spawned, seen) => {
    const call = { settings: settingsOf(asked.agent), ...asked };
    const definition = definitionFor(definitions, call);
    if (!definition) return TE.left(unknownAgent(call));
    const mailbox = supervisor.mailbox(call.seq);
    const launch: Launch = {
      ...launchOf(definition, call, mailbox, environment),
      input: input.prompt,
      ...(input.scenario === undefined ? {} : { extra: input.scenario }),
    };
    return pipe(
      watched(mailbox, definition, call, seen, () =>
        supervisor.launch(launch, ({ pid, start }) => spawned({ pid, start, argv: launch.argv })),
      ),
      TE.chainW((end) => callEnd(mailbox, definition, call, end)),
      TE.chainFirstW((end) => roomFor(supervisor, call, end)),
    );
  },

  settle: (asked, launcher, adopted, seen) => {
    const call = { settings: settingsOf(asked.agent), ...asked };
    const definition = definitionFor(definitions, call);
    if (!definition) return TE.left(unknownAgent(call));
    const mailbox = supervisor.mailbox(call.seq);
    return pipe(
      watched(mailbox, definition, call, seen, () =>
        supervisor.settle({ seq: call.seq, marker: markerOf(call) }, launcher, adopted),
      ),
      TE.chainW((end) => callEnd(mailbox, definition, call, end)),
      TE.chainFirstW((end) => roomFor(supervisor, call, end)),
    );
  },

  stop: supervisor.stop,
  forget: supervisor.forget,
});

/** What is launched; what an agent needs in its environment is under all that the person says. */
const launchOf = (
  definition: AgentDefinition,
  call: Call,
  { extra }: Mailbox,
  environment: NodeJS.ProcessEnv,
): Omit<Launch, 'input'> => {
  const { argv, env, extra: needed } = definition.invoke(call, extra);
  const marker = markerOf(call);
  const { worktree: cwd, settings } = call;
  return {
    seq: call.seq,
    marker,
    argv,
    cwd,
    env: { ...env, ...givenEnvironment(definition, environment, { cwd, marker, settings }) },
    errors: 'apart',
    ...(needed === undefined ? {} : { extra: needed }),
  };
};

/** Follows a program to its end, telling meanwhile what it shows of itself. */
const watched =
  <X, A>(
    mailbox: Mailbox,
    definition: AgentDefinition,
    { maxMs, readBefore: from, session, settings }: Call,
    seen: Seen<X>,
    follow: () => TE.TaskEither<X, A>,
  ): TE.TaskEither<X, A> =>
  async () => {
    let over = false;
    const watching = watch(
      {
        out: mailbox.out,
        definition,
        session,
        prices: settings?.prices,
        maxMs,
        from,
        elapsed: () => durationIn(mailbox),
      },
      () => over,
      async (sight) => void (await seen(sight)()),
    );
    // What is not seen while it runs is read at its end.
    const watched = watching.catch(() => undefined);
    const ended = await follow()();
    over = true;
    await watched;
    return ended;
  };

const callEnd = (
  mailbox: Mailbox,
  definition: AgentDefinition,
  call: Call,
  end: LaunchEnd,
): TE.TaskEither<Failure, CallEnd> => {
  if (end.how === 'untold') return TE.right({ ended: 'untold' });
  return pipe(
    hearAll(mailbox, definition, call),
    TE.map((reading): CallEnd => {
      const { leftovers, ms } = end;
      const told = {
        ...toldIn(reading, definition, call),
        ...outputsOf(mailbox, definition, reading),
        leftovers,
      };
      if (end.how === 'exited') {
        const errors = stripVTControlCharacters(endOf(mailbox.err, ERROR_CHARS));
        const printed = outputIn(mailbox.out).bytes;
        const verdict = definition.judge({ call, exit: end.exit, errors, printed, reading });
        if (!verdict.succeeded && verdict.fault === 'busy')
          return { ended: 'interrupted', why: verdict.error, ms, ...told };
        return { ended: 'finished', exit: end.exit, ms, ...told, ...verdict };
      }
      if (end.how === 'gone' && end.watched) {
        const error = 'its process group was killed from outside';
        return { ended: 'finished', exit: KILLED, ms, ...told, succeeded: false, fault: 'killed', error };
      }
      // No file of the mailbox tells when a program died that nobody watched.
      return { ended: 'interrupted', why: WHY[end.how], ...(end.how === 'gone' ? {} : { ms }), ...told };
    }),
  );
};

/** Why a call has no end of its own. */
const WHY: Readonly<Record<Exclude<LaunchEnd['how'], 'exited' | 'untold'>, string>> = {
  gone: 'it ended together with the engine',
  'no room': 'no room was left on the disk',
  stopped: 'it was stopped',
  'timed out': 'it was stopped',
};

/** An agent that failed on a full disk has not failed: nothing can be done there. */
const roomFor = (supervisor: Supervisor, { seq, agent }: Call, end: CallEnd): TE.TaskEither<Failure, void> =>
  end.ended === 'finished' && !end.succeeded
    ? supervisor.needRoom(seq, `running ${agent.name}`)
    : TE.right(undefined);

/** Hears all that a program printed, from its beginning. */
const hearAll = (
  { out }: Mailbox,
  { read }: AgentDefinition,
  { agent }: Call,
): TE.TaskEither<Failure, Reading> => {
  if (!read) return TE.right(SILENCE);
  return TE.tryCatch(
    async () => {
      let reading = SILENCE;
      await eachLine(outputIn(out).read(), (line) => {
        const shown = read(line);
        if (shown) reading = hear(reading, shown);
      });
      return reading;
    },
    (error) => ({ _tag: 'Failed', doing: `reading what ${agent.name} printed`, detail: String(error) }),
  );
};

/** What the program told of itself, as far as it told. */
const toldIn = (
  reading: Reading,
  { counts, assumes }: AgentDefinition,
  { session, settings }: Call,
): Told => {
  const before = countedBefore(reading, session);
  const usage = { ...assumes, ...usageOf(reading, counts, before) };
  const estimate = estimateOf(usage, settings?.prices);
  const counted = counts === 'session' ? countedOf(reading, before) : {};
  return {
    ...(reading.session === undefined ? {} : { session: reading.session }),
    ...(Object.keys(usage).length === 0 ? {} : { usage }),
    ...(estimate ? { estimate } : {}),
    ...(Object.keys(counted).length === 0 ? {} : { counted }),
  };
};

/** What it said, beside all that it printed: of a program that prints a protocol, its final text, or nothing. */
const outputsOf = (
  { out }: Mailbox,
  { program }: AgentDefinition,
  { text }: Reading,
): { output: Output; transcript?: Output } =>
  program === undefined && text === undefined
    ? { output: outputIn(out) }
    : { output: outputOf(text ?? ''), transcript: outputIn(out) };

const definitionFor = (
  definitions: readonly AgentDefinition[],
  { agent }: Call,
): AgentDefinition | undefined => definitions.find(({ provider }) => provider === agent.provider);

const unknownAgent = ({ agent }: Call) =>
  ({
    _tag: 'Failed',
    doing: `launching ${agent.name}`,
    detail: `this refold knows no agent ${agent.provider}`,
  }) as const;

const markerOf = ({ run, seq }: Call): string => `${run}/${seq}`;
