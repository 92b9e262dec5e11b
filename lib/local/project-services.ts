import { postgres } from './postgres/postgres';
import type { LocalService } from './service';
import { sessionStoreServices } from './session-store';

/** The local servers that this project needs. */
export const projectServices: readonly LocalService[] = [postgres, ...sessionStoreServices];
