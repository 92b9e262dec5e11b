import type { AlarmDefinition } from './alarm-definition';
import type { EnvironmentConfig, Project } from './config';

/**
 * How browsers come in.
 * `certificate`: a public load balancer under the project's domain. `cloudfront`: CloudFront under
 * its own certificate before an internal load balancer. `plain-http`: a public load balancer that
 * speaks HTTP only.
 */
export type EntranceKind = 'certificate' | 'cloudfront' | 'plain-http';

export function entranceKind(project: Project, config: EnvironmentConfig): EntranceKind {
  if (project.domain !== undefined) return 'certificate';
  return config.httpsWithoutDomain === 'cloudfront' ? 'cloudfront' : 'plain-http';
}

/** What each way in gives to the server. */
export interface Entrance {
  /** The URL that browsers use, with no slash at its end. */
  readonly url: string;
  /** Proxies between the browser and the server, each of which adds to X-Forwarded-For. */
  readonly trustedProxies: number;
  /** What may go wrong with it alone. */
  alarms?(): AlarmDefinition[];
}
