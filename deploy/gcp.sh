#!/usr/bin/env bash
# Puts roomcal on Google Cloud Run, with all it needs there, and changes only what is missing or differs: run it again
# after each change of the configuration or of the code. docs/operating/deploy.md says more.
set -euo pipefail

usage() {
  cat <<'TEXT'
usage: deploy/gcp.sh --project PROJECT --region REGION [options]

  --config FILE        the configuration (default: config.json, where it is there)
  --credentials FILE   a key file, where the calendars are shared with another account than the service's own
  --image IMAGE        an image that is there already; otherwise Cloud Build makes one of this commit
  --dry-run            look, and print the commands that would change something
  --rollback           go back to the revision before the one that serves
TEXT
}

die() {
  echo "gcp.sh: $*" >&2
  exit 1
}

here=$(cd "$(dirname "$0")" && pwd)
project='' region='' config='' credentials='' image='' dry='' rollback=''
while [ $# -gt 0 ]; do
  case $1 in
    --project | --region | --config | --credentials | --image)
      [ $# -gt 1 ] || die "$1 needs a value"
      printf -v "${1#--}" %s "$2"
      shift
      ;;
    --dry-run) dry=yes ;;
    --rollback) rollback=yes ;;
    --help | -h) usage && exit ;;
    *) usage >&2 && die "there is no option $1" ;;
  esac
  shift
done
if [ -z "$project" ] || [ -z "$region" ]; then usage >&2 && die '--project and --region are needed'; fi
if [ -z "$config" ] && [ -f config.json ]; then config=config.json; fi
for file in "$config" "$credentials"; do
  if [ -n "$file" ] && ! [ -f "$file" ]; then die "$file: there is no such file"; fi
done

account="roomcal@$project.iam.gserviceaccount.com"
bucket="$project-roomcal-watch-ids"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# Looks; what can't be seen counts as missing, and making it says why.
look() { gcloud "$@" --project="$project" 2> "$scratch/said"; }
there() { look "$@" --format=none > /dev/null; }
# Does something, or says what.
run() {
  printf '+'
  printf ' %q' gcloud "$@" --project="$project"
  echo
  [ -n "$dry" ] || gcloud "$@" --project="$project" --quiet
}

# bind NAME ROLE GROUP...: gives the service's account a role on what is called so in a group of gcloud's, such as secrets.
bind() {
  local name=$1 role=$2
  shift 2
  look "$@" get-iam-policy "$name" --flatten='bindings[].members' --format='value(bindings.role)' \
    --filter="bindings.members=\"serviceAccount:$account\"" > "$scratch/roles" || true
  if grep -qxF "$role" "$scratch/roles"; then return; fi
  local more=(--format=none)
  # Asked for otherwise, where others have conditions.
  [ "$1" != projects ] || more+=(--condition=None)
  run "$@" add-iam-policy-binding "$name" --member="serviceAccount:$account" --role="$role" "${more[@]}"
}

# keep SECRET FILE: the file as the latest version of the secret; without a file what is there stays.
keep() {
  local secret=$1 file=$2
  if ! there secrets describe "$secret"; then
    [ -n "$file" ] || die "there is no secret $secret yet; name the configuration with --config"
    run secrets create "$secret" --replication-policy=automatic --data-file="$file"
  elif [ -n "$file" ]; then
    look secrets versions access latest --secret="$secret" --out-file="$scratch/kept" > /dev/null || true
    cmp -s "$scratch/kept" "$file" || run secrets versions add "$secret" --data-file="$file"
    rm -f "$scratch/kept"
  fi
  bind "$secret" roles/secretmanager.secretAccessor secrets
}

latest() {
  look secrets versions describe latest --secret="$1" --format='value(name.basename())' || echo latest
}

if [ -n "$rollback" ]; then
  serving=$(look run services describe roomcal --region="$region" --format='value(status.traffic[0].revisionName)') ||
    die "$(cat "$scratch/said")"
  before=$(look run revisions list --service=roomcal --region="$region" --sort-by=~metadata.creationTimestamp \
    --format='value(metadata.name)' | awk -v serving="$serving" 'found == 1 { print; found = 2 } $0 == serving { found = 1 }')
  [ -n "$before" ] || die "there is no revision before $serving"
  run run services update-traffic roomcal --region="$region" --to-revisions="$before=100"
  exit
fi

number=$(look projects describe "$project" --format='value(projectNumber)') || number=''
if [ -z "$number" ] && [ -z "$dry" ]; then die "$(cat "$scratch/said")"; fi
url="https://roomcal-${number:-PROJECT_NUMBER}.$region.run.app"

apis='run iam pubsub storage secretmanager calendar-json'
[ -n "$image" ] || apis="$apis artifactregistry cloudbuild"
look services list --enabled --format='value(config.name)' > "$scratch/enabled" || true
missing=()
for api in $apis; do
  grep -qxF "$api.googleapis.com" "$scratch/enabled" || missing+=("$api.googleapis.com")
done
[ ${#missing[@]} -eq 0 ] || run services enable "${missing[@]}"

there iam service-accounts describe "$account" || run iam service-accounts create roomcal --display-name=roomcal

# No role of Google's is that small: Pub/Sub Editor may also delete the topic, and everybody's subscriptions with it.
permissions=pubsub.subscriptions.consume,pubsub.subscriptions.create,pubsub.subscriptions.delete
permissions+=,pubsub.subscriptions.get,pubsub.topics.attachSubscription,pubsub.topics.publish
if ! there iam roles describe roomcal; then
  run iam roles create roomcal --title=roomcal --permissions="$permissions"
elif [ "$(look iam roles describe roomcal --format='value(includedPermissions)' | tr ';' ',')" != "$permissions" ]; then
  run iam roles update roomcal --permissions="$permissions"
fi
bind "$project" "projects/$project/roles/roomcal" projects

there pubsub topics describe roomcalendar_events || run pubsub topics create roomcalendar_events

there storage buckets describe "gs://$bucket" || run storage buckets create "gs://$bucket" --location="$region" \
  --uniform-bucket-level-access --public-access-prevention
bind "gs://$bucket" roles/storage.objectUser storage buckets

keep roomcal-config "$config"
if [ -n "$credentials" ] || there secrets describe roomcal-calendar-credentials; then
  keep roomcal-calendar-credentials "$credentials"
  key=yes
fi

if [ -z "$image" ]; then
  source=$(dirname "$here")
  [ -z "$(git -C "$source" status --porcelain)" ] || die 'commit what is changed first, or name an image with --image'
  image="$region-docker.pkg.dev/$project/roomcal/roomcal:$(git -C "$source" rev-parse --short=12 HEAD)"
  there artifacts repositories describe roomcal --location="$region" ||
    run artifacts repositories create roomcal --location="$region" --repository-format=docker
  there artifacts docker images describe "$image" || run builds submit "$source" --tag="$image"
fi

filled() {
  local without_key='/# with a key$/d'
  [ -z "${key:-}" ] || without_key=''
  sed -e "$without_key" -e "s|\${ACCOUNT}|$account|" -e "s|\${IMAGE}|$image|" -e "s|\${BUCKET}|$bucket|" \
    -e "s|\${PROJECT}|$project|" -e "s|\${CONFIG_VERSION}|$(latest roomcal-config)|" \
    -e "s|\${CREDENTIALS_VERSION}|${key:+$(latest roomcal-calendar-credentials)}|" \
    "$here/cloud-run/service.yaml"
}
filled > "$scratch/filled"
manifest=$(cksum < "$scratch/filled" | tr ' ' -)
sed "s|\${MANIFEST}|$manifest|" "$scratch/filled" > "$scratch/service.yaml"
serving=$(look run services describe roomcal --region="$region" \
  --format='value(metadata.labels.manifest,spec.traffic[0].latestRevision,status.latestReadyRevisionName,status.latestCreatedRevisionName)') ||
  serving=''
read -r was latest_serves ready created <<< "$serving" || true
if [ "$was" = "$manifest" ] && [ "$latest_serves" = True ] && [ "$ready" = "$created" ]; then
  echo 'roomcal: nothing to deploy'
else
  [ -z "$dry" ] || sed 's/^/  /' "$scratch/service.yaml"
  run run services replace "$scratch/service.yaml" --region="$region"
fi

echo "roomcal: $url"
if [ -n "$config" ] && ! grep -qF "$url" "$config"; then
  echo "roomcal: set gcal_watch_function_url to $url in $config, and run this again"
fi
[ -n "${key:-}" ] || echo "roomcal: share the calendars with $account (npx roomcal share --account $account)"
