import { flatten, theOne } from './templates';
import type { Properties, Template } from './templates';

export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);

/** What the machines may do in the account, each as `actions on a resource`. */
export function hostPermissions(web: Template): string[] {
  const role = theOne(web, 'AWS::IAM::InstanceProfile').Properties['Roles'][0].Ref;
  return permissionsOf(web, role);
}

/** What the server on them may do: sign in to the stores. */
export function storePermissions(web: Template): string[] {
  return permissionsOf(web, serverRole(web));
}

/** Logical id of the role that machines become on behalf of their server. */
export function serverRole(web: Template): string {
  const roles = Object.keys(web.Resources).filter(
    (id) => web.Resources[id]!.Properties?.['Description'] === 'Servers',
  );
  if (roles.length !== 1) throw new Error(`${roles.length} roles of servers`);
  return roles[0]!;
}

function permissionsOf(web: Template, role: string): string[] {
  const statements: Properties[] = Object.values(web.Resources)
    .filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Policy' &&
        Properties['Roles'].some(({ Ref }: { Ref: string }) => Ref === role),
    )
    .flatMap(({ Properties }) => Properties['PolicyDocument'].Statement);
  return statements.flatMap((statement) =>
    list(statement['Resource']).map(
      (resource) => `${list(statement['Action']).join(', ')} on ${flatten(resource)}`,
    ),
  );
}
