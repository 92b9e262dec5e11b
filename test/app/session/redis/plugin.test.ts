import { lostMidRequest } from '../lost-mid-request';
import { pluginContract } from '../plugin-contract';
import { RedisUnderTest } from './redis-under-test';

pluginContract('Redis', () => RedisUnderTest.open());
lostMidRequest('Redis', () => RedisUnderTest.open());
