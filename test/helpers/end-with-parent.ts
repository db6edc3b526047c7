// Loaded into processes that tests start. However whoever started it ends (also killed, without a last word), its end
// of this pipe closes, and nothing stays behind.
import { isMainThread } from 'node:worker_threads';

// A thread of such a process loads this, too, and has a stdin that is no pipe.
if (isMainThread) {
  process.stdin.on('close', () => process.kill(process.pid, 'SIGKILL'));
  process.stdin.resume();
  // Not a reason to live: a process that has nothing else to do ends.
  (process.stdin as unknown as { unref(): void }).unref();
}
