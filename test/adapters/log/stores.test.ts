import { createJsonlStore } from '../../../src/adapters/log/jsonl/store.js';
import { createMemoryStore } from '../../../src/adapters/log/memory/store.js';
import { runStoreContract } from '../../contracts/runStore.js';
import { temporaryFolder } from '../../support/folder.js';
import { SimulatedDisk } from '../../support/simulatedDisk.js';

runStoreContract('in folders', () => createJsonlStore(temporaryFolder()));
runStoreContract('on the simulated disk', () => createJsonlStore('/home', new SimulatedDisk().asFiles));
runStoreContract('in memory', createMemoryStore);
