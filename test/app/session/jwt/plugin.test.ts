import { JwtCarrier } from '../../../../app/session/jwt/jwt-carrier';
import { SessionTokens } from '../../../../app/session/jwt/session-tokens';
import { pluginContract } from '../plugin-contract';
import { PUBLIC_URL, ringOf } from './jwt-under-test';

pluginContract('signed tokens', async () => ({
  carrier: new JwtCarrier(new SessionTokens(ringOf(), PUBLIC_URL)),
  close: async () => {},
}));
