import * as t from 'io-ts';
import { Count, Sha256 } from './ids.js';
import { record } from './record.js';

/** Text longer than this, in bytes, is held as a payload beside the log. */
export const INLINE_BYTES = 8 * 1024;

/** How much of a payload's text stands in the line itself, in characters. */
export const HEAD_CHARS = 4_000;

/** Names a payload: content held beside the log by its digest. */
export const PayloadRef = record({ sha256: Sha256, bytes: Count });
export type PayloadRef = t.TypeOf<typeof PayloadRef>;

/** Text that an event carries: whole, or as a payload with its beginning. */
export const Content = t.union([record({ text: t.string }), record({ payload: PayloadRef, head: t.string })]);
export type Content = t.TypeOf<typeof Content>;

/** A prompt before it is joined: literal text, and payloads in their places. */
export const Parts = t.readonlyArray(t.union([t.string, PayloadRef]));
export type Parts = t.TypeOf<typeof Parts>;

/**
 * A place in a prompt that a value is put into when a call is made. One that has a line to itself bears the rest of
 * that line (`before`, `after`), and takes it along when its value is empty.
 */
export const Variable = record({ variable: t.string }, { before: t.string, after: t.string });
export type Variable = t.TypeOf<typeof Variable>;

/** A prompt as a workflow has it: literal text, payloads, and variables. */
export const Template = t.readonlyArray(t.union([t.string, PayloadRef, Variable]));
export type Template = t.TypeOf<typeof Template>;

/** What of the content stands in the line: all of a short text, the beginning of a long one. */
export const visibleText = (content: Content): string => ('text' in content ? content.text : content.head);
