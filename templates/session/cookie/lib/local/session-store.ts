import { keysService } from './keys/keys';
import type { LocalService } from './service';

/** No server is needed for sessions, only the keys that seal them. */
export const sessionStoreServices: readonly LocalService[] = [keysService];
