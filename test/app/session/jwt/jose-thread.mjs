// jose in a thread of its own, which has Node's own loader: jest's knows no packages that are ES modules.
import { parentPort } from 'node:worker_threads';
import { createLocalJWKSet, importSPKI, jwtVerify } from 'jose';

parentPort.on('message', async ({ id, token, key, keySet, options }) => {
  try {
    const { payload } = await jwtVerify(token, await verifyingKey(), options);
    parentPort.postMessage({ id, payload });
  } catch (error) {
    parentPort.postMessage({ id, refused: `${error.code ?? error.name}: ${error.message}` });
  }

  function verifyingKey() {
    if (keySet !== undefined) return createLocalJWKSet(keySet);
    return typeof key === 'string' ? importSPKI(key, options.algorithms[0]) : key;
  }
});
