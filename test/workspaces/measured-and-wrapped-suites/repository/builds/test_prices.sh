#!/usr/bin/env bash
pytest "tests/$1"
