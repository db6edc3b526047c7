import { describe } from 'vitest';
import { tellsTheSameStoryTwice } from '../simulation/determinism.ts';
import { keepsItsPromises } from '../simulation/seeds.ts';

// `npm test` has the first 24, on each of which everything goes wrong that these know.
describe('a hundred seeds', () => {
  keepsItsPromises(25, 100);
  tellsTheSameStoryTwice(2, 3);
});
