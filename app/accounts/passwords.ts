import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/**
 * OWASP Password Storage Cheat Sheet, scrypt: of its equally strong settings the one that needs
 * 32 MiB a hash, since a small server hashes several at once.
 */
const PARAMETERS = { ln: 15, r: 8, p: 3 };
const HASH_BYTES = 32;

/** Hashes at once: 64 MiB and two of Node's four pool threads, so that files and names still get through. */
const AT_ONCE = 2;
/** Waiting for a turn, at some 0.2 s each. Beyond it a sign-in is refused rather than left to time out. */
const IN_LINE = 20;

/** Too many sign-ins are being checked by this server. Answered with 503 and Retry-After. */
class TooManyHashesError extends Error {
  override readonly name = 'TooManyHashesError';
  readonly statusCode = 503;
  readonly retryAfter = 2;

  constructor() {
    super('Too many sign-ins at once');
  }
}

export interface Passwords {
  /** `$scrypt$ln=15,r=8,p=3$SALT$HASH`: the parameters go with the hash, so they can be raised later. */
  hash(password: string): Promise<string>;
  /** Whether the password has this hash. Takes as long for an unknown account (undefined): no enumeration by time. */
  verify(password: string, hash: string | undefined): Promise<boolean>;
}

/** Hashes a bounded number at once. Whoever calls limits the password's length first. */
export function createPasswords(): Passwords {
  const inTurn = turns();
  const nobody = encode(PARAMETERS, randomBytes(16), randomBytes(HASH_BYTES));

  return {
    hash: (password) =>
      inTurn(async () => {
        const salt = randomBytes(16);
        return encode(PARAMETERS, salt, await derive(password, salt, PARAMETERS));
      }),
    verify: (password, hash) =>
      inTurn(async () => {
        const { parameters, salt, key } = decode(hash ?? nobody);
        const equal = timingSafeEqual(key, await derive(password, salt, parameters));
        return equal && hash !== undefined;
      }),
  };
}

/** Runs at most AT_ONCE tasks at a time, in the order in which they came. */
function turns() {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async <T>(task: () => Promise<T>): Promise<T> => {
    if (running < AT_ONCE) running += 1;
    else if (waiting.length >= IN_LINE) throw new TooManyHashesError();
    // Whoever ends hands its place on, so `running` stays as it is.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}

type Parameters = typeof PARAMETERS;

function derive(password: string, salt: Buffer, { ln, r, p }: Parameters): Promise<Buffer> {
  const options = { N: 2 ** ln, r, p, maxmem: 256 * 2 ** ln * r };
  return new Promise((resolve, reject) => {
    // NFKC: the same password typed on another keyboard has the same bytes (RFC 8265).
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

/** The PHC string format: https://github.com/P-H-C/phc-string-format */
function encode({ ln, r, p }: Parameters, salt: Buffer, key: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${base64(salt)}$${base64(key)}`;
}

function decode(hash: string) {
  const match = /^\$scrypt\$ln=(\d+),r=(\d+),p=(\d+)\$([^$]+)\$([^$]+)$/.exec(hash);
  if (!match) throw new Error('A stored password hash is not in the form $scrypt$…');
  const [ln = 0, r = 0, p = 0] = match.slice(1, 4).map(Number);
  const [salt, key] = match.slice(4).map((part) => Buffer.from(part, 'base64'));
  return { parameters: { ln, r, p }, salt: salt!, key: key! };
}

const base64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
