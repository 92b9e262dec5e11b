import type { FastifyInstance } from 'fastify';

export interface StopOptions {
  /** Seconds between /readyz turning to 503 and the end of listening: the load balancer's time to notice. */
  delay: number;
  /** Seconds that running requests then have to finish. */
  timeout: number;
}

/**
 * Ends the process without failing a request: unready, wait, stop listening, finish, close, exit 0.
 * A second signal ends it at once.
 */
export function stopOnSignal(app: FastifyInstance, { delay, timeout }: StopOptions): void {
  let stopping = false;
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1);
    stopping = true;
    app.log.info({ signal }, 'stopping');
    app.drain();
    setTimeout(() => {
      setTimeout(() => {
        app.log.error('requests were still running when the time was up');
        process.exit(1);
      }, timeout * 1000).unref();
      // Closing ends the connections that are idle now. One that still sends a long answer gets idle later.
      // The timer also keeps the process until closing has ended: what is waited for may hold nothing open.
      setInterval(() => app.server.closeIdleConnections(), 200);
      app.close().then(
        () => {
          app.log.info('stopped');
          process.exit(0);
        },
        (error: unknown) => {
          app.log.error({ err: error }, 'stopped, but not cleanly');
          process.exit(1);
        },
      );
    }, delay * 1000);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}
