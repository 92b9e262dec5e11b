import { canLint, lint } from './cfn-lint';
import { allSetupNames, ownSetupNames, templatesOf } from './templates';

(canLint ? test : test.skip)('cfn-lint finds nothing new in the templates', () => {
  const files = [
    ...templatesOf('dev').files,
    ...templatesOf('prod').files,
    ...templatesOf('prod with a domain').files.filter((file) => !file.includes('-data.')),
    ...allSetupNames
      .filter((setup) => !ownSetupNames.includes(setup))
      .flatMap((setup) => templatesOf(setup).files)
      .filter((file) => file.includes('-data.')),
  ];
  // oxlint-disable-next-line jest/no-standalone-expect
  expect(lint(files)).toEqual([]);
});
