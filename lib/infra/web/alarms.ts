import { Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../alarm-definition';

export interface AlarmsProps {
  /** Starts each alarm's name. */
  readonly name: string;
  /** Who is told. Without one the alarms have no action. */
  readonly email: string | undefined;
}

/**
 * The environment's alarms, all told to one address. AWS bills each by the month, for each metric that
 * it looks at. There is none that stands for several: it would say that something is wrong and leave
 * open what to do.
 */
export class Alarms extends Construct {
  readonly all: Alarm[] = [];
  private readonly namePrefix: string;
  private readonly action: SnsAction | undefined;

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    this.namePrefix = props.name;
    if (props.email !== undefined) {
      const topic = new Topic(this, 'Topic', { enforceSSL: true });
      topic.addSubscription(new EmailSubscription(props.email));
      // A policy of the topic's own, as enforceSSL makes one, takes the place of SNS's default, which
      // lets alarms in: without this they change colour and nobody hears of it.
      topic.addToResourcePolicy(
        new PolicyStatement({
          principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
          actions: ['sns:Publish'],
          resources: [topic.topicArn],
          conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
        }),
      );
      this.action = new SnsAction(topic);
    }
  }

  add(definitions: readonly AlarmDefinition[]): Alarm[] {
    const alarms = definitions.map((definition) => this.addOne(definition));
    this.all.push(...alarms);
    return alarms;
  }

  private addOne(definition: AlarmDefinition): Alarm {
    const alarm = new Alarm(this, definition.id, {
      alarmName: `${this.namePrefix}-${definition.id}`,
      alarmDescription: definition.whatToDo,
      metric: definition.metric,
      threshold: definition.threshold,
      comparisonOperator: definition.comparison ?? ComparisonOperator.GREATER_THAN_THRESHOLD,
      evaluationPeriods: definition.periods,
      treatMissingData: definition.missing ?? TreatMissingData.NOT_BREACHING,
    });
    if (this.action !== undefined) {
      alarm.addAlarmAction(this.action);
      alarm.addOkAction(this.action);
    }
    return alarm;
  }
}
