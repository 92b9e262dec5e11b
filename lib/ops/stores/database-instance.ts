/** What RDS says of one instance, whether it stands alone or in a cluster. */
import { DescribePendingMaintenanceActionsCommand, RDSClient } from '@aws-sdk/client-rds';
import type { DBInstance, PendingMaintenanceAction } from '@aws-sdk/client-rds';
import type { Account } from '../account';
import { ago } from '../ago';
import type { Finding, Health } from '../finding';

/**
 * Statuses in which it serves although something is being done to it.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/accessing-monitoring.html
 */
const serving =
  /^(?:backing-up|modifying|configuring-.*|storage-(?:config-upgrade|initialization|optimization)|resetting-master-credentials|delete-precheck)$/;

export function statusHealth(status: string | undefined): Health {
  if (status === 'available') return 'well';
  return serving.test(status ?? '') ? 'notice' : 'bad';
}

/** How new a restore could be. RDS saves the log every five minutes. */
export function backups(
  subject: string,
  { days, newest }: { days: number | undefined; newest: Date | undefined },
): Finding {
  const facts = { backupDays: days, latestRestorableTime: newest };
  if (!days) {
    return {
      health: 'notice',
      subject,
      says: 'no backups',
      cure: 'Set database.backupDays to at least 1: without it nothing can be restored.',
      facts,
    };
  }
  if (newest === undefined) {
    return { health: 'notice', subject, says: `${days} days of backups, the first to come`, facts };
  }
  const isLate = Date.now() - newest.getTime() > 60 * 60 * 1000;
  return {
    health: isLate ? 'notice' : 'well',
    subject,
    says: `backups of ${days} days, newest restore point ${ago(newest)}`,
    ...(isLate ? { cure: 'It should be minutes: look at the events of the database in RDS.' } : {}),
    facts,
  };
}

/** The certificate that servers check. RDS renews it only with a restart. */
export function certificate(instance: DBInstance): readonly Finding[] {
  const { CAIdentifier, ValidTill } = instance.CertificateDetails ?? {};
  if (ValidTill === undefined) return [];
  const days = (ValidTill.getTime() - Date.now()) / (24 * 60 * 60 * 1000);
  if (days > 90) return [];
  return [
    {
      health: days > 0 ? 'notice' : 'bad',
      subject: instance.DBInstanceIdentifier ?? '',
      says: `its certificate (${CAIdentifier}) ${days > 0 ? 'ends' : 'ended'} ${ago(ValidTill)}`,
      cure: 'Give it the newest CA in the next quiet hour (`aws rds modify-db-instance --ca-certificate-identifier`).',
      facts: { ca: CAIdentifier, validTill: ValidTill },
    },
  ];
}

/** What AWS wants to do to it in a maintenance window. */
export async function pendingMaintenance(
  account: Account,
  { subject, arn }: { subject: string; arn: string | undefined },
): Promise<readonly Finding[]> {
  if (arn === undefined) return [];
  const { PendingMaintenanceActions = [] } = await account
    .client(RDSClient)
    .send(new DescribePendingMaintenanceActionsCommand({ ResourceIdentifier: arn }));
  return PendingMaintenanceActions.flatMap(
    ({ PendingMaintenanceActionDetails = [] }) => PendingMaintenanceActionDetails,
  ).map((action): Finding => ({
    health: 'notice',
    subject,
    says: `maintenance is pending: ${action.Action}, ${action.Description ?? ''} (${when(action)})`,
    cure: `It comes by itself in the maintenance window where it must. To choose the hour: aws rds apply-pending-maintenance-action --apply-action ${action.Action} --opt-in-type immediate --resource-identifier ${arn}`,
    facts: { ...action },
  }));
}

function when({ CurrentApplyDate, ForcedApplyDate }: PendingMaintenanceAction): string {
  const date = CurrentApplyDate ?? ForcedApplyDate;
  return date === undefined ? 'at no set time' : ago(date);
}
