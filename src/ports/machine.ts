import type { Permissions } from './agents.js';

/** What is found on a machine of all that refold works with. */
export interface MachineFacts {
  /** The version of refold itself. */
  readonly refold: string;
  readonly node: string;
  readonly git: GitFacts;
  readonly configuration: ConfigurationFacts;
  readonly home: HomeFacts;
  readonly agents: readonly AgentFacts[];
}

export interface GitFacts {
  /** In its own words; absent where there is no git. */
  readonly version?: string;
  /** The oldest version that will do. */
  readonly least: string;
  readonly fit: boolean;
}

export interface ConfigurationFacts {
  /** The files that were read, of those that there may be. */
  readonly files: readonly string[];
  /** Why they are not understood, and what to do. */
  readonly fault?: { readonly message: string; readonly hint: string };
}

/** The folder in which runs and the user's own workflows are kept. */
export interface HomeFacts {
  readonly path: string;
  readonly is: 'folder' | 'not there' | 'no folder';
  /** Whether this user can write to it, or make it where it is not there. */
  readonly writable: boolean;
  /** Its permissions, as in `0700`; absent where it is not there. */
  readonly mode?: string;
  /** The room that is left on its disk, in bytes; absent where the system does not say. */
  readonly free?: number;
  readonly runs: RunsFacts;
}

/** The runs of all repositories, as far as their folders tell without reading a log. */
export interface RunsFacts {
  readonly count: number;
  /** Those that were cut off while they were made, and did nothing. */
  readonly empty: readonly string[];
  /** Those whose log is gone or empty, though there was one: the files. */
  readonly lost: readonly string[];
  /** Why they could not be listed. */
  readonly fault?: string;
}

/** An agent that could be called: one for every provider, and one for every full name that the configuration speaks of. */
export interface AgentFacts {
  readonly name: string;
  readonly provider: string;
  /** What people call its program. */
  readonly title: string;
  /** What is called: the program, with what always goes before its options. */
  readonly command: readonly string[];
  /** Whether the configuration names it. */
  readonly configured: boolean;
  /** The command that installs it. */
  readonly install: string;
  /** The version that refold was tested with; absent where it was not tested with any. */
  readonly tested?: string;
  readonly program: ProgramFound;
  readonly permissions: Permissions;
  /** What it does unasked with these permissions, in words. */
  readonly unasked: string;
  /** The variables with keys that it is given; their names alone. */
  readonly keys: readonly string[];
  /** The files with a login of its own that are there. */
  readonly logins: readonly string[];
  /** What in its own settings makes it lose sessions. */
  readonly hazards: readonly Hazard[];
}

/** What came of looking for a program and asking it for its version. */
export type ProgramFound =
  | { readonly is: 'missing' }
  /** It is there and does not answer as it should: what it did instead. */
  | { readonly is: 'unwell'; readonly path: string; readonly detail: string }
  | { readonly is: 'well'; readonly path: string; readonly version: string };

/** A setting that would make a program lose what refold has to find again. */
export interface Hazard {
  readonly file: string;
  readonly detail: string;
  readonly remedy: string;
}
