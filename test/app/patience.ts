// A password takes a fifth of a second of CPU, and a busy machine may have many tests to run at once.
jest.setTimeout(30_000);
