// The metadata service of the machine: `node metadata.js ADDRESS PORT`. A file for each value, which a
// test may change while the machine runs.
import { readFileSync } from 'node:fs';
import { metadataServer } from '../../host/metadata-service';

const [, , address, port] = process.argv;
const values = {
  get: (path: string) => {
    try {
      return readFileSync(`/mnt/metadata/${path}`, 'utf8');
    } catch {
      return undefined;
    }
  },
};
metadataServer(values).listen(Number(port), address);
