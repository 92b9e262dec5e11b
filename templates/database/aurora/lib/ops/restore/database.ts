import { auroraRestore } from './aurora-restore';
import type { RestorableDatabase } from './restorable';

/** What `npm run drill:restore` restores. */
export const database: RestorableDatabase = auroraRestore;
