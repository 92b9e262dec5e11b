import { html } from 'ghtml';
import { PASSWORD_LENGTH } from '../accounts/rules';
import { formProblem, invalid } from './form-problem';
import type { FormProblem } from './account-view';

/** Sign in, or make an account. */
export function accountForms(problem: FormProblem | undefined): string {
  return html`
    <section class="card wide" aria-labelledby="account">
      <h2 id="account">Sign in</h2>
      <p class="hint">To keep notes, and to see where you are signed in.</p>
      !${form('sign-in', 'Sign in', problem)}
      <details !${problem?.form === 'sign-up' ? 'open' : ''}>
        <summary>Make an account</summary>
        !${form('sign-up', 'Make the account', problem)}
      </details>
    </section>
  `;
}

function form(name: 'sign-in' | 'sign-up', word: string, problem: FormProblem | undefined): string {
  const isNew = name === 'sign-up';
  return html`
    <form class="fields" method="post" action="/${name}">
      !${formProblem(name, problem)}
      <div>
        <label for="${name}-email">E-mail</label>
        <input
          id="${name}-email"
          name="email"
          type="email"
          autocomplete="username"
          required
          maxlength="254"
          value="${problem?.form === name ? problem.email : ''}"
          !${invalid(name, problem)}
        />
      </div>
      <div>
        <label for="${name}-password">Password</label>
        <input
          id="${name}-password"
          name="password"
          type="password"
          autocomplete="${isNew ? 'new-password' : 'current-password'}"
          required
          !${isNew ? html`minlength="${PASSWORD_LENGTH.min}"` : ''}
          maxlength="${PASSWORD_LENGTH.max}"
          !${invalid(name, problem)}
        />
        !${isNew ? html`<p class="hint">At least ${PASSWORD_LENGTH.min} characters.</p>` : ''}
      </div>
      <button>${word}</button>
    </form>
  `;
}
