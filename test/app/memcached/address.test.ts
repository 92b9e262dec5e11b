import { nameOf, parseAddresses } from '../../../app/memcached/address';

it.each([
  ['cache', [{ host: 'cache', port: 11211 }]],
  ['127.0.0.1:11311', [{ host: '127.0.0.1', port: 11311 }]],
  ['[::1]:11311', [{ host: '::1', port: 11311 }]],
  ['[2001:DB8::1]', [{ host: '2001:db8::1', port: 11211 }]],
  [
    'Shop.abc123.0001.euc1.cache.amazonaws.com:11211, shop.abc123.0002.euc1.cache.amazonaws.com:11211',
    [
      { host: 'shop.abc123.0001.euc1.cache.amazonaws.com', port: 11211 },
      { host: 'shop.abc123.0002.euc1.cache.amazonaws.com', port: 11211 },
    ],
  ],
])('reads %s', (list, addresses) => {
  expect(parseAddresses(list)).toEqual(addresses);
});

it.each([
  '',
  ',',
  'a,',
  'a b',
  'cache:0',
  'cache:65536',
  'cache:',
  'cache:11211:1',
  '::1',
  '[cache]:1',
  '[::1',
  '[]:1',
  'memcached://cache:11211',
  'ann:secret@cache',
  'cache/x',
  'ca\nche',
])('refuses %j', (list) => {
  expect(() => parseAddresses(list)).toThrow(/^must be a list like/);
});

it('refuses a node named twice', () => {
  expect(() => parseAddresses('cache,b,CACHE:11211')).toThrow('must not name a node twice');
});

it('names each node as it is written in a list', () => {
  for (const name of ['cache:11211', '10.0.0.7:1', '[2001:db8::1]:11211']) {
    expect(parseAddresses(name).map(nameOf)).toEqual([name]);
  }
});
