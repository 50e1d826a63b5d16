#!/usr/bin/env bash
set -euo pipefail
cp google/standard/* .
gcloud config set app/cloud_build_timeout 1800
gcloud app deploy --quiet --no-promote --version="${VERSION:?}"
