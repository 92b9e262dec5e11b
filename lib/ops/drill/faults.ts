import type { FaultSource } from './fault-source';
import { serverFault } from './server-fault';
import { rdsFault } from './stores/rds-fault';
import { redisFault } from './stores/redis-fault';

/** What of this project can be hit, in the order of a drill. */
export const faultSources: readonly FaultSource[] = [serverFault, redisFault, rdsFault];
