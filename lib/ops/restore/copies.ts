import type { Account } from '../account';

/** What a second database is called: `my-app-dev-restored-20261124031500`, at most 60 characters. */
export function copyName({ name }: Pick<Account, 'name'>, now = new Date()): string {
  const time = now.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14);
  return `${name}-restored-${time}`;
}

/** Of these names those that were made by a drill of this environment. */
export function copiesOf(
  { name }: Pick<Account, 'name'>,
  names: readonly (string | undefined)[],
): string[] {
  return names.filter(
    (each) =>
      each !== undefined && each.startsWith(`${name}-restored-`) && /-restored-\d{14}$/.test(each),
  ) as string[];
}

/** So that who finds it on the bill knows what it is. */
export function tagsOf({ name, project, config }: Account) {
  return [
    { Key: 'project', Value: project.name },
    { Key: 'environment', Value: config.name },
    { Key: 'purpose', Value: `restore drill of ${name}: may be removed` },
  ];
}
