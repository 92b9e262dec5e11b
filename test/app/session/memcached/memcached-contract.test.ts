import { hasRealMemcached } from '../../memcached/own-memcached';
import { sessionContract } from '../contract';
import { openMemcached } from './memcached-under-test';

sessionContract('Memcached', () => openMemcached(1));
sessionContract('Memcached with three nodes', () => openMemcached(3));
// What is embedded is for whoever has no Memcached; it must do as well.
if (hasRealMemcached) {
  sessionContract('the embedded Memcached', () => openMemcached(1, 'embedded'));
}
