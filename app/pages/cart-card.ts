import { html } from 'ghtml';
import type { CartLine } from './view';

export function cartCard(cart: CartLine[]): string {
  return html`
    <section class="card" aria-labelledby="cart">
      <h2 id="cart">Cart</h2>
      <ul class="lines">
        !${cart.map(line)}
      </ul>
    </section>
  `;
}

function line({ item, amount }: CartLine): string {
  return html`
    <li>
      <span class="name">${item}</span>
      !${amount === 0 ? '' : html`<span class="amount">${amount}</span>`}
      !${amount === 0 ? '' : button('/cart/remove', item, 'Remove', 'quiet')}
      !${button('/cart', item, 'Add', 'small')}
    </li>
  `;
}

function button(action: string, item: string, word: string, look: string): string {
  return html`
    <form method="post" action="${action}">
      <input type="hidden" name="item" value="${item}" />
      <button class="${look}" aria-label="${word} ${item}">${word}</button>
    </form>
  `;
}
