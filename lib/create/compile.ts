/** Handlebars templates, made into what the CLI can run without Handlebars' compiler. */
import Handlebars from 'handlebars';
import { answerNames } from './answers';
import { features } from './features';
import { helperNames } from './render';

const variables: ReadonlySet<string> = new Set([
  ...answerNames,
  ...Object.keys(features),
  'storeName',
]);

/**
 * @param file is named in errors
 * @throws Error for a misspelt helper or variable. (Strict mode misses those in `{{#if …}}`.)
 */
export function compile(template: string, file: string): Buffer {
  const unknown = namesIn(template).filter((name) => !variables.has(name));
  if (unknown.length > 0) throw new Error(`${file}: nothing is called ${unknown.join(', ')}.`);
  // A string, whatever its type declaration says.
  const compiled: unknown = Handlebars.precompile(template, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: Object.fromEntries(helperNames.map((name) => [name, true])),
  });
  return Buffer.from(String(compiled));
}

function namesIn(template: string): string[] {
  const found: string[] = [];
  class Names extends Handlebars.Visitor {
    override PathExpression({ original }: hbs.AST.PathExpression): void {
      found.push(original);
    }
  }
  new Names().accept(Handlebars.parse(template));
  const helpers = new Set(['if', 'unless', ...helperNames]);
  return found.filter((name) => !helpers.has(name));
}
