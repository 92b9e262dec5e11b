import type { Item } from '../../memcached/node';
import type { LiveSession } from '../carrier';

/**
 * A session as one item of Memcached: a line with `createdAt lastSeenAt userId` (milliseconds,
 * milliseconds, JSON), then for each key a line `key JSON`. JSON text has no line breaks, and keys have no
 * spaces: so a value that nobody asks for is not parsed. The times are by the clocks of the servers, which
 * are to be in step: Memcached tells none.
 */
export class StoredSession implements LiveSession {
  constructor(
    readonly values: Map<string, string>,
    readonly userId: string | null,
    readonly createdAt: number,
    readonly lastSeenAt: number,
    /** Of the item that it was read from; '' of none. */
    readonly version: string,
  ) {}

  /**
   * @returns null: what is left, for a moment, of a session that was signed out or got a new id
   * @throws Error it is neither: an unreadable session is not an empty one
   */
  static from({ value: text, version }: Item): StoredSession | null {
    if (text === ENDED) return null;
    const [first, createdAt, lastSeenAt, userId] = FIRST_LINE.exec(text) ?? unreadable();
    const values = new Map<string, string>();
    for (let at = first.length; at < text.length;) {
      const space = text.indexOf(' ', at);
      const end = text.indexOf('\n', space);
      if (space === -1 || end === -1) unreadable();
      values.set(text.slice(at, space), text.slice(space + 1, end));
      at = end + 1;
    }
    return new StoredSession(
      values,
      JSON.parse(userId!) as string | null,
      Number(createdAt),
      Number(lastSeenAt),
      version,
    );
  }

  toText(): string {
    let text = `${this.createdAt} ${this.lastSeenAt} ${JSON.stringify(this.userId)}\n`;
    for (const [key, json] of this.values) text += `${key} ${json}\n`;
    return text;
  }
}

/** In place of a session that has ended. */
export const ENDED = 'ended';

const FIRST_LINE = /^(\d+) (\d+) (null|".*")\n/;

function unreadable(): never {
  throw new Error('A session in Memcached can not be read');
}
