/** What the servers of one test file keep besides sessions: nothing. What a team adds begins here. */
export interface DataForTest {
  /** What a server is told of it. */
  environment: Record<string, string>;
  drop(): Promise<void>;
}

export const createData = async (): Promise<DataForTest> => ({
  environment: {},
  drop: async () => {},
});

/** Before all tests. @returns what undoes it, after them */
export async function prepareData(): Promise<() => Promise<void>> {
  return async () => {};
}
