// One client's connection to an embedded Memcached: commands in, answers out, in the same order.

const { classic, classicStoring } = require('./classic-commands');
const { LARGEST_ITEM, isTooLarge } = require('./items');
const { meta, metaStoring } = require('./meta-commands');

/** Bytes of a line at most; only `get` with its many keys may have a longer one. */
const LONGEST_LINE = 2048;
const LONGEST_KEY = 250;

const ERROR = 'ERROR\r\n';
const BAD_FORMAT = 'CLIENT_ERROR bad command line format\r\n';
const BAD_DATA = 'CLIENT_ERROR bad data chunk\r\n';

const plain = new Map(Object.entries({ ...classic, ...meta }));
const storing = new Map(Object.entries({ ...classicStoring, ...metaStoring }));

class Dialogue {
  #items;
  #received = Buffer.alloc(0);
  /** Bytes to pass over: of a value that is too large. */
  #swallow = 0;

  /** @param {import('./items').Items} items */
  constructor(items) {
    this.#items = items;
  }

  /**
   * @param {Buffer} chunk
   * @returns {{ answer: Buffer, isOver: boolean }}
   */
  take(chunk) {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const answers = [];
    for (;;) {
      const skipped = Math.min(this.#swallow, this.#received.length);
      this.#swallow -= skipped;
      this.#received = this.#received.subarray(skipped);
      const answer = this.#next();
      if (answer === undefined) break;
      if (answer === null) return { answer: Buffer.concat(answers), isOver: true };
      answers.push(typeof answer === 'string' ? Buffer.from(answer, 'latin1') : answer);
    }
    return { answer: Buffer.concat(answers), isOver: false };
  }

  /** Undefined: there is no complete command yet. Null: it is over. */
  #next() {
    const end = this.#received.indexOf('\n');
    const length = end === -1 ? this.#received.length : end;
    if (length > LONGEST_LINE && !/^gets? /.test(this.#received.toString('latin1', 0, 5))) {
      return null;
    }
    if (end === -1) return length > LARGEST_ITEM ? null : undefined;
    const line = this.#received.toString('latin1', 0, end).replace(/\r$/, '');
    const [name = '', ...words] = line.split(' ').filter(Boolean);
    if (name === 'quit') return null;
    const store = storing.get(name);
    if (store !== undefined) return this.#store(name, store, words, end + 1);
    this.#received = this.#received.subarray(end + 1);
    const run = plain.get(name);
    if (run === undefined) return ERROR;
    const isMeta = name.startsWith('m');
    if (isMeta && name !== 'mn' && words.length === 0) return ERROR;
    if (isMeta && words.length > 0 && words[0].length > LONGEST_KEY) return BAD_FORMAT;
    const isQuiet = !isMeta && !name.startsWith('g') && words.at(-1) === 'noreply';
    const answer = run(this.#items, words);
    return isQuiet ? '' : answer;
  }

  /**
   * Goes on behind the line of a command.
   * @param {number} start where that is
   * @param {string} answer
   */
  #pass(start, answer) {
    this.#received = this.#received.subarray(start);
    return answer;
  }

  #store(name, store, words, start) {
    const isMeta = name === 'ms';
    const [key = ''] = words;
    const length = words[isMeta ? 1 : 3] ?? '';
    if (length === '' && !(isMeta && key !== '')) return this.#pass(start, ERROR);
    if (key.length > LONGEST_KEY || !/^-?\d{1,9}$/.test(length)) {
      return this.#pass(start, BAD_FORMAT);
    }
    const size = Number(length);
    if (size < 0) return this.#pass(start, BAD_DATA);
    if (isTooLarge(key, size)) {
      // What can't be kept must not leave an older value in its place.
      this.#items.delete(key);
      this.#swallow = size + 2;
      return this.#pass(start, 'SERVER_ERROR object too large for cache\r\n');
    }
    if (this.#received.length < start + size + 2) return undefined;
    const data = Buffer.from(this.#received.subarray(start, start + size));
    const isEnded = this.#received.toString('latin1', start + size, start + size + 2) === '\r\n';
    this.#received = this.#received.subarray(start + size + 2);
    if (!isEnded) return BAD_DATA;
    const answer = store(this.#items, words, data);
    return !isMeta && words.at(-1) === 'noreply' ? '' : answer;
  }
}

module.exports = { Dialogue };
