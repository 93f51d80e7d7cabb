/** When the first run of a test begins, unless the test says when: the same in every test run. */
export const RUN_TIME = new Date('2024-01-01T00:00:00Z')
