import { pluginContract } from '../../plugin-contract';
import { FamiliesUnderTest } from './families-under-test';

pluginContract('signed tokens with families', async () => {
  const test = await FamiliesUnderTest.open();
  return { carrier: await test.server(), close: () => test.close() };
});

pluginContract('signed tokens that are asked for', async () => {
  const test = await FamiliesUnderTest.open();
  return { carrier: await test.server({ revocation: 'at-once' }), close: () => test.close() };
});
