/** The cookie that holds the token. */
export interface SessionCookie {
  /**
   * Neutral: it tells nothing of what runs here. With the prefix `__Host-` browsers take it only from
   * this very host, over TLS, for all paths (RFC 6265bis, 4.1.3.2): no neighbour can plant one.
   */
  readonly name: string;
  /** Sent over TLS only. False only where the public URL is plain http. */
  readonly secure: boolean;
}

/** @param secure whether browsers reach this server over TLS: a Secure cookie that came over plain http is dropped */
export function sessionCookie(secure: boolean): SessionCookie {
  return { name: secure ? '__Host-session' : 'session', secure };
}

/**
 * The one well-formed value of the cookie, or null. Two different ones are none: a neighbouring
 * subdomain may have planted one of them, their order says nothing (RFC 6265bis, 4.2.2), and to take
 * the wrong one would put the visitor into somebody else's session.
 */
export function readCookie(
  header: string | undefined,
  name: string,
  wellFormed: (value: string) => boolean,
): string | null {
  if (header === undefined) return null;
  const prefix = `${name}=`;
  let found: string | null = null;
  for (let start = 0; start < header.length;) {
    let end = header.indexOf(';', start);
    if (end === -1) end = header.length;
    while (header.charCodeAt(start) === SPACE) start++;
    if (header.startsWith(prefix, start)) {
      const value = header.slice(start + prefix.length, end).trimEnd();
      if (wellFormed(value)) {
        if (found !== null && found !== value) return null;
        found = value;
      }
    }
    start = end + 1;
  }
  return found;
}

const SPACE = 0x20;

/**
 * HttpOnly: no script reads it. SameSite=Lax: other sites' forms and scripts don't send it, links do.
 * No Domain: this host alone.
 * @param maxAge seconds; the browser's reminder only, the server keeps the time
 */
export function writtenCookie(cookie: SessionCookie, token: string, maxAge: number): string {
  return `${cookie.name}=${token}; Max-Age=${maxAge}; Path=/; HttpOnly; SameSite=Lax${cookie.secure ? '; Secure' : ''}`;
}

/** Same attributes: a browser takes the removal of a `__Host-` cookie only if it is well-formed itself. */
export function removedCookie(cookie: SessionCookie): string {
  return writtenCookie(cookie, '', 0);
}
