import { checkConfig } from '../../lib/infra/check-config';
import { environments } from '../../lib/infra/config';
import type { ServersConfig } from '../../lib/infra/config';
import type { StoreDefinition } from '../../lib/infra/store';

/** What `checkConfig` finds wrong in dev with these stores, one line for each problem. */
export function problemsWith(
  stores: readonly StoreDefinition[],
  servers: Partial<ServersConfig> = {},
): string[] {
  const { dev } = environments;
  const config = { ...dev, stores, servers: { ...dev.servers, ...servers } };
  try {
    checkConfig({ name: 'app', region: 'us-east-1', domain: undefined }, config);
    return [];
  } catch (error) {
    return String(error)
      .split('\n')
      .slice(1)
      .map((line) => line.trim());
  }
}
