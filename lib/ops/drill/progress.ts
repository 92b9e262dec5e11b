import type { WriteStream } from 'node:tty';

/** Seconds between two lines where each stays. */
const QUIET = 15;

/** How far something is: on a terminal in one line that is written over, elsewhere now and then. */
export class Progress {
  readonly #out: Pick<WriteStream, 'isTTY' | 'write' | 'columns'>;
  #isOpen = false;
  #last = 0;

  constructor(out: Pick<WriteStream, 'isTTY' | 'write' | 'columns'>) {
    this.#out = out;
  }

  /** A line that stays. */
  say(text: string): void {
    this.#clear();
    this.#out.write(`${text}\n`);
  }

  tick(text: string): void {
    if (this.#out.isTTY) {
      this.#clear();
      this.#out.write(text.slice(0, (this.#out.columns || 80) - 1));
      this.#isOpen = true;
    } else if (performance.now() - this.#last > QUIET * 1000) {
      this.#last = performance.now();
      this.#out.write(`${text}\n`);
    }
  }

  end(): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#isOpen) this.#out.write('\r\u001B[2K');
    this.#isOpen = false;
  }
}
