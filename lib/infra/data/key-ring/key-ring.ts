import { CrossStackReferences, ReferenceStrength, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IWidget } from 'aws-cdk-lib/aws-cloudwatch';
import { InterfaceVpcEndpointAwsService } from 'aws-cdk-lib/aws-ec2';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { AlarmDefinition } from '../../alarm-definition';
import type { Store, StoreDefinition, StoreProps } from '../../store';
import { keyRingAlarms, readKeyRingLines } from './key-ring-operations';

/**
 * The keys of what browsers hold of their sessions.
 * @param environment further variables that tell servers how to use them
 */
export function keyRing(environment: Readonly<Record<string, string>> = {}): StoreDefinition {
  const id = 'SessionKeys';
  return {
    id,
    apis: { SecretsManager: InterfaceVpcEndpointAwsService.SECRETS_MANAGER },
    check: () => [],
    create: (scope, props) => new KeyRing(scope, id, { ...props, environment }),
  };
}

interface KeyRingProps extends StoreProps {
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * A ring of keys in Secrets Manager, `{"first":"…"}` in the beginning: a name for each key, all of
 * which verify, the newest of which signs. Servers read it every minute, so that it is rotated
 * with no restart: put a value that has one more key, named for the time from which it is to sign
 * (`"2027-01-01T00:00:00Z"`), and later one without the oldest.
 */
class KeyRing extends Construct implements Store {
  private readonly props: KeyRingProps;
  private readonly secret: Secret;

  constructor(scope: Construct, id: string, props: KeyRingProps) {
    super(scope, id);
    this.props = props;
    this.secret = new Secret(this, 'Ring', {
      description: 'Keys of the sessions that browsers hold',
      // For the first value alone. A change here makes a new value of everything: every session ends.
      generateSecretString: {
        secretStringTemplate: '{}',
        generateStringKey: 'first',
        passwordLength: 64,
        excludePunctuation: true,
      },
      removalPolicy: props.protect ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    // Servers only read the ARN into their environment and policy: with a weak reference another
    // session store can be chosen, and this one removed, in one deployment.
    CrossStackReferences.of(this.secret).produce(ReferenceStrength.WEAK);
    Validations.of(this.secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation overlaps: the new key is there before it signs, the old one verifies until its sessions have ended. An operator chooses both times.',
    });
  }

  get environment(): Record<string, string> {
    return { SESSION_KEYS_SECRET_ARN: this.secret.secretArn, ...this.props.environment };
  }

  grantUse(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['secretsmanager:GetSecretValue'],
        resources: [this.secret.secretArn],
      }),
    );
  }

  watch(log: ILogGroup): void {
    readKeyRingLines(log, this.props.name);
  }

  alarms(): AlarmDefinition[] {
    return keyRingAlarms(this.props.name);
  }

  widgets(): IWidget[] {
    return [];
  }
}
