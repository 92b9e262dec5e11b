import { CfnDBInstance } from 'aws-cdk-lib/aws-rds';
import { databaseClasses } from '../../../../lib/infra/data/rds/rds-classes';
import { findings } from '../../findings';

test('Every class that a database may be of exists', () => {
  const classes = [...Object.keys(databaseClasses), 'db.t9.huge'];
  const found = findings((stack) => {
    for (const dbInstanceClass of classes) {
      new CfnDBInstance(stack, dbInstanceClass, {
        engine: 'postgres',
        dbInstanceClass,
        allocatedStorage: '20',
        masterUsername: 'postgres',
        manageMasterUserPassword: true,
        storageEncrypted: true,
      });
    }
  });
  expect(
    [...found.matchAll(/DBInstanceClass: '(\S+)' is not one of/g)].map(([, each]) => each),
  ).toEqual(['db.t9.huge']);
});

test('All of them are of Graviton, as the servers are', () => {
  for (const each of Object.keys(databaseClasses)) expect(each).toMatch(/^db\.[mrt]\dg\./);
});
