module example.com/acme/screening

go 1.24

require github.com/pressly/goose/v3 v3.24.0
