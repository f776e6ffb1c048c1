import type { Platform } from '../events/platform.js';
import type { Agents } from '../ports/agents.js';
import type { Clock } from '../ports/clock.js';
import type { Gates } from '../ports/gates.js';
import type { Payloads } from '../ports/payloads.js';
import type { Workspace } from '../ports/workspace.js';

/** All that a run can act on. The engine knows what lies behind it only by these names. */
export interface World {
  readonly agents: Agents;
  readonly gates: Gates;
  readonly workspace: Workspace;
  readonly payloads: Payloads;
  readonly clock: Clock;
  readonly platform: Platform;
}
