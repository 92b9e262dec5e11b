import { Role } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

export interface ServerRoleProps {
  /** The role of the machines, which alone may become this one. */
  readonly host: Role;
}

/**
 * What a server may do in the account: sign in to its stores, as far as these grant it, and nothing
 * else. An EC2 instance has one role, and every process that asks the metadata service gets it. So
 * the machine keeps that for itself, and hands the server credentials of this role, which live for
 * an hour and are renewed every ten minutes: see host/credentials.sh.
 */
export class ServerRole extends Construct {
  readonly role: Role;

  constructor(scope: Construct, id: string, props: ServerRoleProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy: props.host, description: 'Servers' });
    this.role.grantAssumeRole(props.host);
  }
}
