import { sessionContract } from '../contract';
import { openRedis } from './redis-under-test';

sessionContract('Redis', openRedis);
