import { lostMidRequest } from '../lost-mid-request';
import { pluginContract } from '../plugin-contract';
import { MemcachedUnderTest } from './memcached-under-test';

pluginContract('Memcached', () => MemcachedUnderTest.open());
lostMidRequest('Memcached', () => MemcachedUnderTest.open());
