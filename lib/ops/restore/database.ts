import type { RestorableDatabase } from './restorable';
import { rdsRestore } from './rds-restore';

/** What `npm run drill:restore` restores. */
export const database: RestorableDatabase = rdsRestore;
