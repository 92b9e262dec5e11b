import { html } from 'ghtml';
import { accountCards } from './account-cards';
import { cartCard } from './cart-card';
import { counterCard } from './counter-card';
import { hero } from './hero';
import { layout } from './layout';
import type { HomeView } from './view';

export function homePage(view: HomeView): string {
  const { problem, session } = view;
  return layout(
    problem ? `Not done: ${problem.message}` : 'Any server can answer',
    html`
      <a class="skip" href="#content">Skip to the content</a>
      !${hero(view)}
      <main id="content">
        !${counterCard(session)} !${cartCard(session.cart)} !${accountCards(view)}
      </main>
    `,
  );
}
