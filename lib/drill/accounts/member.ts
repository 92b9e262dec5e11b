import { randomBytes } from 'node:crypto';
import type { HomeView } from '../../../app/pages/view';
import { Visitor } from '../visitor';
import type { Visit } from '../visit';
import { OwnNotes } from './own-notes';

/** RFC 2606 keeps this name for nobody: no letter ever goes there. */
const DRILL_DOMAIN = 'drill.invalid';

/** A visitor with an account of its own, made for the drill: signed in, and with notes that outlive sessions. */
export class Member extends Visitor {
  readonly #email: string;
  readonly #password = randomBytes(18).toString('base64url');
  readonly #notes: OwnNotes;
  #hasAccount = false;

  constructor(visit: Visit, number: number) {
    super(visit, number);
    this.#email = `${visit.run}-${number}@${DRILL_DOMAIN}`;
    this.#notes = new OwnNotes(`${visit.run} ${number}`, this.browser, visit, (kind, what, more) =>
      this.report(kind, what, { ...more, inSession: false }),
    );
  }

  protected override async begin(): Promise<boolean> {
    if (!this.visit.signIns.take()) return false;
    const path = this.#hasAccount ? '/sign-in' : '/sign-up';
    const credentials = { email: this.#email, password: this.#password };
    const reply = await this.browser.post(path, credentials);
    // An answer that was lost may have made it: the next try then finds the account there.
    if (reply.result === 'refused' && reply.status === 409) this.#hasAccount = true;
    if (reply.result !== 'done') return false;
    this.#hasAccount = true;
    return true;
  }

  protected override async change(times: number): Promise<void> {
    if (Math.random() < 0.3) await this.#notes.change();
    else await super.change(times);
  }

  /** Signed in, it was: whatever else is there, a page of nobody is not this session's. */
  protected override isGone(page: HomeView): boolean {
    return page.account === undefined;
  }

  protected override check({ account }: HomeView): void {
    if (account === undefined) return;
    if (account.email !== this.#email) {
      this.report("another's data", `the page of ${this.#email} shows ${account.email}`);
      return;
    }
    // Null while what keeps them is away: then the page comes without.
    if (account.notes) this.#notes.check(account.notes);
  }

  protected override async leave(): Promise<void> {
    await this.#notes.removeAll();
    const copy = this.browser.copy();
    const { result } = await this.browser.post('/sign-out');
    if (result === 'done' && this.visit.carrier.revocable === 'at once') {
      const reply = await copy.get('/');
      const page = reply.result === 'done' ? (reply.json as Partial<HomeView>) : {};
      if (page.account) {
        this.report('ended session answers', `${this.#email} had signed out, and a copy goes on`);
      }
    }
    copy.close();
  }
}
