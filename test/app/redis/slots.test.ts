import * as fc from 'fast-check';
import { redirectionIn, slotRanges } from '../../../app/redis/slot-map';
import { keyOf, slotOf } from '../../../app/redis/slots';
import { OwnRedis, isRealRedis } from './own-redis';

describe('the slot of a key', () => {
  it.each([
    // The specification's check value, and its examples of braces.
    ['123456789', 0x31c3],
    ['{user1000}.following', slotOf('user1000')],
    ['foo{}{bar}', 8363],
    ['foo{{bar}}zap', slotOf('{bar')],
    ['foo{bar}{zap}', slotOf('bar')],
    ['{unclosed', slotOf('{unclosed')],
    ['', 0],
  ])('of %j is %i', (key, slot) => {
    expect(slotOf(key)).toBe(slot);
  });

  (isRealRedis ? it : it.skip)('is what Redis says it is', async () => {
    const redis = await OwnRedis.start({ settings: ['cluster-enabled yes', 'cluster-port 0'] });
    try {
      const letters = fc.constantFrom('a', 'Z', '0', ':', '{', '}', 'é', '茶', '🎈');
      const anyKey = fc.oneof(fc.string({ unit: letters }), fc.string({ unit: 'grapheme' }));
      await fc.assert(
        fc.asyncProperty(
          anyKey,
          async (key) => slotOf(key) === (await redis.ask('CLUSTER', 'KEYSLOT', key)),
        ),
        { numRuns: 500 },
      );
    } finally {
      await redis.stop();
    }
  });
});

it.each([
  [['HGETALL', 'sess:{abcd}:x'], 'sess:{abcd}:x'],
  [['EVALSHA', 'sha1', '2', 'one', 'two', 'argument'], 'one'],
  [['EVAL', 'return 1', '1', 'one'], 'one'],
])('the key of %j is %j', (args, key) => {
  expect(keyOf(args)).toBe(key);
});

describe('where a redirection goes', () => {
  it.each([
    ['MOVED 3999 127.0.0.1:6381', { kind: 'MOVED', slot: 3999, to: ['127.0.0.1', 6381] }],
    [
      'ASK 1 a-0001.cache.example:6379',
      { kind: 'ASK', slot: 1, to: ['a-0001.cache.example', 6379] },
    ],
    ['MOVED 7 2001:db8::7:6379', { kind: 'MOVED', slot: 7, to: ['2001:db8::7', 6379] }],
    // Redis 7: "the host that you asked, another port".
    ['MOVED 7 :6380', { kind: 'MOVED', slot: 7, to: ['asked', 6380] }],
    ['MOVED 7 ?:6380', { kind: 'MOVED', slot: 7, to: ['asked', 6380] }],
  ])('by %j', (message, { kind, slot, to: [host, port] }) => {
    expect(redirectionIn(message, 'asked')).toEqual({ kind, slot, to: { host, port } });
  });

  it.each(['ERR unknown command', 'MOVED', 'WRONGTYPE MOVED 1 a:1', 'CLUSTERDOWN'])(
    'is no question for the error %j',
    (message) => {
      expect(redirectionIn(message, 'asked')).toBeNull();
    },
  );
});

it('takes a node that has no name for the one that was asked', () => {
  const answer: Parameters<typeof slotRanges>[0] = [
    [0, 9, ['', 1]],
    [10, 19, [null, 2]],
    [20, 29, ['b', 3]],
  ];
  expect(slotRanges(answer, 'asked').map(({ primary }) => primary.host)).toEqual([
    'asked',
    'asked',
    'b',
  ]);
});
