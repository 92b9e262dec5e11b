/**
 * So many turns a minute for all clients together. The app limits what one address may change in a
 * minute, and all clients of a drill have one address.
 */
export class Pace {
  readonly #interval: number;
  readonly #burst: number;
  /** Milliseconds of `performance.now()`: from when on all turns that were taken are within the pace. */
  #due = 0;

  /** @param burst turns that may come at once after a rest */
  constructor(perMinute: number, burst = 1) {
    this.#interval = 60_000 / perMinute;
    this.#burst = burst;
  }

  /** Takes that many turns if one is due; more than the burst then delay what comes after them. */
  take(turns = 1): boolean {
    const now = performance.now();
    const ahead = Math.max(0, this.#burst - turns) * this.#interval;
    if (this.#due - now > ahead) return false;
    this.#due = Math.max(this.#due, now) + turns * this.#interval;
    return true;
  }

  /** No turns for so many seconds. */
  pause(seconds: number): void {
    const end = performance.now() + seconds * 1000 + (this.#burst - 1) * this.#interval;
    this.#due = Math.max(this.#due, end);
  }

  /** Takes the next turn, whenever it is. @returns milliseconds until then */
  reserve(): number {
    const now = performance.now();
    const turn = Math.max(this.#due, now);
    this.#due = turn + this.#interval;
    return turn - now;
  }
}
