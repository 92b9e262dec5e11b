import { html } from 'ghtml';
import { icon, style } from './assets';

/**
 * A whole page around its content. In these templates `${…}` is escaped and `!${…}` is not: the mark
 * stands only before other templates.
 */
export function layout(title: string, content: string): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="${style.path}" />
        <link rel="icon" type="image/svg+xml" href="${icon.path}" />
      </head>
      <body>
        !${content}
      </body>
    </html>`;
}
