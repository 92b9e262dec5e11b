import { type ClientBase, escapeIdentifier } from 'pg';

/**
 * Makes the role that the servers sign in as: it reads and writes rows and can't change the schema.
 * On RDS it signs in by IAM tokens alone, so it has no password. Every step may be repeated.
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.DBAccounts.html
 */
export async function grantLeastPrivilege(client: ClientBase, name: string): Promise<void> {
  const role = escapeIdentifier(name);
  const exists = async (other: string) =>
    (await client.query('SELECT FROM pg_roles WHERE rolname = $1', [other])).rowCount === 1;

  if (!(await exists(name))) await client.query(`CREATE ROLE ${role} LOGIN`);
  if (await exists('rds_iam')) await client.query(`GRANT rds_iam TO ${role}`);
  const { rows } = await client.query<{ name: string }>('SELECT current_database() AS name');
  const database = escapeIdentifier(rows[0]!.name);
  await client.query(`
    REVOKE TEMPORARY ON DATABASE ${database} FROM PUBLIC;
    GRANT CONNECT ON DATABASE ${database} TO ${role};
    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO ${role};
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO ${role};
    GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO ${role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE ON SEQUENCES TO ${role};
  `);
}
