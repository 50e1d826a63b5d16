#!/usr/bin/env bash
set -u
./builds/run_sbt_in_docker.sh "project $1" test
