import { describe } from 'vitest';
import { SHARDS } from '../../src/simulation/generate/classes.ts';
import { keepsItsPromises } from '../simulation/seeds.ts';

describe('processes that divide the rooms', () => {
  keepsItsPromises(3, 7, SHARDS);
  keepsItsPromises(77, 106, SHARDS);
});
