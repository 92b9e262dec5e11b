/** A line of the log. */
export type Line = Readonly<Record<string, unknown>>;

/**
 * What CloudWatch's filter pattern for JSON says of a line: `{ $.a = "text" && $.b >= 500 }`.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntaxForMetricFilters.html
 *
 * @throws Error for what of that language is not known here
 */
export function matches(pattern: string, line: Line): boolean {
  const [, conditions] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  if (conditions === undefined) throw new Error(`No pattern for JSON: ${pattern}`);
  return conditions.split(' && ').every((condition) => holds(condition, line));
}

function holds(condition: string, line: Line): boolean {
  const [, selector, operator, text] =
    /^(\$(?:\.[\w-]+)+) (=|!=|>|>=|<|<=) ("[^"*]*"|\d+(?:\.\d+)?)$/.exec(condition) ?? [];
  if (selector === undefined || text === undefined) throw new Error(`No condition: ${condition}`);
  const found = select(selector, line);
  const wanted: unknown = JSON.parse(text);
  if (operator === '=') return found === wanted;
  // Of a field that is not there CloudWatch says nothing is true.
  if (operator === '!=') return found !== undefined && found !== wanted;
  if (typeof found !== 'number' || typeof wanted !== 'number') return false;
  if (operator === '>') return found > wanted;
  if (operator === '>=') return found >= wanted;
  if (operator === '<') return found < wanted;
  return found <= wanted;
}

/** The value at a property selector, `$.a.b`: undefined where there is none. */
export function select(selector: string, line: Line): unknown {
  const names = selector.replace('$.', '').split('.');
  return names.reduce<unknown>(
    (value, name) =>
      typeof value === 'object' && value !== null && Object.hasOwn(value, name)
        ? (value as Line)[name]
        : undefined,
    line,
  );
}
