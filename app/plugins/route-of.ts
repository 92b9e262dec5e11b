import type { FastifyRequest } from 'fastify';

/**
 * The pattern of the route that answered, or `none`: what requests are summed up by. Addresses would
 * be no measure, as there are as many as visitors make up.
 */
export function routeOf(request: FastifyRequest): string {
  return request.routeOptions.url ?? 'none';
}

/** Asked every few seconds by the load balancer and by who reads /metrics. */
const PROBES: ReadonlySet<string> = new Set(['/livez', '/readyz', '/metrics']);

/** Whether a route is for machines that watch: its answers are nobody's requests, and not counted. */
export function isProbe(route: string): boolean {
  return PROBES.has(route);
}
