module example.com/agenda-service

go 1.23
