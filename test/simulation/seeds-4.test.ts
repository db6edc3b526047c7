import { keepsItsPromises } from './seeds.ts';

keepsItsPromises(76, 100);
