import e2e from '../e2e/vitest.config';

// Pictures are no tests: nothing but `npm run pictures` takes them.
export default { ...e2e, test: { ...e2e.test, include: ['test/pictures/*.pictures.ts'] } };
