import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { environments } from '../infra/config';
import type { EnvironmentConfig, EnvironmentName, Project } from '../infra/config';
import { project } from '../infra/project';
import { explain } from './aws-failure';
import { Failure } from './failure';

/** What every client of the SDK is made with. Where it finds credentials is the SDK's own affair. */
export interface ClientConfig {
  readonly region: string;
  readonly requestHandler: {
    readonly connectionTimeout: number;
    readonly requestTimeout: number;
    readonly throwOnRequestTimeout: boolean;
  };
}

/** One environment in the AWS account that the credentials are of. */
export interface Account {
  /** Twelve digits. */
  readonly id: string;
  readonly region: string;
  readonly project: Project;
  readonly config: EnvironmentConfig;
  /** Starts the name of all that the environment has: `my-app-dev`. */
  readonly name: string;
  /** The one client of this class, made at the first call. @param region another than the project's */
  client<Client>(type: new (config: ClientConfig) => Client, region?: string): Client;
}

/** Whose the credentials are. */
export interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** Asks AWS whose the credentials are. @throws Failure there are none, or they are no good any more */
export async function identify(): Promise<Caller> {
  try {
    const { Account = '', Arn = '' } = await new STSClient(clientConfig).send(
      new GetCallerIdentityCommand({}),
    );
    return { account: Account, arn: Arn };
  } catch (error) {
    throw explain(error);
  }
}

/**
 * @param caller from `identify`, where it has been asked already
 * @throws Failure no credentials, or those of another account than the config says
 */
export async function openAccount(environment: EnvironmentName, caller?: Caller): Promise<Account> {
  const config = environments[environment];
  const { account, arn } = caller ?? (await identify());
  if (!fits(config, account)) {
    throw new Failure(
      `${environment} is in account ${config.account}, and these credentials are of ${account} (${arn}).`,
      `Use credentials of ${config.account}, for instance by AWS_PROFILE. The account is set in lib/infra/config.ts.`,
    );
  }
  const clients = new Map<string, unknown>();
  return {
    id: account,
    region: project.region,
    project,
    config,
    name: `${project.name}-${environment}`,
    client<Client>(
      type: new (options: ClientConfig) => Client,
      region: string = project.region,
    ): Client {
      const key = `${type.name} ${region}`;
      const client =
        (clients.get(key) as Client | undefined) ?? new type({ ...clientConfig, region });
      clients.set(key, client);
      return client;
    },
  };
}

/** Whether the environment may be in this account. */
export function fits({ account }: Pick<EnvironmentConfig, 'account'>, id: string): boolean {
  return account === undefined || account === id;
}

// package.json says which Node this runs on: the SDK's word on each start would only be noise.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] ??= 'true';

const clientConfig: ClientConfig = {
  region: project.region,
  // Milliseconds. Without these a silent network lets a command hang for ever.
  requestHandler: {
    connectionTimeout: 5000,
    requestTimeout: 30_000,
    throwOnRequestTimeout: true,
  },
};
