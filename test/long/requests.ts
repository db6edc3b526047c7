import { answersRandomRequests } from '../http/random-requests.ts';

answersRandomRequests(10_000);
