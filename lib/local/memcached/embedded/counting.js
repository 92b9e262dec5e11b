// What `incr`, `decr` and `ma` have in common.

/** Memcached counts in 64 bits without a sign, and begins again at 0 after the largest number. */
const MODULUS = 1n << 64n;

/** @param {string} text */
function number(text) {
  return /^\d{1,20}$/.test(text) && BigInt(text) < MODULUS ? BigInt(text) : undefined;
}

/**
 * @param {import('./items').Items} items
 * @param {string} key
 * @param {import('./items').Item} item
 * @param {bigint} delta
 * @returns {string | undefined} the sum; undefined where the value is no number
 */
function count(items, key, item, delta) {
  const before = number(item.value.toString('latin1').trimEnd());
  if (before === undefined) return undefined;
  let sum = before + delta;
  if (sum < 0n) sum = 0n;
  const text = String(sum % MODULUS);
  // A smaller number leaves the item as long as it was.
  items.change(key, item, Buffer.from(text.padEnd(item.value.length)));
  return text;
}

module.exports = { count, number };
