import { X509Certificate } from 'node:crypto';
import { iamPassword } from '../../../app/database/iam-password';
import { rdsTls } from '../../../app/database/rds-tls';

describe('PostgreSQL on RDS', () => {
  const address = { host: 'db.example', port: 5432, user: 'app', region: 'eu-central-1' };

  beforeAll(() => {
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIDEXAMPLE';
    process.env['AWS_SECRET_ACCESS_KEY'] = 'secret';
  });
  afterAll(() => {
    delete process.env['AWS_ACCESS_KEY_ID'];
    delete process.env['AWS_SECRET_ACCESS_KEY'];
  });

  it('is signed in to by a token for this user and address, good for 15 minutes', async () => {
    const token = new URL(`https://${await iamPassword(address)()}`);
    expect(token.host).toBe('db.example:5432');
    expect(Object.fromEntries(token.searchParams)).toMatchObject({
      Action: 'connect',
      DBUser: 'app',
      'X-Amz-Expires': '900',
      'X-Amz-Credential': expect.stringContaining('/eu-central-1/rds-db/aws4_request'),
    });
  });

  it('is believed by RDS’s own authorities, with its name', () => {
    const { ca, rejectUnauthorized } = rdsTls();
    expect(rejectUnauthorized).toBe(true);
    const names = [ca].flat().map((pem) => new X509Certificate(String(pem)).subject);
    expect(names.some((name) => /Amazon RDS eu-central-1 Root CA RSA2048 G1/.test(name))).toBe(
      true,
    );
  });
});
