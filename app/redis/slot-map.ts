/** A run of slots and the primary that has them. */
export interface SlotRange {
  readonly first: number;
  /** Included. */
  readonly last: number;
  readonly primary: Address;
}

export interface Address {
  /** A name or an IP address, as the cluster announces it: with TLS a name, which the certificate has, too. */
  readonly host: string;
  readonly port: number;
}

/** What CLUSTER SLOTS answers: [first, last, [host, port, …] of the primary, those of the replicas …] of each run. */
export type ClusterSlots = [first: number, last: number, [host: string | null, port: number]][];

/** @param asked the host that gave the answer: a node that knows no name of its own means that one */
export function slotRanges(answer: ClusterSlots, asked: string): SlotRange[] {
  return answer.map(([first, last, [host, port]]) => ({
    first,
    last,
    primary: { host: known(host, asked), port },
  }));
}

/** Where the key is, or its slot on its way to. */
export interface Redirection {
  readonly kind: 'MOVED' | 'ASK';
  readonly slot: number;
  readonly to: Address;
}

/** @param message of an error: `MOVED 3999 127.0.0.1:6381`, or `ASK …`; null: another error */
export function redirectionIn(message: string, asked: string): Redirection | null {
  const match = /^(MOVED|ASK) (\d+) (.*):(\d+)$/.exec(message);
  if (match === null) return null;
  const [, kind, slot, host, port] = match;
  return {
    kind: kind as Redirection['kind'],
    slot: Number(slot),
    to: { host: known(host!, asked), port: Number(port) },
  };
}

function known(host: string | null, asked: string): string {
  return host === null || host === '' || host === '?' ? asked : host;
}
