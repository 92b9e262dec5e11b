import { createServer } from 'node:http';
import { serve } from './serve.mjs';

serve(
  createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"count":1}');
  }),
);
