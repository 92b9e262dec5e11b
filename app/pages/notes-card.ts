import { html } from 'ghtml';
import type { Note } from '../notes/notes';
import { formProblem, invalid } from './form-problem';
import { time } from './time';
import type { FormProblem } from './account-view';

export function notesCard(notes: Note[] | null, problem: FormProblem | undefined): string {
  return html`
    <section class="card wide" aria-labelledby="notes">
      <h2 id="notes">Notes</h2>
      <form class="fields" method="post" action="/notes">
        !${formProblem('note', problem)}
        <div>
          <label for="note-text">New note</label>
          <input
            id="note-text"
            name="text"
            required
            maxlength="500"
            autocomplete="off"
            value="${problem?.form === 'note' ? problem.text : ''}"
            !${invalid('note', problem)}
          />
        </div>
        <button>Keep</button>
      </form>
      !${list(notes)}
    </section>
  `;
}

function list(notes: Note[] | null): string {
  if (notes === null) {
    return html`<p class="problem" role="status">
      The notes can't be read just now. They are safe; try again in a moment.
    </p>`;
  }
  if (notes.length === 0) return html`<p class="hint">No notes yet.</p>`;
  return html`<ul class="lines">
    !${notes.map(
      (note) => html`
        <li>
          <span class="name">${note.text} <small>!${time(note.createdAt)}</small></span>
          <form method="post" action="/notes/remove">
            <input type="hidden" name="id" value="${note.id}" />
            <button class="quiet" aria-label="Remove the note ${note.text}">Remove</button>
          </form>
        </li>
      `,
    )}
  </ul>`;
}
