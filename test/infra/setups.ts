import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../lib/infra/config';
import type { EnvironmentConfig, EnvironmentName, Project } from '../../lib/infra/config';

/** One way to set the project up: the real configuration of an environment, with changes. */
export interface Setup {
  readonly environment: EnvironmentName;
  readonly project?: Partial<Project>;
  readonly config?: Partial<EnvironmentConfig>;
}

export type Setups = Readonly<Record<string, Setup>>;

const domain = { name: 'example.com', hostedZoneId: 'Z0123456789ABCDEFGHIJ' };
const { dev, prod } = environments;

/** The setups whose templates are kept as snapshots, and which hold every promise. */
export const mainSetups: Setups = {
  dev: { environment: 'dev' },
  prod: { environment: 'prod' },
  'dev with a domain': { environment: 'dev', project: { domain } },
  'prod with a domain': { environment: 'prod', project: { domain } },
};

/** Other settings that an operator may choose: these must pass the validator and cdk-nag too. */
export const otherSetups: Setups = {
  'prod with all that is optional': {
    environment: 'prod',
    project: { name: 'a'.repeat(31) },
    config: {
      alarmEmail: 'operator@example.com',
      account: '123456789012',
      monthlyBudget: 250.5,
      firewall: {
        requestsPerMinute: 600,
        managedRules: ['common', 'known-bad-inputs', 'injection', 'bad-reputation', 'anonymous'],
      },
      servers: {
        ...prod.servers,
        min: 2,
        max: 8,
        rollout: 'refresh',
        warmPool: 2,
        schedule: [
          { name: 'work-day-starts', cron: '30 7 * * MON-FRI', timeZone: 'Europe/Berlin', min: 4 },
          { name: 'night', cron: '0 22 * * *', timeZone: 'Europe/Berlin', min: 2, max: 4 },
        ],
      },
    },
  },
  'prod in Frankfurt with a gateway per zone': {
    environment: 'prod',
    project: { region: 'eu-central-1' },
    config: {
      network: { ...prod.network, egress: 'nat-gateway-per-zone' },
      firewall: { requestsPerMinute: 1000, managedRules: [] },
    },
  },
  'prod with a domain and a regional gateway': {
    environment: 'prod',
    project: { domain },
    config: {
      network: { ...prod.network, egress: 'nat-regional' },
      firewall: { requestsPerMinute: 1000, managedRules: ['common'] },
    },
  },
  'dev with named zones and x86 behind one gateway': {
    environment: 'dev',
    config: {
      network: { ...dev.network, egress: 'nat-gateway', zones: ['us-east-1b', 'us-east-1c'] },
      servers: {
        ...dev.servers,
        type: 't3.micro',
        min: 1,
        max: 3,
        rollout: 'rolling',
        schedule: [{ name: 'morning', cron: '0 8 * * *', timeZone: 'Etc/UTC', min: 1 }],
      },
    },
  },
};

/** Each store that there is code for, alone and with settings of its own: `data/STORE/setups.ts`. */
export async function storeSetups(): Promise<Setups> {
  const folders = readdirSync(join(__dirname, 'data'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(__dirname, 'data', name, 'setups'));
  const modules: { setups: Setups }[] = await Promise.all(
    folders.map(async (file) => import(file)),
  );
  return Object.assign({}, ...modules.map(({ setups }) => setups));
}
