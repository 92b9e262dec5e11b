import { flatten } from '../infra/templates';

/** A template as lines of `path = value`, which need no context to be read, compared or found. */
function templateLines(template: { readonly Resources?: object }): string[] {
  // Where a resource stands in the code is no part of what it is.
  return lines('', template).filter((line) => !line.includes('.Metadata.aws:cdk:path = '));
}

/**
 * How a template differs from another one: the lines that only it has, those that it lacks, and of the
 * resources that it lacks wholly the id alone.
 */
export function differences(
  base: { readonly Resources: object },
  template: { readonly Resources: object },
): string[] {
  const gone = Object.keys(base.Resources).filter((id) => !(id in template.Resources));
  const [before, after] = [base, template].map(templateLines) as [string[], string[]];
  const ofGone = (line: string) => gone.some((id) => line.startsWith(`Resources.${id}.`));
  return [
    ...gone.map((id) => `- Resources.${id}`),
    ...without(before, after).flatMap((line) => (ofGone(line) ? [] : [`- ${line}`])),
    ...without(after, before).map((line) => `+ ${line}`),
  ];
}

/** The lines that `some` has more often than `others`. */
function without(some: readonly string[], others: readonly string[]): string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return some.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** Places in a list have no number: with one, everything behind an added item would differ. */
function lines(path: string, value: unknown): string[] {
  if (typeof value === 'string') return ofText(path, value);
  if (typeof value !== 'object' || value === null) return [`${path} = ${JSON.stringify(value)}`];
  if (Array.isArray(value)) return value.flatMap((item) => lines(`${path}[]`, item));
  const entries = Object.entries(value);
  const [[key] = ['']] = entries;
  const isReference = entries.length === 1 && /^(?:Ref|Fn::)/.test(key);
  if (isReference) return ofText(path, flatten(value));
  return entries.flatMap(([name, item]) => lines(path === '' ? name : `${path}.${name}`, item));
}

/** A script is its lines; a dashboard, whose body is JSON, is what it says. */
function ofText(path: string, text: string): string[] {
  if (text.startsWith('{"')) {
    try {
      return lines(path, JSON.parse(text));
    } catch {
      // A text that only looks like JSON.
    }
  }
  if (text.includes('\n')) return text.split('\n').flatMap((line) => ofText(`${path}[]`, line));
  return [`${path} = ${text}`];
}
