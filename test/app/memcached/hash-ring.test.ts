import { HashRing } from '../../../app/memcached/hash-ring';

const names = (count: number) =>
  Array.from({ length: count }, (_, i) => `shop.abc123.000${i + 1}.euc1.cache.amazonaws.com:11211`);
/** Tags of sessions: four characters of base64url. */
const places = Array.from({ length: 20_000 }, (_, i) =>
  Buffer.from([i & 0xff, (i >> 8) & 0xff, (i * 31) & 0xff]).toString('base64url'),
);

const owners = (nodes: readonly string[]) => {
  const ring = new HashRing(nodes);
  return places.map((place) => nodes[ring.ownerOf(place)]!);
};

it.each([2, 3, 6])('gives each of %i nodes about its share', (count) => {
  const shares = new Map<string, number>();
  for (const owner of owners(names(count))) shares.set(owner, (shares.get(owner) ?? 0) + 1);
  for (const name of names(count)) {
    const share = (shares.get(name)! * count) / places.length;
    expect(share).toBeGreaterThan(0.75);
    expect(share).toBeLessThan(1.25);
  }
});

it('moves nothing but the share of a node that is added', () => {
  const [before, after] = [owners(names(3)), owners(names(4))];
  const moved = places.filter((_, i) => before[i] !== after[i]);
  expect(moved.length / places.length).toBeLessThan(0.33);
  for (const [i, owner] of after.entries()) {
    if (owner !== before[i]) expect(owner).toBe(names(4)[3]);
  }
});

it('is the same on all servers, in whatever order they were told the nodes', () => {
  expect(owners(names(5).toReversed())).toEqual(owners(names(5)));
});

it('stays the same from version to version: another ring would sign everybody out', () => {
  const ring = new HashRing(names(3));
  const some = [...places.slice(0, 40), '', 'a'.repeat(300), 'é'];
  expect(some.map((place) => ring.ownerOf(place)).join('')).toBe(
    '0201101101121010201022001122112001212001002',
  );
});

it('goes round from any place: first the owner, then each other node once', () => {
  const ring = new HashRing(names(4));
  for (const place of places.slice(0, 500)) {
    const order = ring.from(place);
    expect(order[0]).toBe(ring.ownerOf(place));
    expect(order.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3]);
  }
});

it('has all on the one node where there is one', () => {
  expect(new Set(owners(['cache:11211'])).size).toBe(1);
});
