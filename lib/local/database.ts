import { postgres } from './postgres/postgres';
import type { LocalService } from './service';

/** The local servers that the project's database needs. */
export const databaseServices: readonly LocalService[] = [postgres];
