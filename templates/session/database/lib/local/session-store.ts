import type { LocalService } from './service';

/** None of its own: sessions are in the project's database. */
export const sessionStoreServices: readonly LocalService[] = [];
