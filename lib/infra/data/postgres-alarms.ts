import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import type { AlarmDefinition } from '../alarm-definition';

/**
 * PostgreSQL counts transactions in 32 bits, and takes no more writes rather than to come round.
 * @param used `MaximumUsedTransactionIDs`
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.Autovacuum.html
 */
export function transactionIdsAlarm(used: IMetric): AlarmDefinition {
  return {
    id: 'database-transaction-ids',
    metric: used,
    // Half of the way. Vacuum begins by itself at a fifth of this.
    threshold: 1_000_000_000,
    periods: 10,
    whatToDo:
      'Vacuum does not keep up: the database will take no more writes before long. End what keeps old rows alive, which is a transaction that has been open for days (pg_stat_activity), a prepared one (pg_prepared_xacts) or a replication slot that nobody reads (pg_replication_slots); then VACUUM the table with the greatest age(relfrozenxid).',
  };
}
