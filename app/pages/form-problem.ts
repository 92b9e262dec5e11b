import { html } from 'ghtml';
import type { Form, FormProblem } from './account-view';

/** What is wrong with this form, where it is this one that was refused. */
export function formProblem(form: Form, problem: FormProblem | undefined): string {
  if (problem?.form !== form) return '';
  return html`<p class="problem" role="alert" id="${form}-problem">${problem.message}</p>`;
}

/** The attributes that tie a field to the form's problem, for who hears the page. */
export function invalid(form: Form, problem: FormProblem | undefined): string {
  if (problem?.form !== form) return '';
  return html`aria-invalid="true" aria-describedby="${form}-problem"`;
}
