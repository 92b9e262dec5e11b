import {
  DescribeDBLogFilesCommand,
  DownloadDBLogFilePortionCommand,
  RDSClient,
} from '@aws-sdk/client-rds';
import type { Account } from '../account';
import { explain } from '../aws-failure';
import type { Check } from './restorable';

/** What PostgreSQL writes where the data is not whole. */
const DAMAGE = /PANIC|invalid page|could not read block|missing chunk|corrupt/i;

/** Written at the end of a recovery, when all that was written ahead has been put in its place. */
const READY = /database system is ready to accept (?:read-only )?connections/;

/** What the restored engine says of itself: the log of its own start. */
export async function checkEngineLog(account: Account, instance: string): Promise<Check> {
  const name = "the engine's own log";
  let lines: string[];
  try {
    lines = await readLog(account, instance);
  } catch (error) {
    const explained = explain(error);
    const says = explained instanceof Error ? explained.message : String(explained);
    return { name, result: 'unknown', says: `it can't be read: ${says}` };
  }
  const damage = lines.find((line) => DAMAGE.test(line));
  if (damage !== undefined) return { name, result: 'failed', says: damage };
  const ready = lines.find((line) => READY.test(line));
  return ready === undefined
    ? { name, result: 'unknown', says: 'it does not tell of a start' }
    : { name, result: 'passed', says: 'it recovered, takes connections, and tells of no damage' };
}

async function readLog(account: Account, DBInstanceIdentifier: string): Promise<string[]> {
  const client = account.client(RDSClient);
  const { DescribeDBLogFiles = [] } = await client.send(
    new DescribeDBLogFilesCommand({ DBInstanceIdentifier, FilenameContains: 'postgres' }),
  );
  const newest = DescribeDBLogFiles.toSorted(
    (a, b) => (a.LastWritten ?? 0) - (b.LastWritten ?? 0),
  ).slice(-3);
  const texts = await Promise.all(
    newest.map(async ({ LogFileName }) => {
      const { LogFileData = '' } = await client.send(
        new DownloadDBLogFilePortionCommand({ DBInstanceIdentifier, LogFileName, Marker: '0' }),
      );
      return LogFileData;
    }),
  );
  return texts.join('\n').split('\n');
}
