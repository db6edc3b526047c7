import { tellsTheSameStoryTwice } from './determinism.ts';

// test/long has more of them.
tellsTheSameStoryTwice(1);
