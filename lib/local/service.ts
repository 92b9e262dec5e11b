/**
 * What the project needs on the developer's machine besides itself. Each service knows where to get it
 * from: see the folder that is named for it.
 */
export interface LocalService {
  /** As people call it. */
  readonly name: string;
  /** The environment variable that tells the app its address; if it is given, that server is taken. */
  readonly variable: string;
  /** Throws an error that names the cure where no server can be had. */
  start(options: StartOptions): Promise<RunningService>;
}

/** `path`: a program installed on this machine. `embedded`: what npm installed with the project. */
export type Source = 'path' | 'embedded';

export interface StartOptions {
  /** The project's folder. */
  root: string;
  /** Empty at the start, fast rather than durable, and gone at the end: for tests. */
  ephemeral: boolean;
  /** Take only this source, even where an address is given. Undefined: the service's own order. */
  source: Source | undefined;
  /** Where the addresses of given servers, and PATH, are looked up. */
  environment: NodeJS.ProcessEnv;
}

export interface RunningService {
  readonly variable: string;
  /** The address, with user and password: what the variable is set to. */
  readonly url: string;
  /** One line for people: which server was taken, why, and its address. */
  readonly description: string;
  /** Settles, with a sentence for people, if the service ends without having been asked to. */
  readonly lost: Promise<string>;
  stop(): Promise<void>;
}

/** For a service that this process does not watch: its end is somebody else's affair. */
export const NEVER: Promise<never> = new Promise(() => {});
