module example.com/letters/admin
