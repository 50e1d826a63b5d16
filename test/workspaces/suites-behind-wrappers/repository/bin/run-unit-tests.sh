#!/bin/bash
set -e
./manage.py test --noinput $@
