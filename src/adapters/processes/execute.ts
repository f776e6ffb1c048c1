import { execa } from 'execa';

/** How a short program ended, with all that it printed. */
export interface Executed {
  readonly exit: number;
  readonly out: Buffer;
  readonly err: string;
}

/** Why a program could not be started. */
export interface NotStarted {
  readonly code: string;
  readonly detail: string;
}

/** What nobody prints in earnest, in bytes. */
const MOST_BYTES = 1024 * 1024 * 1024;

/** Runs a short program to its end and hands over what it printed; its exit code is for the caller to judge. */
export const execute = async (
  argv: readonly [string, ...string[]],
  options: {
    readonly cwd: string;
    readonly env: Readonly<Record<string, string>>;
    readonly input?: string | Uint8Array;
    /** How much it may print before it is stopped, in bytes. */
    readonly most?: number;
  },
): Promise<Executed | NotStarted> => {
  const [file, ...args] = argv;
  const result = await execa(file, args, {
    cwd: options.cwd,
    env: options.env,
    extendEnv: false,
    encoding: 'buffer',
    reject: false,
    stripFinalNewline: false,
    maxBuffer: options.most ?? MOST_BYTES,
    ...(options.input === undefined ? { stdin: 'ignore' } : { input: options.input }),
  });
  if (result.exitCode === undefined && result.signal === undefined) {
    return { code: result.code ?? '', detail: result.originalMessage ?? result.shortMessage ?? '' };
  }
  return {
    exit: result.exitCode ?? 128,
    out: Buffer.from(result.stdout),
    err: Buffer.from(result.stderr).toString('utf8'),
  };
};
