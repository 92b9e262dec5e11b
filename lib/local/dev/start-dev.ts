import { join } from 'node:path';
import { startServices } from '../services';
import { AppRunner, type AppSettings } from './app-runner';
import { createBundler } from './bundler';
import { choosePort } from './choose-port';
import { migrations } from './migrations';
import { say, sayError, styled } from './say';
import { watchFolder } from './watch-folder';

export interface Dev {
  /** Settles, with the reason for people, when it can't start or something that it needs is lost. */
  readonly failed: Promise<string>;
  /** Ends everything that was started, whether the start is through or not. */
  stop(): Promise<void>;
}

/** Not dist/app, which `npm run build` empties; and another one for each server of the project. */
const bundleFor = (port: number) => join('dist', 'dev', String(port));

/** Starts the services and the app of the project in `root`, and the app anew at each change in app/. */
export function startDev(root: string): Dev {
  const host = process.env['HOST'] || '127.0.0.1';
  /** What to undo, the newest first. */
  const undo: (() => unknown)[] = [];

  async function start(): Promise<string> {
    const starting = startServices({ root });
    // Heard of further down; until then a failure must not end the process.
    starting.catch(() => {});
    undo.unshift(() =>
      starting.then(
        (services) => services.stop(),
        () => {},
      ),
    );
    const port = await choosePort(process.env['PORT']);
    const bundler = await createBundler(bundleFor(port));
    undo.unshift(() => bundler.dispose());

    // From the beginning: what is saved during the start must not be missed.
    let begin: (app: AppRunner) => void = () => {};
    const started = new Promise<AppRunner>((resolve) => {
      begin = resolve;
    });
    const reload = oneAtATime(async (path: string) => {
      const app = await started;
      say(`app/${path} has changed.`);
      const trouble = (await bundler.build()) ?? (await app.replace());
      if (!trouble) return;
      sayError(trouble);
      say(
        app.isRunning ? 'The server from before goes on.' : 'It starts again at the next change.',
      );
    });
    const stopWatching = watchFolder(join(root, 'app'), reload, (reason) => {
      sayError(`Changes in app/ are not noticed: ${reason}`);
    });
    undo.unshift(stopWatching);

    const [services, problem] = await Promise.all([starting, bundler.build()]);
    for (const line of services.describe) say(line);
    if (problem) return `${problem}\nThe app can't be built.`;

    const url = process.env['PUBLIC_URL'] || `http://localhost:${port}`;
    const settings: AppSettings = {
      root,
      bundle: join(root, bundleFor(port)),
      host: host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host,
      port,
      environment: {
        ...process.env,
        ...services.environment,
        HOST: host,
        PORT: String(port),
        PUBLIC_URL: url,
        // A page that is still loading must not hold up a reload.
        SHUTDOWN_TIMEOUT_SECONDS: '1',
      },
    };
    const app = new AppRunner(settings, migrations(settings));
    undo.unshift(() => app.stop());
    const failure = await app.replace();
    if (failure) return failure;
    const seconds = (performance.now() / 1000).toFixed(1);
    say(`${styled('bold', url)} after ${seconds} s. Ctrl-C ends it all.`);

    begin(app);
    return services.lost;
  }

  return {
    failed: start().catch((error: unknown) =>
      error instanceof Error ? error.message : String(error),
    ),
    async stop() {
      for (const step of undo.splice(0)) await step();
    },
  };
}

/** While a call runs, further ones are put off; of those only the last is made. */
function oneAtATime<T>(action: (argument: T) => Promise<void>): (argument: T) => void {
  let next: { argument: T } | undefined;
  let isRunning = false;
  return (argument) => {
    next = { argument };
    if (isRunning) return;
    isRunning = true;
    void (async () => {
      for (; next;) {
        const { argument: current } = next;
        next = undefined;
        await action(current).catch((error: unknown) => sayError(String(error)));
      }
      isRunning = false;
    })();
  };
}
