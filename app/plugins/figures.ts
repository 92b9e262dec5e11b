import { freemem, totalmem } from 'node:os';
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import type { FastifyInstance } from 'fastify';
import plugin from 'fastify-plugin';

export interface FiguresOptions {
  /** Seconds between two lines of figures; 0 for none. */
  every: number;
  /** The code that this server runs, in short: the log says by it which release did what. */
  release: string;
}

/** Milliseconds between two looks at the delay of the event loop. */
const LOOK = 20;

/**
 * How this server fares, in one line of the log each minute: CloudWatch takes its figures from there
 * (`lib/infra/web/log-metrics.ts`), so servers need neither a way to its API nor a permission. The
 * gauges among them are those of /metrics. All of it is about this server alone, and is lost with it.
 */
export const figures = plugin(
  async (app, { every, release }: FiguresOptions) => {
    if (every === 0) return;
    const measured = new Measured(app);
    let last = measured.take();
    app.gauge(
      'event_loop_busy_percent',
      'Share of its time that the one thread which runs the code was busy, in the last minute',
      () => last.event_loop_busy_percent,
    );
    app.gauge(
      'event_loop_lag_milliseconds',
      'What the event loop was late by, 99th percentile, in the last minute',
      () => last.event_loop_lag_milliseconds,
    );
    app.gauge(
      'memory_percent',
      "Share of the machine's memory in use, at the end of the last minute",
      () => last.memory_percent,
    );

    const write = () => {
      last = measured.take();
      app.log.info({ release, ...last, ...app.readGauges() }, 'figures');
    };
    let timer: NodeJS.Timeout | undefined;
    const writeInTime = () => {
      timer = setTimeout(
        () => {
          write();
          writeInTime();
        },
        untilMiddle(every * 1000),
      ).unref();
    };
    app.addHook('onListen', async () => {
      app.log.info({ release, node: process.version }, 'started');
      writeInTime();
    });
    app.addHook('onClose', async () => {
      clearTimeout(timer);
      write();
      measured.end();
    });
  },
  { name: 'figures', dependencies: ['metrics'] },
);

/** What is measured and counted from one line to the next. */
class Measured {
  readonly #app: Pick<FastifyInstance, 'sessionStoreCalls'>;
  readonly #delay = monitorEventLoopDelay({ resolution: LOOK });
  #since = performance.now();
  #loop = performance.eventLoopUtilization();
  #calls = { number: 0, failed: 0, seconds: 0 };

  constructor(app: Pick<FastifyInstance, 'sessionStoreCalls'>) {
    this.#app = app;
    this.#delay.enable();
  }

  /** The figures since the last time. */
  take() {
    const now = performance.now();
    const loop = performance.eventLoopUtilization();
    const calls = { ...this.#app.sessionStoreCalls };
    const taken = {
      seconds: rounded((now - this.#since) / 1000),
      event_loop_busy_percent: rounded(
        performance.eventLoopUtilization(loop, this.#loop).utilization * 100,
      ),
      // It measures from one look to the next: late is only what goes beyond the time between them.
      event_loop_lag_milliseconds: rounded(Math.max(0, this.#delay.percentile(99) / 1e6 - LOOK)),
      memory_percent: rounded((1 - freemem() / totalmem()) * 100),
      session_store_calls: calls.number - this.#calls.number,
      session_store_calls_failed: calls.failed - this.#calls.failed,
      session_store_milliseconds: rounded((calls.seconds - this.#calls.seconds) * 1000),
    };
    this.#delay.reset();
    this.#since = now;
    this.#loop = loop;
    this.#calls = calls;
    return taken;
  }

  end(): void {
    this.#delay.disable();
  }
}

/**
 * Milliseconds until the middle of the next period by the clock, half a minute past a minute, say. A line
 * is some seconds on its way to CloudWatch: this way each of its minutes has one line from each server.
 */
function untilMiddle(period: number): number {
  const rest = period - ((Date.now() + period / 2) % period);
  // A timer may be early by a little: the middle that it was for is not the next.
  return rest < period / 4 ? rest + period : rest;
}

/** To thousandths: the log is paid for by the byte. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
