import { createHash } from 'node:crypto';

/** Points of each node on the ring: the more, the more equal the shares. With 160 they differ by a tenth. */
const POINTS = 160;

/**
 * Which node keeps what: consistent hashing, as libketama does it. Nodes have points on a ring of 2^32
 * places, and what has a place belongs to the next point. All servers find the same node, without asking
 * anybody; and with one node more, or one less, only that node's share of the places moves.
 */
export class HashRing {
  /** Ascending, and whose point each is. */
  readonly #points: Uint32Array;
  readonly #owners: readonly number[];
  readonly #size: number;

  /** @param names of the nodes; the same names make the same ring, in whatever order they come */
  constructor(names: readonly string[]) {
    const points = names
      .flatMap((name, owner) => pointsOf(name).map((at) => ({ at, name, owner })))
      .toSorted((a, b) => a.at - b.at || (a.name < b.name ? -1 : 1));
    this.#points = Uint32Array.from(points, ({ at }) => at);
    this.#owners = points.map(({ owner }) => owner);
    this.#size = names.length;
  }

  /** The index of the node that keeps what belongs to `place`, any text. */
  ownerOf(place: string): number {
    return this.#size === 1 ? 0 : this.#owners[this.#after(place)]!;
  }

  /** The indices of all nodes, each once: the owner, then those that one meets further along the ring. */
  from(place: string): number[] {
    const first = this.#after(place);
    return [...new Set([...this.#owners.slice(first), ...this.#owners.slice(0, first)])];
  }

  /** The index of the first point that is not before the place; after the last comes the first. */
  #after(place: string): number {
    const at = hash32(place);
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#points[middle]! < at) low = middle + 1;
      else high = middle;
    }
    return low === this.#points.length ? 0 : low;
  }
}

function pointsOf(name: string): number[] {
  const points: number[] = [];
  for (let i = 0; points.length < POINTS; i++) {
    const digest = createHash('sha256').update(`${name}-${i}`).digest();
    for (let at = 0; at < digest.length; at += 4) points.push(digest.readUInt32LE(at));
  }
  return points;
}

/**
 * FNV-1a, then the last steps of MurmurHash3, which spread what differs in one bit over all of them. Not
 * a cryptographic hash: it decides on a node, at each request.
 */
function hash32(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
