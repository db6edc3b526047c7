import { keepsItsPromises } from './seeds.ts';

// test/long has as many more as a hundred want.
keepsItsPromises(1, 12);
