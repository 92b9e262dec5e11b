/** How to sign in to Redis. */
export interface Credentials {
  /** Empty: the user named `default`. */
  readonly user: string;
  /** Empty: none needed. */
  readonly password: string;
  /** The password is a token of short life. */
  readonly expire: boolean;
}

/** Gives credentials that are good at the moment of the call. */
export type CredentialsProvider = () => Promise<Credentials>;

/** Those that stand in the URL. */
export function urlCredentials(url: URL): CredentialsProvider {
  const credentials = {
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    expire: false,
  };
  return () => Promise.resolve(credentials);
}
