import { compile } from '../../lib/create/compile';

test.each(['{{name}}', '{{#if hasDatabase}}a{{else if redis}}b{{/if}}', '{{script "dev"}}'])(
  '%s is a template',
  (text) => {
    expect(() => compile(text, 'a.hbs')).not.toThrow();
  },
);

test.each([
  ['{{nmae}}', 'a.hbs: nothing is called nmae.'],
  // Handlebars itself takes these two for false.
  ['{{#if hasDatabse}}a{{/if}}', 'nothing is called hasDatabse.'],
  ['{{#if redis}}{{#unless memcache}}a{{/unless}}{{/if}}', 'nothing is called memcache.'],
  ['{{scirpt "dev"}}', 'nothing is called scirpt.'],
  ['{{#if redis}}a', 'Parse error'],
])('%s is refused', (text, message) => {
  expect(() => compile(text, 'a.hbs')).toThrow(message);
});
