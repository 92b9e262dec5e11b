import { mainSetupNames, templatesOf } from './templates';

// The hash of the bundle is all that changes in a template with the server's code.
const assetHash = /[0-9a-f]{64}/g;

describe.each(mainSetupNames)('The templates of %s', (setup) => {
  test.each(['network', 'data', 'web'] as const)('%s', (part) => {
    const template = JSON.stringify(templatesOf(setup)[part]);
    expect(JSON.parse(template.replaceAll(assetHash, 'ASSET'))).toMatchSnapshot();
  });
});
