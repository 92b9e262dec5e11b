/**
 * Lets what concerns the same thing happen one after the other, on this server. It holds nothing beyond
 * the requests that wait.
 */
export class Turns {
  readonly #last = new Map<string, Promise<unknown>>();

  /** Runs the step after all that were given before it for the same `subject`, however those ended. */
  async take<T>(subject: string, step: () => Promise<T>): Promise<T> {
    const before = this.#last.get(subject);
    const turn = before === undefined ? step() : before.then(step, step);
    this.#last.set(subject, turn);
    try {
      return await turn;
    } finally {
      if (this.#last.get(subject) === turn) this.#last.delete(subject);
    }
  }
}
