import { CfnBudget } from 'aws-cdk-lib/aws-budgets';
import { Construct } from 'constructs';
import { deploymentTag } from '../deployment-tag';

export interface BudgetProps {
  /** Fixed name of the environment, the value of its `deployment` tag. */
  readonly name: string;
  /** US dollars a month. */
  readonly monthly: number;
  readonly email: string;
}

/**
 * Letters about what the environment costs. AWS sums up a few times a day: this notices what was
 * left running, not a flood of requests.
 */
export class Budget extends Construct {
  constructor(scope: Construct, id: string, props: BudgetProps) {
    super(scope, id);
    const letterAt = (
      percent: number,
      notificationType: 'ACTUAL' | 'FORECASTED',
    ): CfnBudget.NotificationWithSubscribersProperty => ({
      notification: {
        notificationType,
        comparisonOperator: 'GREATER_THAN',
        threshold: percent,
        thresholdType: 'PERCENTAGE',
      },
      subscribers: [{ subscriptionType: 'EMAIL', address: props.email }],
    });
    new CfnBudget(this, 'Budget', {
      budget: {
        budgetName: props.name,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: props.monthly, unit: 'USD' },
        // A second tag would be another value of the same filter, either of which is enough.
        costFilters: { TagKeyValue: [`user:${deploymentTag}$${props.name}`] },
      },
      notificationsWithSubscribers: [
        letterAt(80, 'ACTUAL'),
        letterAt(100, 'FORECASTED'),
        letterAt(100, 'ACTUAL'),
      ],
    });
  }
}
