import { keepsItsPromises } from './seeds.ts';

keepsItsPromises(26, 50);
