// The commands that Memcached has had from the beginning (`protocol.txt` of its source). A command gets the
// words of its line, and the block of data if it has one, and returns the answer.

const { count, number } = require('./counting');
const { MOST_BYTES, expiresAt } = require('./items');

const STORED = 'STORED\r\n';
const NOT_STORED = 'NOT_STORED\r\n';
const NOT_FOUND = 'NOT_FOUND\r\n';
const BAD_FORMAT = 'CLIENT_ERROR bad command line format\r\n';

/**
 * @param {import('./items').Items} items
 * @param {readonly string[]} keys
 * @param {boolean} withVersion
 * @param {number} [exptime] a new end for each
 */
function values(items, keys, withVersion, exptime) {
  if (keys.length === 0) return 'ERROR\r\n';
  if (keys.some((key) => key.length > 250)) return BAD_FORMAT;
  const parts = [];
  for (const key of keys) {
    const item = items.get(key);
    if (item === undefined) continue;
    if (exptime !== undefined) item.expires = expiresAt(exptime);
    const version = withVersion ? ` ${item.version}` : '';
    parts.push(
      Buffer.from(`VALUE ${key} ${item.flags} ${item.value.length}${version}\r\n`, 'latin1'),
      item.value,
      Buffer.from('\r\n'),
    );
  }
  return Buffer.concat([...parts, Buffer.from('END\r\n')]);
}

/**
 * @param {import('./items').Items} items
 * @param {string[]} words
 * @param {(before: bigint, by: bigint) => bigint} change
 */
function counted(items, [key = '', by = ''], change) {
  const delta = number(by);
  if (delta === undefined) return 'CLIENT_ERROR invalid numeric delta argument\r\n';
  const item = items.get(key);
  if (item === undefined) return NOT_FOUND;
  const sum = count(items, key, item, change(0n, delta));
  return sum === undefined
    ? 'CLIENT_ERROR cannot increment or decrement non-numeric value\r\n'
    : `${sum}\r\n`;
}

/** With the words: key, flags, exptime, length, and for `cas` the version. */
const classicStoring = {
  set: (items, [key, flags, exptime], data) => {
    items.set(key, data, Number(flags), Number(exptime));
    return STORED;
  },
  add: (items, words, data) => {
    if (items.get(words[0]) !== undefined) return NOT_STORED;
    return classicStoring.set(items, words, data);
  },
  replace: (items, words, data) => {
    if (items.get(words[0]) === undefined) return NOT_STORED;
    return classicStoring.set(items, words, data);
  },
  append: (items, [key], data) => {
    const item = items.get(key);
    if (item === undefined) return NOT_STORED;
    items.change(key, item, Buffer.concat([item.value, data]));
    return STORED;
  },
  prepend: (items, [key], data) => {
    const item = items.get(key);
    if (item === undefined) return NOT_STORED;
    items.change(key, item, Buffer.concat([data, item.value]));
    return STORED;
  },
  cas: (items, words, data) => {
    const item = items.get(words[0]);
    if (item === undefined) return NOT_FOUND;
    if (String(item.version) !== words[4]) return 'EXISTS\r\n';
    return classicStoring.set(items, words, data);
  },
};

const classic = {
  get: (items, keys) => values(items, keys, false),
  gets: (items, keys) => values(items, keys, true),
  gat: (items, [exptime, ...keys]) => values(items, keys, false, Number(exptime)),
  gats: (items, [exptime, ...keys]) => values(items, keys, true, Number(exptime)),
  touch: (items, [key, exptime]) => {
    const item = items.get(key);
    if (item === undefined) return NOT_FOUND;
    item.expires = expiresAt(Number(exptime));
    return 'TOUCHED\r\n';
  },
  delete: (items, [key]) => {
    if (items.get(key) === undefined) return NOT_FOUND;
    items.delete(key);
    return 'DELETED\r\n';
  },
  incr: (items, words) => counted(items, words, (zero, by) => zero + by),
  decr: (items, words) => counted(items, words, (zero, by) => zero - by),
  flush_all: (items) => {
    items.clear();
    return 'OK\r\n';
  },
  verbosity: () => 'OK\r\n',
  version: () => 'VERSION 1.6.18\r\n',
  stats: (items) => {
    const figures = {
      pid: process.pid,
      uptime: Math.floor(process.uptime()),
      time: Math.floor(Date.now() / 1000),
      version: '1.6.18',
      curr_items: items.count,
      bytes: items.bytes,
      limit_maxbytes: MOST_BYTES,
    };
    const lines = Object.entries(figures).map(([name, value]) => `STAT ${name} ${value}\r\n`);
    return `${lines.join('')}END\r\n`;
  },
  /** Names all keys: `lru_crawler metadump all`. */
  lru_crawler: (items, [action]) => {
    if (action !== 'metadump') return 'ERROR\r\n';
    const lines = [...items.all()].map(
      ({ key, expires, version }) =>
        `key=${encodeURIComponent(key)} exp=${expires || -1} cas=${version}\n`,
    );
    return `${lines.join('')}END\r\n`;
  },
};

module.exports = { classic, classicStoring };
