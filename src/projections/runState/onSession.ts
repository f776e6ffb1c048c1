import type { DataOf } from '../../events/catalogue.js';
import { plus, tellsTokens, type Usage } from '../../events/usage.js';
import type { Handlers } from '../projection.js';
import { directoryOf } from '../worktrees.js';
import { attemptOf } from './onStep.js';
import { type SpendState, sessionKey } from './sessionState.js';
import type { AttemptState, RunAccumulator } from './state.js';

/** What the events of sessions mean. */
export const onSession = {
  SessionBound: (run, { data }) => {
    const intent = run.intents.get(data.intent);
    if (intent?.type !== 'CallIntended') return;
    const { path, attempt: number, agent } = intent.event.data;
    const attempt = attemptOf(run, path, number);
    if (attempt) {
      attempt.session = data.session;
      run.steps.get(path)?.sessions.set(agent.name, data.session);
    }
    const key = sessionKey(agent.provider, data.session);
    const known = run.sessions.get(key);
    if (known) known.path = path;
    else
      run.sessions.set(key, {
        directory: directoryOf(run, path),
        path,
        counted: {},
        untold: 0,
        dropped: undefined,
      });
  },

  SessionLost: (run, { data }) => {
    const intent = run.intents.get(data.intent);
    if (intent?.type !== 'CallIntended') return;
    const { path, attempt: number, agent } = intent.event.data;
    const attempt = attemptOf(run, path, number);
    const known = run.steps.get(path)?.sessions;
    if (!attempt) return;
    if (known?.get(agent.name) === data.session) known.delete(agent.name);
    attempt.lost ??= { intent: data.intent, session: data.session, why: data.why };
    if (attempt.session === data.session) attempt.session = undefined;
  },

  SessionNotContinued: () => undefined,
} satisfies Handlers<RunAccumulator>;

/** The turn of a call that lost its session is taken again: in an attempt that happens once. */
export const takeAgain = (attempt: AttemptState): void => {
  const { call, lost } = attempt;
  if (call && lost?.intent === call.seq && call.state === 'failed') call.state = 'interrupted';
};

type Told = Pick<DataOf<'CallFinished'>, 'usage' | 'counted' | 'estimate'>;

/** What the outcome of a call says of spend: what to add, to which attempt, and the session that it counts in. */
export const spendTold = (run: RunAccumulator, intent: number, { usage = {}, counted, estimate }: Told) => {
  const open = run.intents.get(intent);
  if (open?.type !== 'CallIntended') return undefined;
  const { path, attempt: number, agent, session: asked } = open.event.data;
  const attempt = attemptOf(run, path, number);
  const untold = mayBeModel(agent) && !tellsTokens(usage);
  const id = attempt?.session ?? (asked?.how === 'continue' ? asked.id : undefined);
  const key = id === undefined ? '' : sessionKey(agent.provider, id);
  const session = run.sessions.get(key);
  const settles = counted !== undefined && tellsTokens(counted) && tellsTokens(usage);
  return {
    call: open.event.data,
    attempt,
    key,
    session,
    settles,
    added: { usage, estimated: estimate?.cost, untold },
  };
};

/** Whether a program may spend: of a script that plays an agent it is known that it does not, of any other command nothing is. */
const mayBeModel = ({ provider, sessions }: DataOf<'CallIntended'>['agent']): boolean =>
  sessions !== undefined || provider === 'command';

/**
 * Adds what a call used to its attempt and its run. A count over a whole session settles what earlier calls of
 * it had not told: it is in the difference that this one reports.
 */
export const addSpend = (run: RunAccumulator, intent: number, told: Told): void => {
  const { attempt, session, settles, added } = spendTold(run, intent, told) ?? {};
  if (!added) return;
  for (const spend of attempt ? [run.spend, attempt.spend] : [run.spend]) addTo(spend, added);
  if (!session) return;
  if (added.untold) session.untold += 1;
  if (!told.counted) return;
  if (settles) {
    run.spend.untold -= session.untold;
    session.untold = 0;
  }
  session.counted = told.counted;
};

/** Adds what one call used. */
export const addTo = (
  spend: SpendState,
  {
    usage,
    estimated,
    untold,
  }: { readonly usage: Usage; readonly estimated: number | undefined; readonly untold: boolean },
): void => {
  spend.known = plus(spend.known, usage);
  spend.estimated += estimated ?? 0;
  if (untold) spend.untold += 1;
  else if (usage.cost === undefined && estimated === undefined && hasTokens(usage)) spend.unpriced += 1;
};

const hasTokens = ({ tokensIn = 0, tokensOut = 0 }: Usage): boolean => tokensIn + tokensOut > 0;
