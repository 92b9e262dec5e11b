import { setTimeout as delay } from 'node:timers/promises';
import type { HomeView } from '../../app/pages/view';
import { Browser, type Reply } from './browser';
import type { FindingKind } from './findings';
import { type Discrepancy, Tally } from './tally';
import type { Visit } from './visit';

/** The items of the cart that each visitor puts there: the others are then another's. */
const ITEMS = ['Apples', 'Bread', 'Coffee', 'Honey'];
const PAIRS = ITEMS.flatMap((one, index) => ITEMS.slice(index + 1).map((other) => [one, other]));

/** Milliseconds at most by which a visitor is late. */
const STAGGER = 20;

/** A number of the session that a visitor changes: by which request, and where it is then. */
export interface Changeable {
  readonly tally: Tally;
  readonly path: string;
  readonly body?: Readonly<Record<string, string>>;
  /** Null where the answer does not say. */
  inAnswer(answer: unknown): number | null;
  onPage(page: HomeView): number;
}

/**
 * Somebody with a browser who remembers all that was acknowledged, and checks each answer against it.
 * Changes and looks one after the other; where the carrier merges changes of the same moment, also
 * several at once.
 */
export class Visitor {
  protected readonly browser: Browser;
  readonly #changeables: readonly Changeable[];
  readonly #strangers: readonly string[];
  #hasBegun = false;

  /** @param number of this visitor among all, from 0 */
  constructor(
    protected readonly visit: Visit,
    protected readonly number: number,
  ) {
    this.browser = new Browser(visit);
    const mine = PAIRS[number % PAIRS.length] ?? [];
    this.#changeables = [counter(), ...mine.map(cartItem)];
    this.#strangers = ITEMS.filter((item) => !mine.includes(item));
  }

  /** Resolves when the visitor has left. */
  async stay(): Promise<void> {
    while (await this.#turn()) {
      const times = this.#howMany();
      if (!this.#hasBegun) await this.#begin();
      else if (this.visit.changes.take(times)) await this.change(times);
      else await this.#look();
    }
    if (this.#hasBegun) await this.leave();
    this.browser.close();
  }

  /** What must come before the first change. @returns whether it is done: else it is tried again */
  protected async begin(): Promise<boolean> {
    return true;
  }

  /** Makes a change so many times at once, and checks the answers. */
  protected async change(times: number): Promise<void> {
    const one = pick(this.#changeables);
    if (one) await this.#increment(one, times);
  }

  /** Whether this page is of a session that begins just now. @param known what it must show something of */
  protected isGone(page: HomeView, known: readonly Changeable[]): boolean {
    return known.every((one) => one.onPage(page) === 0);
  }

  /** Checks what else the page shows. */
  protected check(_page: HomeView): void {}

  /** What a visitor does at the end. */
  protected async leave(): Promise<void> {}

  protected report(
    kind: FindingKind,
    what: string,
    { count = 1, acknowledgedAt = [] as readonly number[], inSession = true } = {},
  ): void {
    const { clock, findings } = this.visit;
    findings.add({ kind, at: clock.now(), count, what, acknowledgedAt, inSession });
  }

  /** What the page shows; undefined while it can't be had. */
  protected async page(): Promise<HomeView | undefined> {
    const reply = await this.browser.get('/');
    return isPage(reply) ? reply.json : undefined;
  }

  /** What there must be something of; never nothing once this visitor has begun. */
  #known(): Changeable[] {
    return this.#changeables.filter(({ tally }) => tally.acknowledged > 0);
  }

  /** Several at once only where they are all promised to count. */
  #howMany(): number {
    return this.visit.carrier.atomic && Math.random() < 0.25 ? 3 : 1;
  }

  /** Waits for this visitor's next turn. @returns false when it is time to leave */
  async #turn(): Promise<boolean> {
    const { leaving, requests } = this.visit;
    // Turns go round: without some chance the visitors would always come in the same order.
    await pause(requests.reserve() + Math.random() * STAGGER, leaving);
    return !leaving.aborted;
  }

  /** From the first minute on there is something of each kind to lose. */
  async #begin(): Promise<void> {
    if (!(await this.begin())) return;
    for (const one of this.#changeables) {
      while (!this.visit.changes.take()) {
        if (!(await this.#turn())) return;
      }
      await this.#increment(one, 1);
    }
    this.#hasBegun = this.#changeables.some(({ tally }) => tally.acknowledged > 0);
  }

  async #increment(one: Changeable, times: number): Promise<void> {
    const sent = Array.from({ length: times }, () => this.browser.post(one.path, one.body));
    const replies = await Promise.all(sent);
    const values = replies.flatMap((reply) =>
      reply.result === 'refused' ? [] : [reply.result === 'done' ? one.inAnswer(reply.json) : null],
    );
    const answers = values.filter((value) => typeof value === 'number');
    const unanswered = values.length - answers.length;
    const before = one.tally.acknowledged;
    // Counted from nothing: perhaps of a session that has just begun because the old one is gone.
    const fromNothing = before > 0 && Math.min(...answers) === 1;
    if (fromNothing && (await this.#hasVanished(one))) return;
    this.#tell(one.tally.changed(answers, unanswered, this.visit.clock.now()));
  }

  /** Whether all but `changed`, which was just changed, is gone; asked until somebody answers. */
  async #hasVanished(changed: Changeable): Promise<boolean> {
    const { tally } = changed;
    const others = this.#known().filter((one) => one !== changed);
    while (await this.#turn()) {
      const page = await this.page();
      if (!page) continue;
      const isGone = this.isGone(page, others);
      if (isGone) this.#lose(`${tally.name} was ${tally.acknowledged}, and counted from 1 again`);
      return isGone;
    }
    return false;
  }

  async #look(): Promise<void> {
    const page = await this.page();
    if (!page) return;
    const strange = page.session.cart.filter(
      ({ item, amount }) => amount > 0 && this.#strangers.includes(item),
    );
    if (strange.length > 0) {
      const seen = strange.map(({ item, amount }) => `${amount} ${item}`).join(', ');
      this.report("another's data", `the cart holds ${seen}, which this visitor never put there`);
      // Whose session it is now, nobody knows.
      this.#startAnew();
      return;
    }
    if (this.isGone(page, this.#known())) {
      this.#lose('the page showed nobody');
      return;
    }
    const now = this.visit.clock.now();
    for (const one of this.#changeables) this.#tell(one.tally.seen(one.onPage(page), now));
    this.check(page);
  }

  #lose(what: string): void {
    const acknowledgedAt = this.#changeables.flatMap(({ tally }) => tally.acknowledgedAt);
    this.report('session lost', what, { acknowledgedAt });
    if (acknowledgedAt.length > 0) {
      const count = acknowledgedAt.length;
      this.report('write lost', `${count} of a session that was lost`, { count, acknowledgedAt });
    }
    this.#startAnew();
  }

  #startAnew(): void {
    this.browser.forgetCookies();
    for (const { tally } of this.#changeables) tally.reset();
    this.#hasBegun = false;
  }

  #tell(discrepancies: readonly Discrepancy[]): void {
    for (const each of discrepancies) {
      if (each.kind === 'lost') {
        const { acknowledgedAt, what } = each;
        this.report('write lost', what, { count: acknowledgedAt.length, acknowledgedAt });
      } else {
        this.report('applied twice', each.what, { count: each.count });
      }
    }
  }
}

function counter(): Changeable {
  return {
    tally: new Tally('the counter'),
    path: '/counter',
    inAnswer: (answer) => (answer as { counter?: number }).counter ?? null,
    onPage: (page) => page.session.counter,
  };
}

function cartItem(item: string): Changeable {
  return {
    tally: new Tally(`the amount of ${item} in the cart`),
    path: '/cart',
    body: { item },
    inAnswer: (answer) => (answer as { amount?: number }).amount ?? null,
    onPage: (page) => page.session.cart.find((line) => line.item === item)?.amount ?? 0,
  };
}

/** Whether it is what this app answers for its page. */
export function isPage(reply: Reply): reply is { result: 'done'; json: HomeView } {
  if (reply.result !== 'done') return false;
  const { session } = reply.json as Partial<HomeView>;
  return typeof session?.counter === 'number' && Array.isArray(session.cart);
}

function pick<T>(from: readonly T[]): T | undefined {
  return from[Math.floor(Math.random() * from.length)];
}

/** In milliseconds; shorter where the signal comes. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await delay(milliseconds, undefined, { signal }).catch(() => {});
}
