/** An answer of Memcached in its meta protocol (`protocol.txt` of its source, "Meta Commands"). */
export interface Reply {
  /**
   * VA: a value; HD: done; EN, NF: there is no such item; NS: not stored; EX: changed meanwhile; MN: the
   * answer to `mn`. Anything longer is the whole line of an error.
   */
  readonly code: string;
  /** What was asked for beside the value, as `c123 t60`. */
  readonly flags: string;
  /** Only of VA. */
  readonly value: string;
}

/** Bytes: no line of Memcached is longer. */
const LONGEST_LINE = 2048;
/** Bytes: more than any node keeps under one key. */
const LARGEST_VALUE = 8 * 1024 * 1024;
const LINE_FEED = 0x0a;
const LINE = /^(?:HD|EN|NF|NS|EX|MN|ERROR|CLIENT_ERROR|SERVER_ERROR)(?: |$)/;

/** Finds the answers in what comes in pieces. */
export class ReplyReader {
  /** The beginning of an answer whose end hasn't come yet. */
  #rest: Buffer | null = null;

  /**
   * @param take gets each answer, in order
   * @throws Error this is not Memcached, or its answers can't be told apart any more
   */
  read(chunk: Buffer, take: (reply: Reply) => void): void {
    const data = this.#rest === null ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    for (;;) {
      const end = data.indexOf(LINE_FEED, at);
      if (end === -1) break;
      // The line ends with a carriage return, too.
      const line = data.toString('latin1', at, end - 1);
      if (line.startsWith('VA ')) {
        const afterSize = line.indexOf(' ', 3);
        const digits = afterSize === -1 ? line.slice(3) : line.slice(3, afterSize);
        const size = Number(digits);
        if (!/^\d+$/.test(digits) || size > LARGEST_VALUE) {
          throw new Error('Memcached announced no value');
        }
        const afterValue = end + 1 + size;
        if (data.length < afterValue + 2) break;
        const flags = afterSize === -1 ? '' : line.slice(afterSize + 1);
        take({ code: 'VA', flags, value: data.toString('utf8', end + 1, afterValue) });
        at = afterValue + 2;
      } else {
        if (!LINE.test(line)) throw new Error('What answers is not Memcached');
        const isError = line.includes('ERROR');
        take({ code: isError ? line : line.slice(0, 2), flags: line.slice(3), value: '' });
        at = end + 1;
      }
    }
    this.#rest = at === data.length ? null : data.subarray(at);
    if (this.#rest !== null && this.#rest.length > LONGEST_LINE + LARGEST_VALUE) {
      throw new Error('Memcached answered with a line that does not end');
    }
  }
}
