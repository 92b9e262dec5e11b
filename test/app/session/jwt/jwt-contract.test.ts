import { sessionContract } from '../contract';
import { openJwt, pem } from './jwt-under-test';

sessionContract('signed tokens', () => openJwt());
sessionContract('tokens signed by ES256', () => openJwt({ first: pem('P-256') }));
