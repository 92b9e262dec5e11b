import { sessionContract } from '../contract';
import { pluginContract } from '../plugin-contract';
import { openCookies } from './cookie-under-test';

sessionContract('encrypted cookies', openCookies);

pluginContract('encrypted cookies', async () => {
  const { servers } = await openCookies();
  return { carrier: servers[0], close: async () => {} };
});
