import { projectServices } from './project-services';
import type { LocalService, Source } from './service';

export interface ServicesOptions {
  /** The project's folder. */
  root: string;
  /** For tests: empty at the start, fast rather than durable, gone at the end. Default: false. */
  ephemeral?: boolean;
  /**
   * Take only servers from PATH, or only the embedded ones, even where an address is given. Default:
   * LOCAL_SERVICES of the environment, else each service's own order.
   */
  source?: Source;
  /** Where the addresses of given servers, and PATH, are looked up. Default: this process's environment. */
  environment?: NodeJS.ProcessEnv;
  /** Default: those that this project needs. */
  services?: readonly LocalService[];
}

export interface Services {
  /** The variables that the app needs in its environment to find the services. */
  readonly environment: Readonly<Record<string, string>>;
  /** One line a service: which server was taken, why, and its address. */
  readonly describe: readonly string[];
  /** Settles, with a sentence for people, when a service ends without having been asked to. */
  readonly lost: Promise<string>;
  /** Ends what was started here, and only that. */
  stop(): Promise<void>;
}

/**
 * Starts the servers that the project needs, all at once, on free ports of the loopback interface. They
 * end with `stop()`, and by themselves when this process ends, however that happens.
 * Throws, naming the cure, if one of them can't be had; none is left running then.
 */
export async function startServices(options: ServicesOptions): Promise<Services> {
  const { root, ephemeral = false, environment = process.env } = options;
  const services = options.services ?? projectServices;
  const source = options.source ?? sourceFrom(environment['LOCAL_SERVICES']);
  const starts = await Promise.allSettled(
    services.map((service) => service.start({ root, ephemeral, source, environment })),
  );
  const running = starts.flatMap((start) => (start.status === 'fulfilled' ? [start.value] : []));
  const stop = async () => {
    await Promise.all(running.map((service) => service.stop()));
  };
  const failed = starts.find(
    (start): start is PromiseRejectedResult => start.status === 'rejected',
  );
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    environment: Object.fromEntries(running.map(({ variable, url }) => [variable, url])),
    describe: running.map((service) => service.description),
    lost: Promise.race(running.map((service) => service.lost)),
    stop,
  };
}

function sourceFrom(text: string | undefined): Source | undefined {
  if (!text) return undefined;
  if (text === 'path' || text === 'embedded') return text;
  throw new Error(`LOCAL_SERVICES=${text}: choose path or embedded, or unset it.`);
}
