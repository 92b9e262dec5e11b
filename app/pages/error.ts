import { html } from 'ghtml';
import { layout } from './layout';

export interface ErrorView {
  status: number;
  title: string;
  message: string;
  /** The id in the logs, for whoever asks for help. */
  requestId: string;
}

export function errorPage({ status, title, message, requestId }: ErrorView): string {
  return layout(
    title,
    html`
      <main class="lone">
        <p class="status">${status}</p>
        <h1>${title}</h1>
        <p class="lead">${message}</p>
        <p><a class="button" href="/">Back to the page</a></p>
        <p class="hint">Request <code>${requestId}</code></p>
      </main>
    `,
  );
}
