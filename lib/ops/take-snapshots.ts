import type { Account } from './account';
import type { StoreOperations } from './store';
import { stores as ownStores } from './stores';

/** What became of one store. */
export interface SnapshotReport {
  readonly store: string;
  /** The name of its snapshot; absent where there is nothing to take. */
  readonly snapshot?: string;
  /** In one sentence: how to restore it, or why there is nothing to take. */
  readonly says: string;
}

/** `my-app-prod-20261124-031500`, in UTC: no two are alike a second apart. */
export function snapshotName({ name }: Pick<Account, 'name'>, now = new Date()): string {
  const [date = '', time = ''] = now.toISOString().replaceAll(/[-:]/g, '').split('T');
  return `${name}-${date}-${time.slice(0, 6)}`;
}

/**
 * Takes a snapshot of every store that has something to take, all at once, and waits for all.
 * @throws the first refusal, once the others have ended
 */
export async function takeSnapshots(
  account: Account,
  name: string,
  progress: (text: string) => void,
  stores: readonly StoreOperations[] = ownStores,
): Promise<SnapshotReport[]> {
  const taken = await Promise.allSettled(
    stores.map(async ({ title, snapshot }): Promise<SnapshotReport> => {
      if ('none' in snapshot) return { store: title, says: snapshot.none };
      return { store: title, snapshot: name, says: await snapshot.take(account, name, progress) };
    }),
  );
  return taken.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}
