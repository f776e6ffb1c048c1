/** One line of the table: a piece of work, what it took here and beside a peer, and the ratio of the two. */
export interface Row {
  readonly work: string;
  readonly ours: string;
  readonly beside: string;
  readonly ratio: string;
  readonly target: string;
}

/** A folder for what the benchmarks write, on the disk that is asked for. */
export const FOLDER = process.env.REFOLD_BENCH_DIR ?? 'node_modules/.cache/refold-bench';

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Milliseconds that a piece of work takes. */
export const timed = async (work: () => unknown): Promise<number> => {
  const began = performance.now();
  await work();
  return performance.now() - began;
};

/** Takes turns between two pieces of work, so that a machine whose speed drifts wrongs neither. */
export const inTurn = async (
  rounds: number,
  ours: () => Promise<number>,
  peer: () => Promise<number>,
): Promise<{ readonly ours: number; readonly peer: number; readonly ratio: number }> => {
  const pairs: { readonly a: number; readonly b: number }[] = [];
  await ours();
  await peer();
  for (let round = 0; round < rounds; round += 1) pairs.push({ a: await ours(), b: await peer() });
  return {
    ours: median(pairs.map(({ a }) => a)),
    peer: median(pairs.map(({ b }) => b)),
    ratio: median(pairs.map(({ a, b }) => a / b)),
  };
};

export const ms = (value: number): string =>
  value < 10 ? `${value.toFixed(2)} ms` : `${value.toFixed(0)} ms`;
export const us = (value: number): string => `${value.toFixed(2)} µs`;
export const times = (value: number): string => `${value.toFixed(2)} ×`;
