module example.com/acme/branches

go 1.24

require github.com/open-feature/go-sdk v1.14.1
