module example.com/acme/codes

go 1.24
