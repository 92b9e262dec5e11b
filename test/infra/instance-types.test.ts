import { serverTypes } from '../../lib/infra/instance-types';
import { bogusType, unknownServerTypes } from './templates';

test('Every type that a server may be exists', () => {
  expect(unknownServerTypes).toEqual([bogusType]);
});

test.each(Object.entries(serverTypes))('%s has the architecture that we say', (type, row) => {
  // Graviton families have a g behind their number.
  expect(row.architecture).toBe(/^[a-z]+\d+g/.test(type) ? 'arm64' : 'x86_64');
});
