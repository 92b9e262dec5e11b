import { html } from 'ghtml';
import { time } from './time';
import type { SignedInSession } from './view';

export function sessionsCard(sessions: SignedInSession[]): string {
  return html`
    <section class="card wide" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul class="lines">
        !${sessions.map(line)}
      </ul>
      <form method="post" action="/sessions/revoke-all">
        <button class="danger">Sign out everywhere</button>
      </form>
    </section>
  `;
}

function line({ handle, createdAt, lastSeenAt, current }: SignedInSession): string {
  return html`
    <li>
      <span class="name">
        ${current ? 'This browser' : 'Another browser'}
        <small>since !${time(createdAt)}, seen !${time(lastSeenAt)}</small>
      </span>
      <form method="post" action="/sessions/revoke">
        <input type="hidden" name="handle" value="${handle}" />
        <button class="quiet">${current ? 'Sign out' : 'End it'}</button>
      </form>
    </li>
  `;
}
