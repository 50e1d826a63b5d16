#!/bin/sh
exec flask --app tariffs.app run --port "$PORT"
