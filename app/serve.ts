import { readConfig } from './config';
import { createLog } from './log';
import { buildServer } from './server';
import { stopOnSignal } from './stop';

/** `node server.js`: listens until a signal ends it. @throws EnvironmentError */
export async function serve(): Promise<void> {
  const config = readConfig(process.env);
  const log = createLog(config);
  process.on('uncaughtException', (error) => {
    // What else it broke nobody knows: another server, or this one started anew, does better.
    log.fatal({ err: error }, 'uncaught exception');
    process.exit(1);
  });
  const app = await buildServer(config, log);
  stopOnSignal(app, {
    delay: config.SHUTDOWN_DELAY_SECONDS,
    timeout: config.SHUTDOWN_TIMEOUT_SECONDS,
  });
  if (isInTheClear(config.PUBLIC_URL)) {
    log.warn(
      `PUBLIC_URL is ${config.PUBLIC_URL}: session cookies and all that people type cross the network unencrypted. Use https for anything but trying it out.`,
    );
  }
  await app.listen({
    port: config.PORT,
    host: config.HOST,
    listenTextResolver: (address) => `listening at ${address}`,
  });
}

function isInTheClear(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl);
  return protocol === 'http:' && !/^(localhost|127\.[\d.]+|\[::1\])$/.test(hostname);
}
