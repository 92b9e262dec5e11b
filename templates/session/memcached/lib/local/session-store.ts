import { memcachedService } from './memcached/memcached';
import type { LocalService } from './service';

/** The local servers that the project's session store needs. */
export const sessionStoreServices: readonly LocalService[] = [memcachedService];
