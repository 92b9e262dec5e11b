import { allSetupNames, mainSetupNames, resources, templatesOf, theOne } from './templates';
import type { Properties } from './templates';

const everything = 'prod with all that is optional';
const budgetType = 'AWS::Budgets::Budget';

test('A budget counts what bears the tag of its environment alone', () => {
  const { Budget } = theOne(templatesOf(everything).web, budgetType).Properties;
  const name = `${'a'.repeat(31)}-prod`;
  expect(Budget).toEqual({
    BudgetName: name,
    BudgetType: 'COST',
    TimeUnit: 'MONTHLY',
    BudgetLimit: { Amount: 250.5, Unit: 'USD' },
    CostFilters: { TagKeyValue: [`user:deployment$${name}`] },
  });
});

test.each(allSetupNames)('Everything of %s bears that tag, its disks too', (setup) => {
  const { web, tags } = templatesOf(setup);
  const { AutoScalingGroupName: name } = theOne(
    web,
    'AWS::AutoScaling::AutoScalingGroup',
  ).Properties;
  for (const ofStack of tags) expect(ofStack).toMatchObject({ deployment: name });
  const { LaunchTemplateData } = theOne(web, 'AWS::EC2::LaunchTemplate').Properties;
  const volumes = LaunchTemplateData.TagSpecifications.find(
    ({ ResourceType }: Properties) => ResourceType === 'volume',
  );
  expect(volumes.Tags).toContainEqual({ Key: 'deployment', Value: name });
});

test('Its letters come before the money is spent, when that is foreseen, and when it is', () => {
  const { NotificationsWithSubscribers } = theOne(
    templatesOf(everything).web,
    budgetType,
  ).Properties;
  expect(
    NotificationsWithSubscribers.map(({ Notification }: Properties) => [
      Notification.NotificationType,
      Notification.Threshold,
      Notification.ThresholdType,
    ]),
  ).toEqual([
    ['ACTUAL', 80, 'PERCENTAGE'],
    ['FORECASTED', 100, 'PERCENTAGE'],
    ['ACTUAL', 100, 'PERCENTAGE'],
  ]);
  for (const { Subscribers } of NotificationsWithSubscribers) {
    expect(Subscribers).toEqual([{ SubscriptionType: 'EMAIL', Address: 'operator@example.com' }]);
  }
});

test.each(mainSetupNames)('%s has no budget without being asked for', (setup) => {
  expect(resources(templatesOf(setup).web, budgetType)).toEqual([]);
});
