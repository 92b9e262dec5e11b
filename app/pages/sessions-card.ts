import { html } from 'ghtml';
import { time } from './time';
import type { SignedInSession } from './account-view';

export function sessionsCard(sessions: SignedInSession[] | null): string {
  return html`
    <section class="card wide" aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      !${list(sessions)}
      <form method="post" action="/sessions/revoke-all">
        <button class="danger">Sign out everywhere</button>
      </form>
    </section>
  `;
}

function list(sessions: SignedInSession[] | null): string {
  if (sessions === null) {
    return html`<p class="problem" role="status">
      They can't be listed just now. You are still signed in; try again in a moment.
    </p>`;
  }
  return html`<ul class="lines">
    !${sessions.map(line)}
  </ul>`;
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
