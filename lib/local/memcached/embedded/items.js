// What an embedded Memcached keeps: items with an end, the least recently used forgotten first.

/** Bytes of all items together, as `memcached -m 64`, and of one. */
const MOST_BYTES = 64 * 1024 * 1024;
const LARGEST_ITEM = 1024 * 1024;
/** Bytes that the real one needs for an item beside its key and value, about. */
const OVERHEAD = 60;
/** Seconds. A larger number is a date since 1970. */
const LONGEST_RELATIVE = 30 * 86_400;

/**
 * @typedef {object} Item
 * @property {Buffer} value
 * @property {number} flags the client's own
 * @property {number} expires seconds since 1970; 0: never
 * @property {bigint} version another one with each change
 */

/** Whole seconds, as the real one counts: an item for one second may be gone at once. */
const now = () => Math.floor(Date.now() / 1000);

/** @param {number} exptime as a command gives it */
function expiresAt(exptime) {
  if (exptime === 0) return 0;
  return exptime > 0 && exptime <= LONGEST_RELATIVE ? now() + exptime : exptime;
}

class Items {
  /** @type {Map<string, Item>} The least recently used first. */
  #items = new Map();
  #bytes = 0;
  #version = 0n;

  /** @param {string} key */
  get(key) {
    const item = this.#items.get(key);
    if (item === undefined) return undefined;
    if (item.expires !== 0 && item.expires <= now()) {
      this.delete(key);
      return undefined;
    }
    this.#items.delete(key);
    this.#items.set(key, item);
    return item;
  }

  /**
   * @param {string} key
   * @param {Buffer} value
   * @param {number} flags
   * @param {number} exptime
   * @returns {Item}
   */
  set(key, value, flags, exptime) {
    this.delete(key);
    const item = { value, flags, expires: expiresAt(exptime), version: ++this.#version };
    this.#items.set(key, item);
    this.#bytes += sizeOf(key, value);
    for (const oldest of this.#items.keys()) {
      if (this.#bytes <= MOST_BYTES) break;
      this.delete(oldest);
    }
    return item;
  }

  /**
   * The same item with another value: its end and flags stay.
   * @param {string} key
   * @param {Item} item
   * @param {Buffer} value
   */
  change(key, item, value) {
    this.#bytes += value.length - item.value.length;
    item.value = value;
    item.version = ++this.#version;
  }

  /** @param {string} key */
  delete(key) {
    const item = this.#items.get(key);
    if (item === undefined) return false;
    this.#items.delete(key);
    this.#bytes -= sizeOf(key, item.value);
    return true;
  }

  clear() {
    this.#items.clear();
    this.#bytes = 0;
  }

  /** Those that are not over. */
  *all() {
    for (const [key, item] of this.#items) {
      if (item.expires === 0 || item.expires > now()) yield { key, ...item };
    }
  }

  get count() {
    return this.#items.size;
  }

  get bytes() {
    return this.#bytes;
  }
}

/**
 * @param {string} key
 * @param {Buffer} value
 */
function sizeOf(key, value) {
  return key.length + value.length + OVERHEAD;
}

/**
 * @param {string} key
 * @param {number} length of the value
 */
function isTooLarge(key, length) {
  return key.length + length + OVERHEAD > LARGEST_ITEM;
}

/** @param {Item} item seconds; -1: for ever */
function secondsLeft(item) {
  return item.expires === 0 ? -1 : item.expires - now();
}

module.exports = { Items, LARGEST_ITEM, MOST_BYTES, expiresAt, isTooLarge, secondsLeft };
