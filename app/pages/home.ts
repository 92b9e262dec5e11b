import { html } from 'ghtml';
import { accountForms } from './account-forms';
import { cartCard } from './cart-card';
import { counterCard } from './counter-card';
import { hero } from './hero';
import { layout } from './layout';
import { notesCard } from './notes-card';
import { sessionsCard } from './sessions-card';
import type { HomeView } from './view';

export function homePage(view: HomeView): string {
  const { account, problem, session } = view;
  return layout(
    problem ? `Not done: ${problem.message}` : 'Any server can answer',
    html`
      <a class="skip" href="#content">Skip to the content</a>
      !${hero(view)}
      <main id="content">
        !${counterCard(session.counter)} !${cartCard(session.cart)}
        !${
          account
            ? notesCard(account.notes, problem) + sessionsCard(account.sessions)
            : accountForms(problem)
        }
      </main>
    `,
  );
}
