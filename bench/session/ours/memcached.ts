import { parseAddresses } from '../../../app/memcached/address';
import { Memcached } from '../../../app/memcached/memcached';
import { MemcachedCarrier } from '../../../app/session/memcached/memcached-carrier';
import { serveCarrier } from './serve-carrier';

const silent = { info() {}, warn() {} };
const nodes = parseAddresses(process.env['MEMCACHED_ADDRESS']!);
const memcached = new Memcached({ nodes, timeout: 5000 }, silent);
void memcached.ready(5000).then(() => serveCarrier(new MemcachedCarrier(memcached)));
