import { sessionContract } from '../contract';
import { openDatabaseSessions } from './database-under-test';

sessionContract('PostgreSQL', openDatabaseSessions);
