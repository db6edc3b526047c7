import { answersRandomRequests } from './random-requests.ts';

// test/long has more of them.
answersRandomRequests(2_500);
