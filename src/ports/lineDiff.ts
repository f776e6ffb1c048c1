/** How two texts differ, line by line. */
export interface LineDiff {
  readonly added: number;
  readonly removed: number;
  readonly patch: string;
}
