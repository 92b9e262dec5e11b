import { html } from 'ghtml';
import type { HomeView } from './view';

/** Who answered, how often this session has come, and where everything lives. */
export function hero({ server, sessionStore, session, account }: HomeView): string {
  return html`
    <header>
      <div class="bar">
        <p class="brand">Stateless</p>
        !${account ? signedIn(account.email) : ''}
      </div>
      <h1>Any server can answer.</h1>
      <p class="lead">
        This time it was <strong class="server">${server}</strong>. !${visits(session.visits)}
      </p>
      <dl class="places">
        <div>
          <dt>Your session</dt>
          <dd>${sessionStore}</dd>
        </div>
        <div>
          <dt>Accounts and notes</dt>
          <dd>PostgreSQL</dd>
        </div>
        <div>
          <dt>On this server</dt>
          <dd>Nothing</dd>
        </div>
      </dl>
    </header>
  `;
}

function visits(count: number): string {
  if (count === 0) return html`You have no session yet: it begins when you keep something.`;
  return html`This session has come <strong>${count}</strong> ${count === 1 ? 'time' : 'times'}.`;
}

function signedIn(email: string): string {
  return html`
    <form class="who" method="post" action="/sign-out">
      <span>${email}</span>
      <button class="quiet">Sign out</button>
    </form>
  `;
}
