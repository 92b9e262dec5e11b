import { isIPv6 } from 'node:net';

/** Where one node is. */
export interface Address {
  /** A name or an IP address, without brackets. */
  readonly host: string;
  readonly port: number;
}

const USUAL_PORT = 11_211;

/**
 * The nodes of a list like `cache-1.example:11211,10.0.0.7,[2001:db8::1]:11211`. An address has an order
 * of its own, so that of the list means nothing.
 * @throws Error whose message completes "MEMCACHED_NODES …"
 */
export function parseAddresses(list: string): readonly Address[] {
  const addresses = list.split(',').map((entry) => parseAddress(entry.trim()));
  const names = new Set(addresses.map(nameOf));
  // Twice the same node would get twice its share of the sessions.
  if (names.size < addresses.length) throw new Error('must not name a node twice');
  return addresses;
}

function parseAddress(text: string): Address {
  const [, bracketed, plain, digits] =
    /^(?:\[([^\][]*)\]|([\w.-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const port = digits === undefined ? USUAL_PORT : Number(digits);
  const host = bracketed ?? plain ?? '';
  const isHost = bracketed === undefined ? host !== '' : isIPv6(host);
  if (!isHost || port < 1 || port > 65_535) {
    throw new Error('must be a list like cache-1.example:11211,10.0.0.7:11211,[2001:db8::1]:11211');
  }
  return { host: host.toLowerCase(), port };
}

/** For people and for the ring: the same for all servers, and no other node's. */
export function nameOf({ host, port }: Address): string {
  return isIPv6(host) ? `[${host}]:${port}` : `${host}:${port}`;
}
