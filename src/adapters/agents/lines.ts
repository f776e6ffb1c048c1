/** How long a line may be that is looked at, in bytes: longer than any answer of a model, shorter than a flood. */
const LINE_BYTES = 4 * 1024 * 1024;

const LINE_END = 10;

/** Takes bytes as they come and gives the lines that are whole. */
export interface LineSplitter {
  /** The lines that these bytes complete; one that is too long is left out. */
  readonly push: (chunk: Uint8Array) => readonly string[];
  /** How many bytes came since the last line end. */
  readonly pending: () => number;
}

/** Splits bytes into lines, and holds no more of them than one line may have. */
export const createLineSplitter = (most = LINE_BYTES): LineSplitter => {
  let held: Buffer[] = [];
  let length = 0;
  const hold = (part: Uint8Array): void => {
    length += part.length;
    if (length > most) held = [];
    else if (part.length > 0) held.push(Buffer.from(part));
  };
  const take = (): readonly string[] => {
    const lines = length > most ? [] : [Buffer.concat(held).toString('utf8')];
    held = [];
    length = 0;
    return lines;
  };
  const push = (chunk: Uint8Array): readonly string[] => {
    const lines: string[] = [];
    let from = 0;
    for (let end = chunk.indexOf(LINE_END); end >= 0; end = chunk.indexOf(LINE_END, from)) {
      hold(chunk.subarray(from, end));
      lines.push(...take());
      from = end + 1;
    }
    hold(chunk.subarray(from));
    return lines;
  };
  return { push, pending: () => length };
};

/** Hands on the lines of a whole stream as they come, also a last one without an end. */
export const eachLine = async (
  chunks: AsyncIterable<Uint8Array>,
  take: (line: string) => void,
): Promise<void> => {
  const splitter = createLineSplitter();
  for await (const chunk of chunks) splitter.push(chunk).forEach(take);
  if (splitter.pending() > 0) splitter.push(Uint8Array.of(LINE_END)).forEach(take);
};
