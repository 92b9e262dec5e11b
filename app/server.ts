import formbody from '@fastify/formbody';
import Fastify, { LogController, type FastifyBaseLogger, type FastifyInstance } from 'fastify';
import { type Config, isSecure } from './config';
import { data } from './data';
import { openDatabase } from './database/database';
import { createLog } from './log';
import { accessLog } from './plugins/access-log';
import { drain } from './plugins/drain';
import { errors, schemaErrorFormatter } from './plugins/errors';
import { figures } from './plugins/figures';
import { metrics } from './plugins/metrics';
import { rateLimits } from './plugins/rate-limits';
import { routeRefused } from './plugins/refused-address';
import { sameOrigin } from './plugins/same-origin';
import { securityHeaders } from './plugins/security-headers';
import { timedCarrier } from './plugins/timed-carrier';
import { requestId } from './request-id';
import { assetRoutes } from './routes/assets';
import { cartRoutes } from './routes/cart';
import { counterRoutes } from './routes/counter';
import { healthRoutes } from './routes/health';
import { homeRoutes } from './routes/home';
import { sessionsRoutes } from './routes/sessions';
import { sessionCookie } from './session/cookie';
import { sessionPlugin } from './session/plugin';
import { openSessionStore } from './session-store';

declare module 'fastify' {
  interface FastifyInstance {
    config: Config;
    /** Where sessions live, in a word, and whether changes made there at the same moment all count. */
    sessionStore: { name: string; atomic: boolean };
  }
}

/**
 * The server, not yet listening. It holds nothing between requests but open connections: whatever must
 * be known at the next one is where every server finds it, or in the browser.
 */
export async function buildServer(
  config: Config,
  log: FastifyBaseLogger = createLog(config),
): Promise<FastifyInstance> {
  const app: FastifyInstance = Fastify({
    loggerInstance: log,
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: requestId,
    // So many proxies are ours; whatever X-Forwarded-For says beyond them, a client may have made up.
    // (A function: to a bare number Fastify answers by trusting nobody.) That only the load balancer can
    // be the first of them is the security group's doing.
    trustProxy: (_address, hop) => hop < config.TRUSTED_PROXIES,
    bodyLimit: 16 * 1024,
    // Longer than the load balancer's 60 s: it must be the one to close an idle connection, or it sends
    // a request into one that is just being closed, and the client sees a 502.
    keepAliveTimeout: 65_000,
    requestTimeout: 70_000,
    // While stopping, requests on open connections are still answered.
    return503OnClosing: false,
    ajv: {
      customOptions: {
        verbose: true,
        // A few µs a request; to optimize the checks takes longer at each start than it ever gives back.
        code: { optimize: false },
        // The tests have checked the schemas: to check them again takes a quarter of the start.
        validateSchema: process.env['NODE_ENV'] !== 'production',
      },
    },
    schemaErrorFormatter,
    frameworkErrors: (error, request, reply) => routeRefused(app, error, request, reply),
  });
  app.server.headersTimeout = 66_000;

  const database = openDatabase(config, log);
  const store = openSessionStore(config, log);
  app.addHook('onReady', async () => {
    // The first request should find it connected; but a server starts without it, too.
    await store.ready(1000);
  });
  app.addHook('onClose', async () => {
    await store.close();
    await database.close();
  });

  app.decorate('config', config);
  const { name, carrier } = store;
  app.decorate('sessionStore', { name, atomic: carrier.capabilities.atomic });

  const secure = isSecure(config);
  await app.register(accessLog);
  await app.register(metrics);
  await app.register(figures, {
    every: config.FIGURES_SECONDS,
    // Enough of a hash to know it by.
    release: config.RELEASE.slice(0, 12),
  });
  await app.register(errors);
  await app.register(drain);
  await app.register(securityHeaders, { secure });
  await app.register(sameOrigin, { publicUrl: config.PUBLIC_URL });
  await app.register(formbody);
  await app.register(rateLimits, {
    store: store.rateLimitStore,
    changes: config.CHANGE_LIMIT,
  });
  await app.register(sessionPlugin, {
    carrier: timedCarrier(carrier, app.observeSessionStore),
    cookie: sessionCookie(secure),
    idleTimeout: config.SESSION_IDLE_SECONDS,
    absoluteTimeout: config.SESSION_ABSOLUTE_SECONDS,
  });

  await app.register(healthRoutes);
  await app.register(assetRoutes);
  await app.register(homeRoutes);
  await app.register(counterRoutes);
  await app.register(cartRoutes);
  await app.register(data, { database });
  await app.register(sessionsRoutes);
  return app;
}
