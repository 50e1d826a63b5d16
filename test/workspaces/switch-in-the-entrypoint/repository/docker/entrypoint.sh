#!/bin/bash
for part in /docker/entrypoint.d/*.sh; do
  source "$part"
done
exec "$@"
