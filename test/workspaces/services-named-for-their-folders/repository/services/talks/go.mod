module example.com/talks

go 1.23
