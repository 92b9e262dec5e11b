/** How a number differs from what it can be. */
export type Discrepancy =
  | { readonly kind: 'lost'; readonly acknowledgedAt: readonly number[]; readonly what: string }
  | { readonly kind: 'too much'; readonly count: number; readonly what: string };

/**
 * A number that only one client changes, always by one, so that the client knows what it can be: at least
 * what was acknowledged or seen, at most that and every change that nobody answered. Such a change may
 * still be made when its connection has long died, so it stays possible.
 */
export class Tally {
  /** When each of the changes that must be there was acknowledged or seen, in seconds. */
  #acknowledgedAt: number[] = [];
  /** Changes that may be there beyond those. */
  #maybe = 0;

  constructor(readonly name: string) {}

  get acknowledged(): number {
    return this.#acknowledgedAt.length;
  }

  get acknowledgedAt(): readonly number[] {
    return this.#acknowledgedAt;
  }

  /** There is nothing any more. */
  reset(): void {
    this.#acknowledgedAt = [];
    this.#maybe = 0;
  }

  /**
   * Takes what became of changes that were under way at the same time.
   *
   * @param answers the number after each change that was acknowledged, as the server said it
   * @param unanswered how many may have been made or not
   * @param at seconds
   */
  changed(answers: readonly number[], unanswered: number, at: number): Discrepancy[] {
    const least = this.acknowledged;
    const most = least + this.#maybe + answers.length + unanswered;
    const discrepancies: Discrepancy[] = [];
    const different = new Set(answers);
    const highest = Math.max(least, ...answers);
    const what = `${this.name} was ${this.#inWords(least, least + this.#maybe)}, and a change of it answered ${answers.join(', ')}`;

    // Each answer must count one more than any that was there before it.
    const lowest = Math.min(...answers);
    if (lowest <= least) {
      discrepancies.push(this.#lose(least + 1 - lowest, what));
      if (answers.length > 0) this.#become(Math.max(...answers), at);
      this.#maybe += unanswered;
      return discrepancies;
    }
    if (different.size < answers.length) {
      const lost = answers.length - different.size;
      discrepancies.push({ kind: 'lost', acknowledgedAt: Array(lost).fill(at) as number[], what });
    }
    if (highest > most) {
      discrepancies.push({ kind: 'too much', count: highest - most, what });
    }
    this.#become(highest, at);
    this.#maybe = Math.max(0, most - highest);
    return discrepancies;
  }

  /** Takes what a page shows while no change is under way. */
  seen(value: number, at: number): Discrepancy[] {
    const least = this.acknowledged;
    const most = least + this.#maybe;
    const what = `${this.name} was ${this.#inWords(least, most)}, and the page shows ${value}`;
    if (value < least) return [this.#lose(least - value, what)];
    this.#become(value, at);
    this.#maybe = Math.max(0, most - value);
    return value > most ? [{ kind: 'too much', count: value - most, what }] : [];
  }

  /** The latest are taken for those that are gone, which is what a replica that lags loses. */
  #lose(count: number, what: string): Discrepancy {
    return { kind: 'lost', acknowledgedAt: this.#acknowledgedAt.splice(-count), what };
  }

  #become(value: number, at: number): void {
    while (this.#acknowledgedAt.length < value) this.#acknowledgedAt.push(at);
  }

  #inWords(least: number, most: number): string {
    return least === most ? String(least) : `${least} to ${most}`;
  }
}
