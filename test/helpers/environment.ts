/** What a shell may have set of roomcal's, of the sandbox's and of Google's. ROOMCAL_PICTURE is a test's own. */
const OURS =
  /^(ROOMCAL_(?!PICTURE$).*|SANDBOX_.*|GOOGLE_.*|GCLOUD_.*|CLOUDSDK_.*|.*_EMULATOR_HOST|LOG_LEVEL|PORT|HOST)$/;
const PROXY = /^(https?|no|all)_proxy$/i;

/** Takes out of an environment what would lead tests to somebody's clouds, or through somebody's proxy. */
export function forgetShell(env: Record<string, string | undefined>): void {
  for (const name of Object.keys(env)) if (OURS.test(name) || PROXY.test(name)) delete env[name];
}
