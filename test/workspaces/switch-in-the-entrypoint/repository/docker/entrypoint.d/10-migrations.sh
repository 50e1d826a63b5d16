#!/bin/bash
if [ "${APPLY_MIGRATIONS_AT_START:-false}" != "true" ]; then
  exit 0
fi
php artisan migrate --force
