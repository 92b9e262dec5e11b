import { COMMAND_TIMEOUT } from '../../../../app/memcached/memcached';
import { badDay } from '../bad-day';
import { MemcachedUnderTest } from './memcached-under-test';

badDay('Memcached', () => MemcachedUnderTest.open(COMMAND_TIMEOUT));
