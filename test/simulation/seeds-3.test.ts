import { keepsItsPromises } from './seeds.ts';

keepsItsPromises(51, 75);
