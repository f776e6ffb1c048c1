import type { Shown } from '../../src/adapters/agents/reading.js';
import type { Usage } from '../../src/events/usage.js';
import type { Call } from '../../src/ports/agents.js';

/** A conversation as its program keeps it. */
interface Conversation {
  readonly provider: string;
  readonly directory: string;
  tokensIn: number;
  /** What of it the program has told so far. */
  told: number;
  isLost: boolean;
}

/** What one turn of a model uses. */
const TURN = { tokensIn: 7, tokensOut: 3, cost: 0.5 };

/** The provider whose program counts over a whole conversation; the others count each call by itself. */
const COUNTS_ALL = 'codex';

/** What a call did with its conversation, and what it told of it. */
export interface Talk {
  readonly call: Call;
  /** Its lines so far. */
  readonly shown: Shown[];
  conversation: Conversation | undefined;
  /** Why it could not go on with the one that it was asked for. */
  lost: string | undefined;
  /** What it really used. */
  readonly used: { turns: number; tokensIn: number };
  /** What of that it told. */
  told: number;
}

/** The conversations that the programs of a machine keep. */
export class Conversations {
  private readonly all = new Map<string, Conversation>();

  constructor(private readonly broke: (what: string) => void) {}

  begin(call: Call): Talk {
    const used = { turns: 0, tokensIn: 0 };
    return { call, shown: [], conversation: undefined, lost: undefined, used, told: 0 };
  }

  /** Begins a conversation, or goes on with one; false where that is lost and the program gives up. */
  join(talk: Talk): boolean {
    const { agent, session, worktree, seq, path } = talk.call;
    if (agent.sessions === undefined) return true;
    const key = (id: string): string => `${agent.provider} ${id}`;
    const fresh = `${agent.provider}-${seq}`;
    let id = session?.id ?? fresh;
    if (session?.how === 'continue') {
      const known = this.all.get(key(session.id));
      if (!known || known.isLost) {
        talk.lost = 'no such session';
        // Some programs give up then, and some begin another conversation without a word.
        if (seq % 2 === 0) return false;
        id = fresh;
      } else if (known.directory !== worktree)
        this.broke(`${path} goes on with what ${known.directory} began`);
    }
    const known = this.all.get(key(id));
    talk.conversation = known ?? { ...agent, directory: worktree, tokensIn: 0, told: 0, isLost: false };
    this.all.set(key(id), talk.conversation);
    talk.shown.push({ session: id });
    return true;
  }

  /** A model is asked once; what that used may be shown at once. */
  turn(talk: Talk, tells: boolean, wrote: readonly string[] = []): void {
    const { used, conversation } = talk;
    used.turns += 1;
    used.tokensIn += TURN.tokensIn;
    if (!conversation) return;
    conversation.tokensIn += TURN.tokensIn;
    const isShown = tells && conversation.provider !== COUNTS_ALL;
    if (isShown) talk.told += TURN.tokensIn;
    talk.shown.push({ wrote, spent: isShown ? { ...TURN, turns: 1 } : { turns: 1 } });
  }

  /** Its last word: what it used in all. */
  total(talk: Talk): void {
    const { used, conversation } = talk;
    if (!conversation) return;
    if (conversation.provider === COUNTS_ALL) {
      conversation.told = conversation.tokensIn;
      talk.shown.push({ total: { tokensIn: conversation.tokensIn } });
      return;
    }
    talk.told = used.tokensIn;
    const cost = used.turns * TURN.cost;
    const total: Usage = {
      turns: used.turns,
      tokensIn: used.tokensIn,
      tokensOut: used.turns * TURN.tokensOut,
      cost,
    };
    talk.shown.push({ total });
  }

  /** The programs forget all that they know. */
  lose(): void {
    for (const conversation of this.all.values()) conversation.isLost = true;
  }

  /** They are another run's: nobody goes on with them here. */
  leave(): void {
    this.all.clear();
  }

  /** How much the programs told in all that was used: by the calls, and of conversations that are counted as a whole. */
  told(talks: readonly Talk[]): number {
    const counted = [...this.all.values()].filter(({ provider }) => provider === COUNTS_ALL);
    return talks.reduce((all, { told }) => all + told, 0) + counted.reduce((all, { told }) => all + told, 0);
  }
}
