#!/usr/bin/env bash
set -euo pipefail
gcloud run deploy tariffs --image="${IMAGE:?}" --no-traffic --tag=candidate
