/**
 * A name that is valid at once as an npm package, a folder on every system, the start of
 * CloudFormation stack names and of the fixed names that the stacks give to AWS resources.
 */

/**
 * The tightest of AWS's limits on the fixed names that the stacks derive: a node of the cache,
 * 40 characters. (Load balancers and target groups, 32, get their names from CloudFormation.)
 */
export const longestName = 40 - '-prod-001'.length;

/** What Windows keeps for devices, with or without an extension; and npm's own folder. */
const reserved = /^(con|prn|aux|nul|com\d|lpt\d|node_modules|favicon\.ico)$/;

/** What is wrong with `name`, as the end of a sentence; undefined when it is fine. */
export function nameProblem(name: string): string | undefined {
  if (name === '') return 'is empty';
  if (reserved.test(name.toLowerCase())) return 'is a reserved name';
  if (!/^[a-z0-9-]+$/.test(name)) return 'has something other than a-z, 0-9 and dashes';
  if (!/^[a-z]/.test(name)) return 'does not start with a letter';
  if (name.includes('--')) return 'has two dashes in a row';
  if (name.endsWith('-')) return 'ends with a dash';
  if (name.length > longestName) return `is longer than ${longestName} characters`;
  return undefined;
}

/** The nearest valid name, for the cure in an error; undefined when nothing of it can be kept. */
export function suggestName(name: string): string | undefined {
  const near = name
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+/, '')
    .slice(0, longestName)
    .replace(/-+$/, '');
  return near && nameProblem(near) === undefined ? near : undefined;
}
