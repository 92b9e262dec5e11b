import type { AccountView } from '../../../app/pages/account-view';
import type { Browser } from '../browser';
import type { FindingKind } from '../findings';
import type { Visit } from '../visit';

/** Few: they are removed at the end, each by a change of its own. */
const MOST = 5;

type Shown = NonNullable<AccountView['notes']>;
type Report = (
  kind: FindingKind,
  what: string,
  more?: { count?: number; acknowledgedAt?: readonly number[] },
) => void;

interface Known {
  /** Seconds: when it was acknowledged, or seen. */
  readonly at: number;
  /** Its removal was asked for, and nobody answered. */
  isMaybeRemoved: boolean;
}

/** The notes of one account, which only one client writes and removes: what must be there, and what may be. */
export class OwnNotes {
  readonly #known = new Map<string, Known>();
  readonly #removed = new Set<string>();
  readonly #texts = new Map<string, string>();
  /** Texts of notes that may have been written. */
  readonly #maybe = new Set<string>();
  #count = 0;

  constructor(
    /** What each text begins with, and nobody else's does. */
    readonly prefix: string,
    readonly browser: Browser,
    readonly visit: Pick<Visit, 'clock'>,
    readonly report: Report,
  ) {}

  /** Writes one, or removes the oldest where there are enough. */
  async change(): Promise<void> {
    const oldest = this.#known.keys().next().value;
    if (this.#known.size >= MOST && oldest !== undefined) await this.#remove(oldest);
    else await this.#write();
  }

  /** Takes what the page shows. */
  check(shown: Shown): void {
    const ids = new Set(shown.map(({ id }) => id));
    for (const [id, known] of this.#known) {
      if (ids.has(id)) continue;
      this.#known.delete(id);
      if (known.isMaybeRemoved) continue;
      this.report('write lost', `note ${id} was acknowledged, and is not there`, {
        acknowledgedAt: [known.at],
      });
    }
    for (const { id, text } of shown) this.#recognize(id, text);
  }

  /** As well as it goes: what the drill leaves behind should be little. */
  async removeAll(): Promise<void> {
    await Promise.all([...this.#known.keys()].map((id) => this.#remove(id)));
  }

  #recognize(id: string, text: string): void {
    if (this.#known.has(id)) return;
    if (!text.startsWith(`${this.prefix} `)) {
      this.report("another's data", `note ${id} is not of this account: it begins otherwise`);
      return;
    }
    if (this.#removed.delete(id)) {
      this.report('write lost', `note ${id} was removed, and is there again`, {
        acknowledgedAt: [this.visit.clock.now()],
      });
    } else if (!this.#maybe.delete(text)) {
      const first = this.#texts.get(text);
      this.report('applied twice', `note ${id} was written once, and is there as ${first}, too`);
    }
    this.#know(id, text);
  }

  async #write(): Promise<void> {
    const text = `${this.prefix} ${this.#count++}`;
    const reply = await this.browser.post('/notes', { text });
    if (reply.result === 'unknown') this.#maybe.add(text);
    if (reply.result === 'done') this.#know(String((reply.json as { id?: unknown }).id), text);
  }

  async #remove(id: string): Promise<void> {
    const reply = await this.browser.post('/notes/remove', { id });
    const known = this.#known.get(id);
    if (reply.result === 'unknown' && known) known.isMaybeRemoved = true;
    // 404: the removal that nobody answered was made.
    const isGone = reply.result === 'refused' && reply.status === 404 && known?.isMaybeRemoved;
    if (reply.result !== 'done' && !isGone) return;
    this.#known.delete(id);
    this.#removed.add(id);
  }

  #know(id: string, text: string): void {
    this.#known.set(id, { at: this.visit.clock.now(), isMaybeRemoved: false });
    this.#texts.set(text, id);
  }
}
