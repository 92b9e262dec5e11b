import { resolve } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { JWTVerifyOptions } from 'jose';
import type { KeySet } from '../../../../app/session/jwt/key-set';

/** What jose makes of a token. */
export type Verdict =
  | { payload: Record<string, unknown>; refused?: undefined }
  | { payload?: undefined; refused: string };

/** A secret as bytes, a public key as PEM, or a set of public keys. */
export type VerifyingKey = { key: Uint8Array | string } | { keySet: KeySet };

/** The verifier that ours is compared with: https://github.com/panva/jose */
export class Jose {
  readonly #thread = new Worker(resolve(__dirname, 'jose-thread.mjs'));
  readonly #asked: ((verdict: Verdict) => void)[] = [];

  constructor() {
    this.#thread.on('message', ({ id, ...verdict }: { id: number } & Verdict) => {
      this.#asked[id]!(verdict);
    });
  }

  verify(token: string, key: VerifyingKey, options: JWTVerifyOptions): Promise<Verdict> {
    return new Promise((resolveWith) => {
      const id = this.#asked.push(resolveWith) - 1;
      this.#thread.postMessage({ id, token, options, ...key });
    });
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }
}
