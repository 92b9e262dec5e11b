import { html } from 'ghtml';

export function counterCard(counter: number): string {
  return html`
    <section class="card" aria-labelledby="counter">
      <h2 id="counter">Counter</h2>
      <p class="figure">${counter}</p>
      <form method="post" action="/counter">
        <button>Count up</button>
      </form>
      <p class="hint">Kept in your session. Every click counts, whichever server takes it.</p>
    </section>
  `;
}
