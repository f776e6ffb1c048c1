/** A limit that the run is held to, in its own unit, and where it was set. */
export interface LimitState {
  value: number;
  from: string;
  /** It was said that four fifths of it are used. */
  neared: boolean;
}

/** What a call that is under way has shown of its spend; the estimate is as long as its program tells no cost. */
export interface ShownState {
  tokens: number;
  cost: number;
  estimated: number;
}
