// A busy machine may have many tests to run at once.
jest.setTimeout(30_000);
