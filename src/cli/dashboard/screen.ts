import type { EventEmitter } from 'node:events';
import { emitKeypressEvents, type Key } from 'node:readline';
import { EXIT, exitOfStop } from '../exitCode.js';
import { SIGNALS } from '../signals.js';
import { sizeOf } from '../terminal.js';

/** A terminal that a program draws on, and gives back as it was. */
export interface Screen {
  readonly size: () => { readonly columns: number; readonly rows: number };
  /** Shows these lines in the place of what was there. */
  readonly draw: (lines: readonly string[]) => void;
  /** Gives the terminal, with nothing on it, to somebody else until the work is done. */
  readonly stepAside: <A>(work: () => Promise<A>) => Promise<A>;
  readonly end: () => void;
}

interface Listener {
  readonly key: (name: string) => void;
  readonly resized: () => void;
  /** A signal has come; this is the exit code to end with. */
  readonly ended: (exit: number) => void;
}

/** The other screen of the terminal, without a cursor, and without lines that go on in the next one. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** Moves what stands on a screen of so many lines out of sight, where it can be scrolled back to. */
const emptied = (rows: number): string => `\u001b[${rows};1H${'\n'.repeat(rows)}\u001b[H`;

/** Something that is listened to as long as the screen is there. */
type Wire = readonly [emitter: EventEmitter, event: string, listen: (...args: never[]) => void];

/** Takes the terminal of this process: its keys, and all of its screen. */
export const takeScreen = (listener: Listener): Screen => {
  const terminal = createTerminal();
  let isAside = false;
  const onSignal = (signal: string): void => {
    // What a person interrupts while this is aside is the command that they see.
    if (signal !== 'SIGINT' || !isAside) listener.ended(exitOn(signal));
  };
  const wakened = (): void => {
    terminal.again();
    if (terminal.isMine()) listener.resized();
  };
  const press = (_: string | undefined, key: Key): void => {
    if (terminal.isMine()) listener.key(nameOf(key));
  };
  const wires: readonly Wire[] = [
    [process.stdin, 'keypress', press],
    [process.stdin, 'end', () => onSignal('SIGHUP')],
    [process.stdout, 'resize', wakened],
    [process, 'SIGCONT', wakened],
    ...SIGNALS.map((signal): Wire => [process, signal, () => onSignal(signal)]),
    [process, 'exit', terminal.giveBack],
  ];

  emitKeypressEvents(process.stdin);
  for (const [emitter, event, listen] of wires) emitter.on(event, listen as () => void);
  // An error is told on the screen that stays.
  process.prependListener('uncaughtException', terminal.giveBack);
  terminal.take();

  return {
    size: () => sizeOf(process.stdout),
    draw: terminal.draw,
    stepAside: async (work) => {
      terminal.giveBack();
      process.stdout.write(emptied(sizeOf(process.stdout).rows));
      isAside = true;
      const done = await work();
      isAside = false;
      terminal.take();
      return done;
    },
    end: () => {
      terminal.giveBack();
      for (const [emitter, event, listen] of wires) emitter.off(event, listen as () => void);
      process.off('uncaughtException', terminal.giveBack);
    },
  };
};

/** A letter or a sign as it was typed; any other key by its name. */
const nameOf = ({ ctrl, name, sequence = '' }: Key): string => {
  if (ctrl) return `ctrl-${name}`;
  return /^[!-~]$/.test(sequence) ? sequence : (name ?? sequence);
};

const exitOn = (signal: string): number =>
  signal === 'SIGINT' ? EXIT.done : exitOfStop('interrupted', signal);

/** The terminal alone: whose it is, and what is on it. */
const createTerminal = () => {
  let isMine = false;
  let drawn: readonly string[] = [];
  const take = (): void => {
    isMine = true;
    drawn = [];
    process.stdin.setRawMode(true);
    process.stdin.resume();
    process.stdout.write(ENTER);
  };
  return {
    isMine: () => isMine,
    take,
    /** Somebody else may have changed it meanwhile. */
    again: () => {
      if (isMine) take();
    },
    giveBack: (): void => {
      if (!isMine) return;
      isMine = false;
      process.stdout.write(LEAVE);
      process.stdin.setRawMode(false);
      process.stdin.pause();
    },
    draw: (lines: readonly string[]): void => {
      if (!isMine) return;
      const changes = changesTo(drawn, lines);
      drawn = lines;
      if (changes !== '') process.stdout.write(changes);
    },
  };
};

/** What is written so that these lines stand where those did: the lines that changed, and nothing where none did. */
export const changesTo = (drawn: readonly string[], lines: readonly string[]): string => {
  const changed = lines.flatMap((line, at) => (line === drawn[at] ? [] : [lineAt(at, line)]));
  return changed.length === 0 ? '' : `${TOGETHER}${changed.join('')}${SHOWN}`;
};

/** A terminal that understands it shows what is written in between at once, and no half of it. */
const TOGETHER = '\u001b[?2026h';
const SHOWN = '\u001b[?2026l';

/** A line is wiped before it is written: behind one as wide as the screen, its last character would go too. */
const lineAt = (at: number, line: string): string => `\u001b[${at + 1};1H\u001b[2K${line}`;
