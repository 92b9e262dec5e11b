import * as fc from 'fast-check';
import { ReplyReader, type Reply } from '../../../app/memcached/reply-reader';

function read(pieces: readonly Buffer[]): Reply[] {
  const reader = new ReplyReader();
  const replies: Reply[] = [];
  for (const piece of pieces) reader.read(piece, (reply) => replies.push(reply));
  return replies;
}

const answer = fc.oneof(
  fc.constantFrom('HD', 'EN', 'NF', 'NS', 'EX', 'MN').map((code) => ({
    text: `${code}\r\n`,
    reply: { code, flags: '', value: '' },
  })),
  fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }).map((version) => ({
    text: `HD c${version}\r\n`,
    reply: { code: 'HD', flags: `c${version}`, value: '' },
  })),
  fc.constantFrom('ERROR', 'SERVER_ERROR out of memory', 'CLIENT_ERROR bad data').map((code) => ({
    text: `${code}\r\n`,
    reply: expect.objectContaining({ code }) as Reply,
  })),
  fc
    .tuple(fc.string({ unit: 'binary' }), fc.constantFrom('', ' c7', ' c7 t-1'))
    .map(([text, flags]) => {
      // Whatever stands in a value, also what looks like an answer.
      const value = Buffer.from(`${text}\r\nEN\r\nVA 3 c1\r\n`).toString();
      const size = Buffer.byteLength(value);
      return {
        text: `VA ${size}${flags}\r\n${value}\r\n`,
        reply: { code: 'VA', flags: flags.trim(), value },
      };
    }),
);

it('finds the answers however they are cut into pieces', () => {
  fc.assert(
    fc.property(fc.array(answer), fc.array(fc.nat()), (answers, cuts) => {
      const bytes = Buffer.from(answers.map(({ text }) => text).join(''));
      const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length];
      const edges = places.toSorted((a, b) => a - b);
      const pieces = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end));
      expect(read(pieces)).toEqual(answers.map(({ reply }) => reply));
    }),
  );
});

it.each([
  'HTTP/1.1 400 Bad Request\r\n',
  '+PONG\r\n',
  '\r\n',
  'VA x\r\n',
  'VA -1\r\n',
  'XX c1\r\n',
])('does not take %j for an answer of Memcached', (text) => {
  expect(() => read([Buffer.from(text)])).toThrow(/Memcached/);
});

it('keeps no value or line that is larger than any can be', () => {
  expect(() => read([Buffer.from('VA 999999999\r\n')])).toThrow('announced no value');
  const megabyte = Buffer.alloc(1024 * 1024, 'x');
  expect(() => read(Array.from({ length: 9 }, () => megabyte))).toThrow('does not end');
});
