import type { FreeTypes } from './bill';

const settings = 'settings of the database, which is billed';

/** What stands around a database and costs nothing. */
export const database: FreeTypes = {
  'AWS::RDS::DBClusterParameterGroup': settings,
  'AWS::RDS::DBParameterGroup': settings,
  'AWS::RDS::DBSubnetGroup': settings,
};
