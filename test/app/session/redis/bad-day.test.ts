import { COMMAND_TIMEOUT } from '../../../../app/redis/redis';
import { badDay } from '../bad-day';
import { RedisUnderTest } from './redis-under-test';

badDay('Redis', () => RedisUnderTest.open(COMMAND_TIMEOUT));
