import plugin from 'fastify-plugin';
import type { Histogram, Registry } from 'prom-client';
import { isProbe, routeOf } from './route-of';
import type { ObserveCall } from './timed-carrier';

declare module 'fastify' {
  interface FastifyInstance {
    observeSessionStore: ObserveCall;
    /** Adds a figure to /metrics and to the log's line of figures, read each time that it is asked for. */
    gauge: (name: string, help: string, read: () => number) => void;
    /** Every gauge, by its name. */
    readGauges: () => Record<string, number>;
    /** What all calls of the session store come to, since this server started. */
    sessionStoreCalls: { number: number; failed: number; seconds: number };
  }
}

interface GaugeOptions {
  name: string;
  help: string;
  read: () => number;
}

/**
 * /metrics in Prometheus's format, for who calls this server itself: who came through the load balancer
 * finds nothing there. prom-client is loaded after the first answer, so that a start needn't wait for it.
 * CloudWatch's figures are made of the log (`lib/infra/web/log-metrics.ts`): of the same events.
 */
export const metrics = plugin(
  async (app) => {
    let inFlight = 0;
    let loading: Promise<Metrics> | undefined;
    let loaded: Metrics | undefined;
    const gauges: GaugeOptions[] = [];
    /** Calls of the session store that came before what counts them. */
    const early: ((metrics: Metrics) => void)[] = [];
    const load = () =>
      (loading ??= loadMetrics(gauges).then((metrics) => {
        for (const observe of early.splice(0)) observe(metrics);
        return (loaded = metrics);
      }));
    app.decorate('gauge', (name, help, read) => {
      gauges.push({ name, help, read });
    });
    app.decorate('readGauges', () =>
      Object.fromEntries(gauges.map(({ name, read }) => [name, read()])),
    );
    app.gauge('http_requests_in_flight', 'Requests being answered now', () => inFlight);

    app.addHook('onRequest', async (_request, reply) => {
      inFlight += 1;
      // Not at onResponse, which never comes where the client went away.
      reply.raw.once('close', () => (inFlight -= 1));
    });
    app.addHook('onResponse', async (request, reply) => {
      const { requests } = loaded ?? (await load());
      const route = routeOf(request);
      if (isProbe(route)) return;
      const labels = { method: request.method, route, status: reply.statusCode };
      requests.observe(labels, reply.elapsedTime / 1000);
    });
    const calls = { number: 0, failed: 0, seconds: 0 };
    app.decorate('sessionStoreCalls', calls);
    app.decorate('observeSessionStore', (operation, seconds, outcome) => {
      calls.number += 1;
      if (outcome === 'failed') calls.failed += 1;
      calls.seconds += seconds;
      const observe = ({ sessionStore }: Metrics) =>
        sessionStore.observe({ operation, outcome }, seconds);
      if (loaded) observe(loaded);
      else early.push(observe);
    });

    app.get('/metrics', async (request, reply) => {
      if (request.headers['x-forwarded-for'] !== undefined) return reply.callNotFound();
      const { registry } = await load();
      reply.header('cache-control', 'no-store').type(registry.contentType);
      return registry.metrics();
    });
  },
  { name: 'metrics' },
);

interface Metrics {
  registry: Registry;
  requests: Histogram;
  sessionStore: Histogram;
}

async function loadMetrics(gauges: readonly GaugeOptions[]): Promise<Metrics> {
  const { Gauge, Histogram, Registry, collectDefaultMetrics } = await import('prom-client');
  const registry = new Registry();
  const registers = [registry];
  // The process and Node: CPU, memory, event loop lag, garbage collection.
  collectDefaultMetrics({ register: registry });

  for (const { name, help, read } of gauges) {
    void new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  }

  return {
    registry,
    requests: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'From the request to the end of its answer; probes are left out',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers,
    }),
    sessionStore: new Histogram({
      name: 'session_store_duration_seconds',
      help: 'Calls to the session store',
      labelNames: ['operation', 'outcome'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25],
      registers,
    }),
  };
}
