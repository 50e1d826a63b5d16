#!/bin/bash -e
export DOCKER_BUILDKIT=1
docker-compose -f docker-compose.yml -f docker-compose.ci.yml "$@"
