import { keyRing } from '../../../../lib/infra/data/key-ring/key-ring';
import type { Setups } from '../../setups';

export const setups: Setups = {
  'dev with a key ring alone': { environment: 'dev', config: { stores: [keyRing()] } },
  'prod with a key ring alone': { environment: 'prod', config: { stores: [keyRing()] } },
};
