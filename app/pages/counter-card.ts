import { html } from 'ghtml';
import type { SessionView } from './view';

export function counterCard({ counter, exact }: SessionView): string {
  return html`
    <section class="card" aria-labelledby="counter">
      <h2 id="counter">Counter</h2>
      <p class="figure">${counter}</p>
      <form method="post" action="/counter">
        <button>Count up</button>
      </form>
      <p class="hint">Kept in your session. ${exact ? EXACT : INEXACT}</p>
    </section>
  `;
}

const EXACT = 'Every click counts, whichever server takes it.';
const INEXACT =
  'Any server counts on from there; of two clicks at the same moment, one may be lost.';
