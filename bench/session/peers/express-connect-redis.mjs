// As connect-redis recommends: its own expiry from the cookie, touch left on; a session is kept a day.
import { createClient } from 'redis';
import { RedisStore } from 'connect-redis';
import { serveExpress } from './express-app.mjs';
import { redisUrl } from './serve.mjs';

const client = createClient({ url: redisUrl });
await client.connect();
serveExpress(new RedisStore({ client }));
