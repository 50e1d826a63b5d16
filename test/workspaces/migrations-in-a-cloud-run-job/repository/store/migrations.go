package store

import "github.com/pressly/goose/v3"

func Run() error { return goose.Up(nil, "migrations") }
