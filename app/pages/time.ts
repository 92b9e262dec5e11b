import { html } from 'ghtml';

/** In UTC, since without script the server doesn't know the reader's zone. */
export function time(date: Date): string {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC</time>`;
}
