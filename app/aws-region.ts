import { type Environment, text } from './environment';

/** For whatever is signed in to by IAM tokens: it stands in the table of each, and means the same. */
export const awsRegion = {
  AWS_REGION: text('the region that IAM tokens are signed for', {
    neededWhen: (environment: Environment) =>
      Object.entries(environment).some(
        ([name, value]) => name.endsWith('_AUTH') && value === 'iam',
      ),
  }),
};
