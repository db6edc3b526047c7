import { keepsItsPromises } from './seeds.ts';

keepsItsPromises(13, 24);
