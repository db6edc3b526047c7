import { expect, it } from 'vitest';
import { forgetShell } from './environment.ts';

const SHELL = {
  ROOMCAL_CONFIG: 'gs://roomcal-config/config.json',
  ROOMCAL_SUBSCRIPTION: 'mine',
  PUBSUB_EMULATOR_HOST: '127.0.0.1:8085',
  STORAGE_EMULATOR_HOST: 'http://127.0.0.1:8081',
  GOOGLE_CLOUD_PROJECT: 'mine',
  GOOGLE_APPLICATION_CREDENTIALS: '/home/me/key.json',
  CLOUDSDK_CORE_PROJECT: 'mine',
  SANDBOX_HTTP_PORT: '8081',
  LOG_LEVEL: 'silent',
  PORT: '8080',
  HOST: '0.0.0.0',
  HTTPS_PROXY: 'http://proxy.example.org',
  http_proxy: 'http://proxy.example.org',
  NO_PROXY: '*',
};
const OTHERS = { PATH: '/bin', HOSTNAME: 'mine', NODE_ENV: 'test', ROOMCAL_PICTURE: 'docs/visualizer.png' };

it('forgets what a shell has set of roomcal, the sandbox, Google and proxies, and nothing else', () => {
  const env = { ...SHELL, ...OTHERS };
  forgetShell(env);
  expect(env).toEqual(OTHERS);
});

it('is done before any test runs', () => {
  const env = { ...process.env };
  forgetShell(env);
  expect(env).toEqual(process.env);
});
