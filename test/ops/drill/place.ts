import type { Account } from '../../../lib/ops/account';
import type { FaultPlace } from '../../../lib/ops/drill/fault-source';
import { devName } from '../account-for-test';

/** Where a fault is inflicted in a test: AWS is asked often, as it answers at once. */
export function place(account: Account): FaultPlace {
  return {
    account,
    pollSeconds: 0.02,
    outputs: {
      Url: 'https://www.example.com',
      ServerGroupName: devName,
      TargetGroupArn: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/t/1',
      LogGroupName: `/${devName}/servers`,
      DashboardUrl: 'https://console.aws.amazon.com/',
    },
  };
}
